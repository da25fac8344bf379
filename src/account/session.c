#include "account_session.h"

#include "account_inside.h"
#include "base_id.h"

#include <sodium.h>

#include <string.h>

static const char token_domain[] = "vitrine session 1";

static const int64_t SESSION_MS = (int64_t)LIMIT_SESSION_DAYS * 24 * 60 * 60 * 1000;

static const char sql_end_made[] = "DELETE FROM session WHERE account_id = $1 AND made_by = $2";
static const char sql_prune[] =
    "DELETE FROM session WHERE account_id = $1 AND token_hash IN"
    " (SELECT token_hash FROM session WHERE account_id = $1 ORDER BY created_ms DESC, token_hash"
    " LIMIT $2 OFFSET $3)";
static const char sql_begin[] =
    "INSERT INTO session (token_hash, account_id, made_by, created_ms, expires_ms, opened,"
    " public_id, used_day, label, scopes) VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9)";
static const char sql_find[] = "SELECT a.id, a.locker, a.handle, a.state, a.leaves_ms, s.used_day,"
                               " s.scopes FROM session s JOIN account a ON a.id = s.account_id"
                               " WHERE s.token_hash = $1 AND s.expires_ms > $2";
static const char sql_used[] = "UPDATE session SET used_day = $2 WHERE token_hash = $1";
static const char sql_list[] =
    "SELECT public_id, created_ms, used_day, label, token_hash, scopes FROM session"
    " WHERE account_id = $1 AND expires_ms > $2 ORDER BY created_ms DESC, token_hash LIMIT $3";
static const char sql_end_one[] = "DELETE FROM session WHERE account_id = $1 AND public_id = $2";
static const char sql_end_others[] =
    "DELETE FROM session WHERE account_id = $1 AND token_hash <> $2";
static const char sql_end_permits[] = "DELETE FROM permit WHERE account_id = $1";
static const char sql_unnamed[] = "SELECT token_hash FROM session WHERE public_id IS NULL LIMIT 1";
static const char sql_name[] = "UPDATE session SET public_id = $2 WHERE token_hash = $1";
static const char sql_spend[] =
    "UPDATE session SET opened = opened + $2 WHERE token_hash = $1 AND opened + $2 <= $3";
static const char sql_there[] = "SELECT 1 FROM session WHERE token_hash = $1";
static const char sql_end[] = "DELETE FROM session WHERE token_hash = $1";
static const char sql_end_all[] = "DELETE FROM session";
static const char sql_sweep[] = "DELETE FROM session WHERE expires_ms <= $1";

void account_token_hash(const char *domain, const uint8_t token[ACCOUNT_TOKEN],
                        uint8_t out[TOKEN_HASH])
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, TOKEN_HASH);
    (void)crypto_generichash_update(&state, (const uint8_t *)domain, strlen(domain) + 1);
    (void)crypto_generichash_update(&state, token, ACCOUNT_TOKEN);
    (void)crypto_generichash_final(&state, out, TOKEN_HASH);
    vault_wipe(&state, sizeof(state));
}

/* Random, greater than zero: tells nothing about when a session began or how many there are. */
static int64_t public_id_new(void)
{
    int64_t id = 0;
    while (id == 0) {
        id = (int64_t)(random_u64() >> 1);
    }
    return id;
}

/* Starts sql with the token's hash as $1. */
static enum err session_query(struct db *db, const char *sql, const uint8_t *token,
                              struct db_query *out_query)
{
    uint8_t hash[TOKEN_HASH];
    account_token_hash(token_domain, token, hash);
    TRY(db_query_start(db, sql, out_query));
    db_bind_blob(out_query, 1, span_of(hash, sizeof(hash)));
    return ERR_OK;
}

enum err account_session_end_made(struct db *db, int64_t user, int64_t request)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_end_made, &q));
    db_bind_i64(&q, 1, user);
    db_bind_i64(&q, 2, request);
    return db_step_done(&q, NULL);
}

/* Ends what the same request began before, and makes room for one more. */
static enum err session_room(struct db *db, const struct account_session_new *new)
{
    TRY(account_session_end_made(db, new->user, (int64_t) new->request));
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
    db_bind_i64(&q, 6, public_id_new());
    db_bind_i64(&q, 7, account_day(new->now_ms));
    if (new->label.len > 0) {
        db_bind_blob(&q, 8, new->label);
    } else {
        db_bind_null(&q, 8);
    }
    db_bind_i64(&q, 9, new->scopes);
    TRY(db_step_done(&q, NULL));
    for (size_t i = 0; i < ACCOUNT_TOKEN; i++) {
        out_token[i] = token.bytes[i];
    }
    return ERR_OK;
}

static enum err session_used(struct db *db, const uint8_t token[ACCOUNT_TOKEN], int64_t day)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(session_query(db, sql_used, token, &q));
    db_bind_i64(&q, 2, day);
    return db_step_done(&q, NULL);
}

enum err account_session_find(struct db *db, const uint8_t token[ACCOUNT_TOKEN], int64_t now_ms,
                              struct account_person *out_person)
{
    return account_session_find_for(db, token, 0, now_ms, out_person);
}

enum err account_session_find_for(struct db *db, const uint8_t token[ACCOUNT_TOKEN], int64_t scope,
                                  int64_t now_ms, struct account_person *out_person)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(session_query(db, sql_find, token, &q));
    db_bind_i64(&q, 2, now_ms);
    enum err err = db_step_row(&q);
    if (err == ERR_NOT_FOUND) {
        return ERR_DENIED;
    }
    TRY(err);
    struct account_person person = {0};
    int64_t scopes = db_column_i64(&q, ACCOUNT_PERSON_COLUMNS + 1);
    if (scopes != 0 && (scopes & scope) == 0) {
        return ERR_DENIED;
    }
    TRY(account_person_read(&q, &person));
    if (db_column_i64(&q, ACCOUNT_PERSON_COLUMNS) < account_day(now_ms)) {
        TRY(session_used(db, token, account_day(now_ms)));
    }
    *out_person = person;
    return ERR_OK;
}

static enum err session_read(struct db_query *q, struct span own_hash,
                             struct account_session *out_session)
{
    struct account_session session = {.public_id = db_column_i64(q, 0),
                                      .begun_ms = db_column_i64(q, 1),
                                      .used_day = db_column_i64(q, 2)};
    struct span label = db_column_bytes(q, 3);
    session.label_len = account_label_copy(label, session.label);
    session.current = span_equal(db_column_bytes(q, 4), own_hash);
    session.client = db_column_i64(q, 5) != 0;
    *out_session = session;
    return ERR_OK;
}

enum err account_session_list(struct db *db, int64_t user, const uint8_t token[ACCOUNT_TOKEN],
                              int64_t now_ms, struct account_sessions *out_sessions)
{
    uint8_t own[TOKEN_HASH];
    account_token_hash(token_domain, token, own);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_list, &q));
    db_bind_i64(&q, 1, user);
    db_bind_i64(&q, 2, now_ms);
    db_bind_i64(&q, 3, LIMIT_SESSIONS_PER_ACCOUNT);
    out_sessions->count = 0;
    for (;;) {
        bool found = false;
        TRY(db_step(&q, &found));
        if (!found) {
            return ERR_OK;
        }
        TRY(session_read(&q, span_of(own, sizeof(own)), &out_sessions->items[out_sessions->count]));
        out_sessions->count++;
    }
}

enum err account_session_end_one(struct db *db, int64_t user, int64_t public_id)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_end_one, &q));
    db_bind_i64(&q, 1, user);
    db_bind_i64(&q, 2, public_id);
    int64_t changed = 0;
    TRY(db_step_done(&q, &changed));
    return changed == 1 ? ERR_OK : ERR_NOT_FOUND;
}

/* A code is as good as the session that it gives. */
static enum err end_permits(struct db *db, int64_t user)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_end_permits, &q));
    db_bind_i64(&q, 1, user);
    return db_step_done(&q, NULL);
}

enum err account_session_end_others(struct db *db, int64_t user, const uint8_t *token)
{
    TRY(end_permits(db, user));
    uint8_t own[TOKEN_HASH] = {0};
    if (token != NULL) {
        account_token_hash(token_domain, token, own);
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_end_others, &q));
    db_bind_i64(&q, 1, user);
    db_bind_blob(&q, 2, span_of(own, sizeof(own)));
    return db_step_done(&q, NULL);
}

enum err account_session_name(struct db *db)
{
    for (;;) {
        AUTO(db_query) struct db_query next = {0};
        TRY(db_query_start(db, sql_unnamed, &next));
        bool found = false;
        TRY(db_step(&next, &found));
        if (!found) {
            return ERR_OK;
        }
        AUTO(db_query) struct db_query name = {0};
        TRY(db_query_start(db, sql_name, &name));
        db_bind_blob(&name, 1, db_column_bytes(&next, 0));
        db_bind_i64(&name, 2, public_id_new());
        db_query_done(&next);
        TRY(db_step_done(&name, NULL));
    }
}

void session_hash(const uint8_t token[ACCOUNT_TOKEN], uint8_t out[TOKEN_HASH])
{
    account_token_hash(token_domain, token, out);
}

enum err session_spend(struct db *db, const uint8_t hash[TOKEN_HASH], int64_t count)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_spend, &q));
    db_bind_blob(&q, 1, span_of(hash, TOKEN_HASH));
    db_bind_i64(&q, 2, count);
    db_bind_i64(&q, 3, LIMIT_OPENS_PER_SESSION);
    int64_t changed = 0;
    TRY(db_step_done(&q, &changed));
    if (changed == 1) {
        return ERR_OK;
    }
    AUTO(db_query) struct db_query there = {0};
    TRY(db_query_start(db, sql_there, &there));
    db_bind_blob(&there, 1, span_of(hash, TOKEN_HASH));
    enum err err = db_step_row(&there);
    return err == ERR_NOT_FOUND ? ERR_DENIED : err == ERR_OK ? ERR_LIMIT : err;
}

enum err account_session_end(struct db *db, const uint8_t token[ACCOUNT_TOKEN])
{
    AUTO(db_query) struct db_query q = {0};
    TRY(session_query(db, sql_end, token, &q));
    return db_step_done(&q, NULL);
}

enum err account_session_end_all(struct db *db)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_end_all, &q));
    return db_step_done(&q, NULL);
}

enum err account_session_sweep(struct db *db, int64_t now_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_sweep, &q));
    db_bind_i64(&q, 1, now_ms);
    return db_step_done(&q, NULL);
}
