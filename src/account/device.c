#include "account_device.h"

#include "account_inside.h"
#include "base_id.h"

#include <string.h>

static const char token_domain[] = "vitrine device 1";

static const char sql_known[] =
    "SELECT 1 FROM device WHERE token_hash = $1 AND account_id = $2 AND used_day > $3";
static const char sql_issued[] = "SELECT 1 FROM device WHERE token_hash = $1 AND used_day > $2";
static const char sql_drop[] = "DELETE FROM device WHERE token_hash = $1 AND account_id = $2";
static const char sql_prune[] =
    "DELETE FROM device WHERE account_id = $1 AND token_hash IN"
    " (SELECT token_hash FROM device WHERE account_id = $1 ORDER BY used_day DESC, token_hash"
    " LIMIT $2 OFFSET $3)";
static const char sql_put[] =
    "INSERT INTO device (token_hash, account_id, used_day) VALUES ($1, $2, $3)";
static const char sql_sweep[] = "DELETE FROM device WHERE used_day <= $1";

/* The last day on which a browser's last sign-in is forgotten. */
static int64_t forgotten_day(int64_t now_ms)
{
    return account_day(now_ms) - LIMIT_DEVICE_DAYS;
}

enum err account_device_known(struct db *db, int64_t user, int64_t now_ms,
                              const uint8_t token[ACCOUNT_TOKEN])
{
    uint8_t hash[TOKEN_HASH];
    account_token_hash(token_domain, token, hash);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_known, &q));
    db_bind_blob(&q, 1, span_of(hash, sizeof(hash)));
    db_bind_i64(&q, 2, user);
    db_bind_i64(&q, 3, forgotten_day(now_ms));
    return db_step_row(&q);
}

/* What somebody made up stays outside: only what was given out is kept. */
static enum err token_choose(struct db *db, int64_t now_ms, const uint8_t *token,
                             uint8_t out_token[ACCOUNT_TOKEN])
{
    enum err issued = ERR_NOT_FOUND;
    if (token != NULL) {
        uint8_t hash[TOKEN_HASH];
        account_token_hash(token_domain, token, hash);
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, sql_issued, &q));
        db_bind_blob(&q, 1, span_of(hash, sizeof(hash)));
        db_bind_i64(&q, 2, forgotten_day(now_ms));
        issued = db_step_row(&q);
    }
    if (issued == ERR_OK) {
        memcpy(out_token, token, ACCOUNT_TOKEN);
        return ERR_OK;
    }
    random_fill(out_token, ACCOUNT_TOKEN);
    return issued == ERR_NOT_FOUND ? ERR_OK : issued;
}

static enum err device_room(struct db *db, int64_t user, struct span hash)
{
    AUTO(db_query) struct db_query drop = {0};
    TRY(db_query_start(db, sql_drop, &drop));
    db_bind_blob(&drop, 1, hash);
    db_bind_i64(&drop, 2, user);
    TRY(db_step_done(&drop, NULL));
    AUTO(db_query) struct db_query prune = {0};
    TRY(db_query_start(db, sql_prune, &prune));
    db_bind_i64(&prune, 1, user);
    db_bind_i64(&prune, 2, LIMIT_DEVICES_PER_ACCOUNT);
    db_bind_i64(&prune, 3, LIMIT_DEVICES_PER_ACCOUNT - 1);
    return db_step_done(&prune, NULL);
}

enum err account_device_keep(struct db *db, int64_t user, int64_t now_ms, const uint8_t *token,
                             uint8_t out_token[ACCOUNT_TOKEN])
{
    AUTO(secret) struct secret chosen = {.len = ACCOUNT_TOKEN};
    TRY(token_choose(db, now_ms, token, chosen.bytes));
    uint8_t hash[TOKEN_HASH];
    account_token_hash(token_domain, chosen.bytes, hash);
    TRY(device_room(db, user, span_of(hash, sizeof(hash))));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_put, &q));
    db_bind_blob(&q, 1, span_of(hash, sizeof(hash)));
    db_bind_i64(&q, 2, user);
    db_bind_i64(&q, 3, account_day(now_ms));
    TRY(db_step_done(&q, NULL));
    memcpy(out_token, chosen.bytes, ACCOUNT_TOKEN);
    return ERR_OK;
}

enum err account_device_sweep(struct db *db, int64_t now_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_sweep, &q));
    db_bind_i64(&q, 1, forgotten_day(now_ms));
    return db_step_done(&q, NULL);
}
