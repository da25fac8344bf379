#include "account_permit.h"

#include "account_inside.h"
#include "account_session.h"
#include "base_id.h"

static const char code_domain[] = "vitrine permit 1";

static const char sql_new[] =
    "INSERT INTO permit (code_hash, account_id, scopes, binding, expires_ms)"
    " VALUES ($1, $2, $3, $4, $5)";
static const char sql_find[] =
    "SELECT a.id, a.locker, a.handle, a.state, a.leaves_ms, p.scopes,"
    " p.binding, p.used_by FROM permit p JOIN account a"
    " ON a.id = p.account_id WHERE p.code_hash = $1 AND p.expires_ms > $2";
static const char sql_use[] = "UPDATE permit SET used_by = $2 WHERE code_hash = $1";
static const char sql_drop[] = "DELETE FROM permit WHERE code_hash = $1";
static const char sql_sweep[] = "DELETE FROM permit WHERE expires_ms <= $1";

/* Starts sql with the code's hash as $1. */
static enum err code_query(struct db *db, const char *sql, const uint8_t *code,
                           struct db_query *out_query)
{
    uint8_t hash[TOKEN_HASH];
    account_token_hash(code_domain, code, hash);
    TRY(db_query_start(db, sql, out_query));
    db_bind_blob(out_query, 1, span_of(hash, sizeof(hash)));
    return ERR_OK;
}

enum err account_permit_new(struct db *db, const struct account_permit *permit,
                            uint8_t out_code[ACCOUNT_TOKEN])
{
    AUTO(secret) struct secret code = {.len = ACCOUNT_TOKEN};
    TRY(account_permit_sweep(db, permit->now_ms));
    random_fill(code.bytes, ACCOUNT_TOKEN);
    AUTO(db_query) struct db_query q = {0};
    TRY(code_query(db, sql_new, code.bytes, &q));
    db_bind_i64(&q, 2, permit->user);
    db_bind_i64(&q, 3, permit->scopes);
    db_bind_blob(&q, 4, permit->binding);
    db_bind_i64(&q, 5, permit->now_ms + LIMIT_PERMIT_MS);
    TRY(db_step_done(&q, NULL));
    for (size_t i = 0; i < ACCOUNT_TOKEN; i++) {
        out_code[i] = code.bytes[i];
    }
    return ERR_OK;
}

struct found {
    struct account_person person;
    int64_t scopes;
    bool bound;
    bool used;
    int64_t used_by;
};

static enum err find(struct db *db, const struct account_redeem *redeem, struct found *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(code_query(db, sql_find, redeem->code.ptr, &q));
    db_bind_i64(&q, 2, redeem->now_ms);
    enum err err = db_step_row(&q);
    if (err == ERR_NOT_FOUND) {
        return ERR_DENIED;
    }
    TRY(err);
    TRY(account_person_read(&q, &out->person));
    out->scopes = db_column_i64(&q, ACCOUNT_PERSON_COLUMNS);
    out->bound = span_equal(db_column_bytes(&q, ACCOUNT_PERSON_COLUMNS + 1), redeem->binding);
    out->used = !db_column_is_null(&q, ACCOUNT_PERSON_COLUMNS + 2);
    out->used_by = out->used ? db_column_i64(&q, ACCOUNT_PERSON_COLUMNS + 2) : 0;
    return ERR_OK;
}

/* Somebody has the code who should not: nobody keeps what it gave. */
static enum err drop(struct db *db, const struct account_redeem *redeem, const struct found *found)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(code_query(db, sql_drop, redeem->code.ptr, &q));
    TRY(db_step_done(&q, NULL));
    TRY(account_session_end_made(db, found->person.user, found->used_by));
    return ERR_DENIED;
}

enum err account_permit_use(struct db *db, const struct account_redeem *redeem,
                            struct account_person *out_person, int64_t *out_scopes)
{
    struct found found = {.used = false};
    if (redeem->code.len != ACCOUNT_TOKEN || redeem->binding.len != ACCOUNT_BINDING) {
        return ERR_DENIED;
    }
    TRY(find(db, redeem, &found));
    if (!found.bound || (found.used && found.used_by != (int64_t)redeem->request)) {
        return drop(db, redeem, &found);
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(code_query(db, sql_use, redeem->code.ptr, &q));
    db_bind_i64(&q, 2, (int64_t)redeem->request);
    TRY(db_step_done(&q, NULL));
    *out_person = found.person;
    *out_scopes = found.scopes;
    return ERR_OK;
}

enum err account_permit_sweep(struct db *db, int64_t now_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_sweep, &q));
    db_bind_i64(&q, 1, now_ms);
    return db_step_done(&q, NULL);
}
