/* keys.c: keys.db, and how an older custodian.db's keys come into it. */
#include "account_keys.h"

#include "account_inside.h"
#include "base_id.h"

static const char sql_put[] = "INSERT INTO user_key (account_id, wrapped) VALUES ($1, $2)";
static const char sql_get[] = "SELECT wrapped FROM user_key WHERE account_id = $1";
static const char sql_next[] = "SELECT account_id, wrapped FROM user_key WHERE account_id > $1"
                               " ORDER BY account_id LIMIT 1";
static const char sql_change[] = "UPDATE user_key SET wrapped = $1 WHERE account_id = $2";
static const char sql_drop[] = "DELETE FROM user_key WHERE account_id = $1";
static const char sql_count[] = "SELECT count(*) FROM user_key";
static const char sql_sweep[] = "DELETE FROM user_key WHERE account_id > $1 AND account_id <> 1";
static const char sql_newest[] = "SELECT coalesce(max(id), 0) FROM account";
static const char sql_all[] = "SELECT account_id, wrapped FROM user_key";
static const char sql_move[] = "INSERT INTO user_key (account_id, wrapped) VALUES ($1, $2)"
                               " ON CONFLICT (account_id) DO UPDATE SET wrapped = excluded.wrapped";
_Static_assert((int)ACCOUNT_OFFICE == 1, "as in sql_sweep");
static const char sql_ring_get[] = "SELECT keys_id FROM keyring WHERE id = 1";
static const char sql_ring_set[] = "INSERT INTO keyring (id, keys_id) VALUES (1, $1)";
static const char sql_claim_get[] = "SELECT keys_id FROM region WHERE id = 1";
static const char sql_claim_set[] = "UPDATE region SET keys_id = $1 WHERE id = 1";

/* 0 for no row, or NULL in it. */
static enum err number_of(struct db *db, const char *sql, int64_t *out_number)
{
    AUTO(db_query) struct db_query q = {0};
    bool found = false;
    TRY(db_query_start(db, sql, &q));
    TRY(db_step(&q, &found));
    *out_number = found ? db_column_i64(&q, 0) : 0;
    return ERR_OK;
}

static enum err change_by(struct db *db, const char *sql, int64_t number)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, number);
    return db_step_done(&q, NULL);
}

enum err account_keys_claim(const struct account_keys *keys, struct db *db)
{
    int64_t claimed = 0;
    int64_t there = 0;
    TRY(number_of(db, sql_claim_get, &claimed));
    TRY(number_of(keys->db, sql_ring_get, &there));
    if (claimed != 0) {
        return claimed == there ? ERR_OK : ERR_CONFLICT;
    }
    if (there == 0) {
        there = (int64_t)(random_u64() >> 1) | 1;
        TRY(change_by(keys->db, sql_ring_set, there));
    }
    return change_by(db, sql_claim_set, there);
}

/* Numbers grow with time: what a sign-up that was not acknowledged left is behind all that were. */
enum err account_keys_sweep(const struct account_keys *keys, struct db *db)
{
    int64_t newest = 0;
    TRY(number_of(db, sql_newest, &newest));
    return change_by(keys->db, sql_sweep, newest);
}

static enum err key_write(struct db *db, const char *sql, int64_t user, struct span wrapped)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, user);
    db_bind_blob(&q, 2, wrapped);
    return db_step_done(&q, NULL);
}

static enum err keys_copy(struct db *from, struct db *to)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(from, sql_all, &q));
    for (bool found = true;;) {
        TRY(db_step(&q, &found));
        if (!found) {
            return ERR_OK;
        }
        TRY(key_write(to, sql_move, db_column_i64(&q, 0), db_column_bytes(&q, 1)));
    }
}

/* Each key is read back before anybody may drop the one that it was copied from. */
static enum err keys_compare(struct db *from, struct db *to)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(from, sql_all, &q));
    for (bool found = true;;) {
        TRY(db_step(&q, &found));
        if (!found) {
            return ERR_OK;
        }
        AUTO(db_query) struct db_query copy = {0};
        TRY(db_query_start(to, sql_get, &copy));
        db_bind_i64(&copy, 1, db_column_i64(&q, 0));
        TRY(db_step_row(&copy));
        if (!span_equal(db_column_bytes(&q, 1), db_column_bytes(&copy, 0))) {
            return ERR_IO;
        }
    }
}

enum err keys_move(struct db *from, struct db *to)
{
    TRY(db_begin(to));
    enum err err = keys_copy(from, to);
    if (err != ERR_OK) {
        db_rollback(to);
        return err;
    }
    TRY(db_commit(to));
    return keys_compare(from, to);
}

enum err account_unlock(const struct account_keys *keys, int64_t user)
{
    if (vault_user_ready(keys->vault, user)) {
        return ERR_OK;
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(keys->db, sql_get, &q));
    db_bind_i64(&q, 1, user);
    TRY(db_step_row(&q));
    return vault_user_load(keys->vault, user, db_column_bytes(&q, 0));
}

enum err account_office_unlock(const struct account_keys *keys)
{
    enum err err = account_unlock(keys, ACCOUNT_OFFICE);
    return err == ERR_NOT_FOUND ? account_keys_make(keys, ACCOUNT_OFFICE) : err;
}

enum err account_keys_make(const struct account_keys *keys, int64_t user)
{
    uint8_t wrapped[VAULT_WRAPPED];
    vault_user_make(keys->vault, user, wrapped);
    enum err err = key_write(keys->db, sql_put, user, span_of(wrapped, sizeof(wrapped)));
    if (err != ERR_OK) {
        vault_user_forget(keys->vault, user);
    }
    return err;
}

enum err account_keys_drop(const struct account_keys *keys, int64_t user)
{
    vault_user_forget(keys->vault, user);
    return change_by(keys->db, sql_drop, user);
}

enum err account_keys_count(const struct account_keys *keys, uint64_t *out_count)
{
    int64_t count = 0;
    TRY(number_of(keys->db, sql_count, &count));
    *out_count = (uint64_t)count;
    return ERR_OK;
}

static enum err key_change(struct db *db, int64_t user, const uint8_t wrapped[VAULT_WRAPPED])
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_change, &q));
    db_bind_blob(&q, 1, span_of(wrapped, VAULT_WRAPPED));
    db_bind_i64(&q, 2, user);
    return db_step_done(&q, NULL);
}

/* One key behind the cursor; ERR_NOT_FOUND: there is none. */
static enum err key_rewrap(const struct account_keys *keys, int64_t *cursor)
{
    uint8_t wrapped[VAULT_WRAPPED];
    bool changed = false;
    int64_t user = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(keys->db, sql_next, &q));
        db_bind_i64(&q, 1, *cursor);
        TRY(db_step_row(&q));
        user = db_column_i64(&q, 0);
        TRY(vault_rewrap(keys->vault, user, db_column_bytes(&q, 1), wrapped, &changed));
    }
    if (changed) {
        TRY(key_change(keys->db, user, wrapped));
    }
    *cursor = user;
    return ERR_OK;
}

enum err account_keys_rewrap(const struct account_keys *keys, int64_t *cursor, uint64_t max,
                             uint64_t *out_seen)
{
    uint64_t seen = 0;
    for (; seen < max; seen++) {
        enum err err = key_rewrap(keys, cursor);
        if (err == ERR_NOT_FOUND) {
            break;
        }
        TRY(err);
    }
    *out_seen = seen;
    return ERR_OK;
}
