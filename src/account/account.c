#include "account.h"

#include "account_inside.h"
#include "account_schema.h"
#include "base_id.h"

#include <string.h>

static const char sql_region_get[] = "SELECT key_id, origin FROM region WHERE id = 1";
static const char sql_region_set[] = "INSERT INTO region (id, origin, key_id) VALUES (1, $1, $2)";
static const char sql_region_key[] = "UPDATE region SET key_id = $1 WHERE id = 1";
static const char sql_find[] =
    "SELECT id, locker, handle, password, made_by FROM account WHERE handle = $1";
static const char sql_create[] =
    "INSERT INTO account (id, handle, password, locker, made_by, created_ms)"
    " VALUES ($1, $2, $3, $4, $5, $6)";
static const char sql_key_put[] = "INSERT INTO user_key (account_id, wrapped) VALUES ($1, $2)";
static const char sql_key_get[] = "SELECT wrapped FROM user_key WHERE account_id = $1";
static const char sql_key_next[] = "SELECT account_id, wrapped FROM user_key WHERE account_id > $1"
                                   " ORDER BY account_id LIMIT 1";
static const char sql_key_change[] = "UPDATE user_key SET wrapped = $1 WHERE account_id = $2";
static const char sql_key_count[] = "SELECT count(*) FROM user_key";

enum err account_migrate(struct db *db)
{
    return db_migrate(db, account_schema, account_schema_count, NULL);
}

enum err account_region_get(struct db *db, struct account_region *out_region)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_region_get, &q));
    bool found = false;
    TRY(db_step(&q, &found));
    struct account_region region = {0};
    if (found) {
        struct span origin = db_column_bytes(&q, 1);
        if (origin.len > sizeof(region.origin)) {
            return ERR_FORMAT;
        }
        region.key_id = db_column_i64(&q, 0);
        region.origin_len = origin.len;
        memcpy(region.origin, origin.ptr, origin.len);
    }
    *out_region = region;
    return ERR_OK;
}

enum err account_region_set(struct db *db, struct span origin, int64_t key_id)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_region_set, &q));
    db_bind_text(&q, 1, origin);
    db_bind_i64(&q, 2, key_id);
    return db_step_done(&q, NULL);
}

/* The database is ours: anything else in it is damage. */
enum err account_person_read(struct db_query *q, struct account_person *out_person)
{
    struct account_person person = {.user = db_column_i64(q, 0)};
    struct span locker = db_column_bytes(q, 1);
    if (locker.len != sizeof(person.locker)) {
        return ERR_FORMAT;
    }
    memcpy(person.locker, locker.ptr, locker.len);
    struct span handle = db_column_bytes(q, 2);
    if (handle.len == 0 || handle.len > sizeof(person.handle)) {
        return ERR_FORMAT;
    }
    memcpy(person.handle, handle.ptr, handle.len);
    person.handle_len = handle.len;
    *out_person = person;
    return ERR_OK;
}

enum err account_find(struct db *db, struct span handle, struct account_row *out_row)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_find, &q));
    db_bind_text(&q, 1, handle);
    TRY(db_step_row(&q));
    struct account_row row = {0};
    TRY(account_person_read(&q, &row.person));
    struct span hash = db_column_bytes(&q, 3);
    if (hash.len >= sizeof(row.hash.text)) {
        return ERR_FORMAT;
    }
    memcpy(row.hash.text, hash.ptr, hash.len);
    row.made_by = (uint64_t)db_column_i64(&q, 4);
    *out_row = row;
    return ERR_OK;
}

static enum err account_put(struct db *db, const struct account_new *new,
                            const struct account_person *person)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_create, &q));
    db_bind_i64(&q, 1, person->user);
    db_bind_text(&q, 2, new->handle);
    db_bind_text(&q, 3, span_text(new->hash->text));
    db_bind_blob(&q, 4, span_of(person->locker, sizeof(person->locker)));
    db_bind_i64(&q, 5, (int64_t) new->request);
    db_bind_i64(&q, 6, new->now_ms);
    return db_step_done(&q, NULL);
}

static enum err key_put(struct db *db, int64_t user, const uint8_t wrapped[VAULT_WRAPPED])
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_key_put, &q));
    db_bind_i64(&q, 1, user);
    db_bind_blob(&q, 2, span_of(wrapped, VAULT_WRAPPED));
    return db_step_done(&q, NULL);
}

enum err account_create(struct db *db, struct vault *vault, const struct account_new *new,
                        struct account_person *out_person)
{
    struct account_person person = {.user = id_new(), .handle_len = new->handle.len};
    if (new->handle.len > sizeof(person.handle)) {
        return ERR_LIMIT;
    }
    memcpy(person.handle, new->handle.ptr, new->handle.len);
    random_fill(person.locker, sizeof(person.locker));
    TRY(account_put(db, new, &person));
    uint8_t wrapped[VAULT_WRAPPED];
    vault_user_make(vault, person.user, wrapped);
    enum err err = key_put(db, person.user, wrapped);
    if (err != ERR_OK) {
        vault_user_forget(vault, person.user);
        return err;
    }
    *out_person = person;
    return ERR_OK;
}

enum err account_unlock(struct db *db, struct vault *vault, int64_t user)
{
    if (vault_user_ready(vault, user)) {
        return ERR_OK;
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_key_get, &q));
    db_bind_i64(&q, 1, user);
    TRY(db_step_row(&q));
    return vault_user_load(vault, user, db_column_bytes(&q, 0));
}

enum err account_region_key(struct db *db, int64_t key_id)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_region_key, &q));
    db_bind_i64(&q, 1, key_id);
    int64_t changes = 0;
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_NOT_FOUND;
}

enum err account_keys_count(struct db *db, uint64_t *out_count)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_key_count, &q));
    TRY(db_step_row(&q));
    *out_count = (uint64_t)db_column_i64(&q, 0);
    return ERR_OK;
}

static enum err key_change(struct db *db, int64_t user, const uint8_t wrapped[VAULT_WRAPPED])
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_key_change, &q));
    db_bind_blob(&q, 1, span_of(wrapped, VAULT_WRAPPED));
    db_bind_i64(&q, 2, user);
    return db_step_done(&q, NULL);
}

/* One key behind the cursor; ERR_NOT_FOUND: there is none. */
static enum err key_rewrap(struct db *db, struct vault *vault, int64_t *cursor)
{
    uint8_t wrapped[VAULT_WRAPPED];
    bool changed = false;
    int64_t user = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, sql_key_next, &q));
        db_bind_i64(&q, 1, *cursor);
        TRY(db_step_row(&q));
        user = db_column_i64(&q, 0);
        TRY(vault_rewrap(vault, user, db_column_bytes(&q, 1), wrapped, &changed));
    }
    if (changed) {
        TRY(key_change(db, user, wrapped));
    }
    *cursor = user;
    return ERR_OK;
}

enum err account_keys_rewrap(struct db *db, struct vault *vault, int64_t *cursor, uint64_t max,
                             uint64_t *out_seen)
{
    uint64_t seen = 0;
    for (; seen < max; seen++) {
        enum err err = key_rewrap(db, vault, cursor);
        if (err == ERR_NOT_FOUND) {
            break;
        }
        TRY(err);
    }
    *out_seen = seen;
    return ERR_OK;
}
