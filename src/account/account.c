#include "account.h"

#include "account_inside.h"
#include "account_leave.h"
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
    "SELECT a.id, a.locker, a.handle, a.state, a.leaves_ms, a.password, a.made_by FROM account a"
    " WHERE a.handle = $1";
static const char sql_create[] =
    "INSERT INTO account (id, handle, password, locker, made_by, created_ms, birth_date, email,"
    " salt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
static const char sql_password[] = "UPDATE account SET password = $2 WHERE id = $1";
static const char sql_details[] = "SELECT birth_date, email FROM account WHERE id = $1";

/* Before the step that takes the keys out of custodian.db, they are in keys.db. */
enum err account_migrate(struct db *db, const struct account_keys *keys)
{
    int64_t version = 0;
    TRY(db_migrate(keys->db, account_keys_schema, account_keys_schema_count, NULL));
    enum err err = db_migrate(db, account_schema, ACCOUNT_SCHEMA_KEYS_LEAVE - 1, &version);
    if (err == ERR_OK) {
        TRY(keys_move(db, keys->db));
    } else if (err != ERR_CONFLICT || version < ACCOUNT_SCHEMA_KEYS_LEAVE) {
        return err;
    }
    TRY(db_migrate(db, account_schema, account_schema_count, NULL));
    if (err == ERR_OK) {
        TRY(db_checkpoint(db)); /* nothing of a key stays in the log */
    }
    TRY(account_session_name(db));
    return salts_fill(db);
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
    person.leaves_ms = db_column_i64(q, 4);
    TRY(account_state_of(db_column_bytes(q, 3), &person.state));
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
    struct span hash = db_column_bytes(&q, ACCOUNT_PERSON_COLUMNS);
    if (hash.len >= sizeof(row.hash.text)) {
        return ERR_FORMAT;
    }
    memcpy(row.hash.text, hash.ptr, hash.len);
    row.made_by = (uint64_t)db_column_i64(&q, ACCOUNT_PERSON_COLUMNS + 1);
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
    uint8_t salt[ACCOUNT_SALT];
    random_fill(salt, sizeof(salt));
    db_bind_blob(&w.query, 9, span_of(salt, sizeof(salt)));
    return db_step_done(&w.query, NULL);
}

enum err account_create(struct db *db, const struct account_keys *keys,
                        const struct account_new *new, struct account_person *out_person)
{
    struct account_person person = {.user = id_new(), .handle_len = new->handle.len};
    if (new->handle.len > sizeof(person.handle)) {
        return ERR_LIMIT;
    }
    memcpy(person.handle, new->handle.ptr, new->handle.len);
    random_fill(person.locker, sizeof(person.locker));
    TRY(account_keys_make(keys, person.user));
    enum err err = account_put(db, keys->vault, new, &person);
    if (err != ERR_OK) {
        vault_user_forget(keys->vault, person.user);
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

enum err account_number(struct db *db, const char *sql, int64_t *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    TRY(db_step_row(&q));
    *out = db_column_i64(&q, 0);
    return ERR_OK;
}

void account_bind_bytes(struct db_query *q, int parameter, struct span bytes)
{
    if (bytes.len > 0) {
        db_bind_blob(q, parameter, bytes);
    } else {
        db_bind_null(q, parameter);
    }
}
