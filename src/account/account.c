#include "account.h"

#include "account_inside.h"
#include "account_schema.h"
#include "base_id.h"
#include "datamap_field.h"

#include <string.h>

static const char sql_region_get[] = "SELECT key_id, origin FROM region WHERE id = 1";
static const char sql_region_set[] = "INSERT INTO region (id, origin, key_id) VALUES (1, $1, $2)";
static const char sql_region_key[] = "UPDATE region SET key_id = $1 WHERE id = 1";
static const char sql_mac_get[] = "SELECT mac_key FROM region WHERE id = 1";
static const char sql_mac_set[] = "UPDATE region SET mac_key = $1 WHERE id = 1";
static const char sql_find[] =
    "SELECT id, locker, handle, password, made_by FROM account WHERE handle = $1";
static const char sql_create[] =
    "INSERT INTO account (id, handle, password, locker, made_by, created_ms, birth_date, email)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
static const char sql_password[] = "UPDATE account SET password = $2 WHERE id = $1";
static const char sql_details[] = "SELECT birth_date, email FROM account WHERE id = $1";
static const char sql_key_put[] = "INSERT INTO user_key (account_id, wrapped) VALUES ($1, $2)";
static const char sql_key_get[] = "SELECT wrapped FROM user_key WHERE account_id = $1";
static const char sql_key_next[] = "SELECT account_id, wrapped FROM user_key WHERE account_id > $1"
                                   " ORDER BY account_id LIMIT 1";
static const char sql_key_change[] = "UPDATE user_key SET wrapped = $1 WHERE account_id = $2";
static const char sql_key_count[] = "SELECT count(*) FROM user_key";

enum err account_migrate(struct db *db)
{
    TRY(db_migrate(db, account_schema, account_schema_count, NULL));
    return account_session_name(db);
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

/* A row being written for a user. */
struct account_write {
    struct vault *vault;
    int64_t user;
    struct db_query query;
};

static void account_write_auto(struct account_write *w)
{
    db_query_done(&w->query);
}

/* What is sealed and bound to the row: nothing for an empty value. */
static enum err bind_sealed(struct account_write *w, int parameter, uint16_t field,
                            struct span value)
{
    if (value.len == 0) {
        db_bind_null(&w->query, parameter);
        return ERR_OK;
    }
    AUTO(buf) struct buf sealed = {.max = LIMIT_EMAIL + VAULT_OVERHEAD};
    TRY(vault_seal(w->vault, w->user, field, value, &sealed));
    db_bind_blob(&w->query, parameter, buf_span(&sealed));
    return ERR_OK;
}

static enum err account_put(struct db *db, struct vault *vault, const struct account_new *new,
                            const struct account_person *person)
{
    AUTO(account_write) struct account_write w = {.vault = vault, .user = person->user};
    TRY(db_query_start(db, sql_create, &w.query));
    db_bind_i64(&w.query, 1, person->user);
    db_bind_text(&w.query, 2, new->handle);
    db_bind_text(&w.query, 3, span_text(new->hash->text));
    db_bind_blob(&w.query, 4, span_of(person->locker, sizeof(person->locker)));
    db_bind_i64(&w.query, 5, (int64_t) new->request);
    db_bind_i64(&w.query, 6, new->now_ms);
    TRY(bind_sealed(&w, 7, FIELD_BIRTH_DATE, new->birth_date));
    TRY(bind_sealed(&w, 8, FIELD_EMAIL, new->email));
    return db_step_done(&w.query, NULL);
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
    uint8_t wrapped[VAULT_WRAPPED];
    vault_user_make(vault, person.user, wrapped);
    enum err err = account_put(db, vault, new, &person);
    if (err == ERR_OK) {
        err = key_put(db, person.user, wrapped);
    }
    if (err != ERR_OK) {
        vault_user_forget(vault, person.user);
        return err;
    }
    *out_person = person;
    return ERR_OK;
}

enum err account_password_set(struct db *db, int64_t user, const struct account_hash *hash)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_password, &q));
    db_bind_i64(&q, 1, user);
    db_bind_text(&q, 2, span_text(hash->text));
    int64_t changed = 0;
    TRY(db_step_done(&q, &changed));
    return changed == 1 ? ERR_OK : ERR_NOT_FOUND;
}

enum err account_details_get(struct db *db, struct vault *vault, int64_t user, struct buf *out,
                             struct account_details *out_details)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_details, &q));
    db_bind_i64(&q, 1, user);
    TRY(db_step_row(&q));
    struct span values[2] = {{NULL, 0}, {NULL, 0}};
    static const uint16_t fields[] = {FIELD_BIRTH_DATE, FIELD_EMAIL};
    for (int i = 0; i < 2; i++) {
        size_t from = out->len;
        if (!db_column_is_null(&q, i)) {
            TRY(vault_unseal(vault, user, fields[i], db_column_bytes(&q, i), out));
            values[i] = span_of(out->ptr + from, out->len - from);
        }
    }
    *out_details = (struct account_details){values[0], values[1]};
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

enum err account_mac_store(struct db *db, struct vault *vault)
{
    uint8_t wrapped[VAULT_WRAPPED];
    TRY(vault_mac_wrap(vault, wrapped));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_mac_set, &q));
    db_bind_blob(&q, 1, span_of(wrapped, sizeof(wrapped)));
    int64_t changes = 0;
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_NOT_FOUND;
}

enum err account_mac_load(struct db *db, struct vault *vault)
{
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, sql_mac_get, &q));
        TRY(db_step_row(&q));
        if (!db_column_is_null(&q, 0)) {
            return vault_mac_load(vault, db_column_bytes(&q, 0));
        }
    }
    vault_mac_make(vault);
    return account_mac_store(db, vault);
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
