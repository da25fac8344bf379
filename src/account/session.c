#include "account_session.h"

#include "account_inside.h"
#include "base_id.h"

#include <sodium.h>

enum { TOKEN_HASH = 32 };

static const int64_t SESSION_MS = (int64_t)LIMIT_SESSION_DAYS * 24 * 60 * 60 * 1000;

static const char sql_replace[] = "DELETE FROM session WHERE account_id = $1 AND made_by = $2";
static const char sql_prune[] =
    "DELETE FROM session WHERE account_id = $1 AND token_hash IN"
    " (SELECT token_hash FROM session WHERE account_id = $1 ORDER BY created_ms DESC, token_hash"
    " LIMIT $2 OFFSET $3)";
static const char sql_begin[] =
    "INSERT INTO session (token_hash, account_id, made_by, created_ms, expires_ms, opened)"
    " VALUES ($1, $2, $3, $4, $5, 0)";
static const char sql_find[] =
    "SELECT a.id, a.locker, a.handle FROM session s JOIN account a ON a.id = s.account_id"
    " WHERE s.token_hash = $1 AND s.expires_ms > $2";
static const char sql_spend[] =
    "UPDATE session SET opened = opened + $2 WHERE token_hash = $1 AND opened + $2 <= $3";
static const char sql_there[] = "SELECT 1 FROM session WHERE token_hash = $1";
static const char sql_end[] = "DELETE FROM session WHERE token_hash = $1";
static const char sql_sweep[] = "DELETE FROM session WHERE expires_ms <= $1";

/* A token is as random as a key, so a plain hash is enough; the domain keeps it apart. */
static void token_hash(const uint8_t token[ACCOUNT_TOKEN], uint8_t out[TOKEN_HASH])
{
    static const uint8_t domain[] = "vitrine session 1";
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, TOKEN_HASH);
    (void)crypto_generichash_update(&state, domain, sizeof(domain));
    (void)crypto_generichash_update(&state, token, ACCOUNT_TOKEN);
    (void)crypto_generichash_final(&state, out, TOKEN_HASH);
    vault_wipe(&state, sizeof(state));
}

/* Starts sql with the token's hash as $1. */
static enum err session_query(struct db *db, const char *sql, const uint8_t *token,
                              struct db_query *out_query)
{
    uint8_t hash[TOKEN_HASH];
    token_hash(token, hash);
    TRY(db_query_start(db, sql, out_query));
    db_bind_blob(out_query, 1, span_of(hash, sizeof(hash)));
    return ERR_OK;
}

/* Ends what the same request began before, and makes room for one more. */
static enum err session_room(struct db *db, const struct account_session_new *new)
{
    AUTO(db_query) struct db_query replace = {0};
    TRY(db_query_start(db, sql_replace, &replace));
    db_bind_i64(&replace, 1, new->user);
    db_bind_i64(&replace, 2, (int64_t) new->request);
    TRY(db_step_done(&replace, NULL));
    AUTO(db_query) struct db_query prune = {0};
    TRY(db_query_start(db, sql_prune, &prune));
    db_bind_i64(&prune, 1, new->user);
    db_bind_i64(&prune, 2, LIMIT_SESSIONS_PER_ACCOUNT);
    db_bind_i64(&prune, 3, LIMIT_SESSIONS_PER_ACCOUNT - 1);
    return db_step_done(&prune, NULL);
}

enum err account_session_begin(struct db *db, const struct account_session_new *new,
                               uint8_t out_token[ACCOUNT_TOKEN])
{
    TRY(session_room(db, new));
    AUTO(secret) struct secret token = {.len = ACCOUNT_TOKEN};
    random_fill(token.bytes, ACCOUNT_TOKEN);
    AUTO(db_query) struct db_query q = {0};
    TRY(session_query(db, sql_begin, token.bytes, &q));
    db_bind_i64(&q, 2, new->user);
    db_bind_i64(&q, 3, (int64_t) new->request);
    db_bind_i64(&q, 4, new->now_ms);
    db_bind_i64(&q, 5, new->now_ms + SESSION_MS);
    TRY(db_step_done(&q, NULL));
    for (size_t i = 0; i < ACCOUNT_TOKEN; i++) {
        out_token[i] = token.bytes[i];
    }
    return ERR_OK;
}

enum err account_session_find(struct db *db, const uint8_t token[ACCOUNT_TOKEN], int64_t now_ms,
                              struct account_person *out_person)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(session_query(db, sql_find, token, &q));
    db_bind_i64(&q, 2, now_ms);
    enum err err = db_step_row(&q);
    if (err == ERR_NOT_FOUND) {
        return ERR_DENIED;
    }
    TRY(err);
    return account_person_read(&q, out_person);
}

enum err account_session_spend(struct db *db, const uint8_t token[ACCOUNT_TOKEN], int64_t count)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(session_query(db, sql_spend, token, &q));
    db_bind_i64(&q, 2, count);
    db_bind_i64(&q, 3, LIMIT_OPENS_PER_SESSION);
    int64_t changed = 0;
    TRY(db_step_done(&q, &changed));
    if (changed == 1) {
        return ERR_OK;
    }
    AUTO(db_query) struct db_query there = {0};
    TRY(session_query(db, sql_there, token, &there));
    enum err err = db_step_row(&there);
    return err == ERR_NOT_FOUND ? ERR_DENIED : err == ERR_OK ? ERR_LIMIT : err;
}

enum err account_session_end(struct db *db, const uint8_t token[ACCOUNT_TOKEN])
{
    AUTO(db_query) struct db_query q = {0};
    TRY(session_query(db, sql_end, token, &q));
    return db_step_done(&q, NULL);
}

enum err account_session_sweep(struct db *db, int64_t now_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_sweep, &q));
    db_bind_i64(&q, 1, now_ms);
    return db_step_done(&q, NULL);
}
