#include "account_passkey.h"

#include "account_inside.h"
#include "base_id.h"

#include <string.h>

static const char sql_count[] = "SELECT count(*) FROM passkey WHERE account_id = $1";
static const char sql_add[] =
    "INSERT INTO passkey (id, credential, account_id, public_key, counter, copied, label,"
    " created_ms, used_day) VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8)";
static const char sql_find[] =
    "SELECT a.id, a.locker, a.handle, a.state, a.leaves_ms, p.id, p.counter, p.public_key"
    " FROM passkey p JOIN account a ON a.id = p.account_id WHERE p.credential = $1";
static const char sql_used[] = "UPDATE passkey SET counter = $2, used_day = $3 WHERE id = $1";
static const char sql_copied[] = "UPDATE passkey SET copied = 1 WHERE id = $1";
static const char sql_list[] =
    "SELECT id, created_ms, used_day, copied, label, credential FROM passkey"
    " WHERE account_id = $1 ORDER BY created_ms, id LIMIT $2";
static const char sql_drop[] = "DELETE FROM passkey WHERE account_id = $1 AND id = $2";

static enum err room_check(struct db *db, int64_t user)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_count, &q));
    db_bind_i64(&q, 1, user);
    TRY(db_step_row(&q));
    return db_column_i64(&q, 0) < LIMIT_PASSKEYS ? ERR_OK : ERR_LIMIT;
}

enum err account_passkey_add(struct db *db, const struct account_passkey_new *new)
{
    TRY(room_check(db, new->user));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_add, &q));
    db_bind_i64(&q, 1, id_new());
    db_bind_blob(&q, 2, new->credential);
    db_bind_i64(&q, 3, new->user);
    db_bind_blob(&q, 4, new->key);
    db_bind_i64(&q, 5, new->counter);
    db_bind_blob(&q, 6, new->label);
    db_bind_i64(&q, 7, new->now_ms);
    db_bind_i64(&q, 8, account_day(new->now_ms));
    return db_step_done(&q, NULL);
}

enum err account_passkey_find(struct db *db, struct span credential,
                              struct account_passkey_row *out_row)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_find, &q));
    db_bind_blob(&q, 1, credential);
    TRY(db_step_row(&q));
    struct account_passkey_row row = {.id = db_column_i64(&q, ACCOUNT_PERSON_COLUMNS),
                                      .counter =
                                          (uint32_t)db_column_i64(&q, ACCOUNT_PERSON_COLUMNS + 1)};
    TRY(account_person_read(&q, &row.person));
    struct span key = db_column_bytes(&q, ACCOUNT_PERSON_COLUMNS + 2);
    if (key.len == 0 || key.len > sizeof(row.key)) {
        return ERR_IO; /* ours, and damaged */
    }
    memcpy(row.key, key.ptr, key.len);
    row.key_len = key.len;
    *out_row = row;
    return ERR_OK;
}

enum err account_passkey_used(struct db *db, int64_t id, uint32_t counter, int64_t now_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_used, &q));
    db_bind_i64(&q, 1, id);
    db_bind_i64(&q, 2, counter);
    db_bind_i64(&q, 3, account_day(now_ms));
    return db_step_done(&q, NULL);
}

enum err account_passkey_copied(struct db *db, int64_t id)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_copied, &q));
    db_bind_i64(&q, 1, id);
    return db_step_done(&q, NULL);
}

static enum err passkey_read(struct db_query *q, struct account_passkey *out)
{
    struct span label = db_column_bytes(q, 4);
    struct span credential = db_column_bytes(q, 5);
    if (credential.len == 0 || credential.len > sizeof(out->credential)) {
        return ERR_IO;
    }
    out->id = db_column_i64(q, 0);
    out->created_ms = db_column_i64(q, 1);
    out->used_day = db_column_i64(q, 2);
    out->copied = db_column_i64(q, 3) != 0;
    out->label_len = account_label_copy(label, out->label);
    out->credential_len = credential.len;
    memcpy(out->credential, credential.ptr, credential.len);
    return ERR_OK;
}

enum err account_passkey_list(struct db *db, int64_t user, struct account_passkeys *out_passkeys)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_list, &q));
    db_bind_i64(&q, 1, user);
    db_bind_i64(&q, 2, LIMIT_PASSKEYS);
    out_passkeys->count = 0;
    for (;;) {
        bool found = false;
        TRY(db_step(&q, &found));
        if (!found) {
            return ERR_OK;
        }
        TRY(passkey_read(&q, &out_passkeys->items[out_passkeys->count]));
        out_passkeys->count++;
    }
}

enum err account_passkey_drop(struct db *db, int64_t user, int64_t id)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_drop, &q));
    db_bind_i64(&q, 1, user);
    db_bind_i64(&q, 2, id);
    int64_t changed = 0;
    TRY(db_step_done(&q, &changed));
    return changed == 1 ? ERR_OK : ERR_NOT_FOUND;
}
