#include "account_leave.h"

#include "account_inside.h"
#include "base_id.h"
#include "wire_receipt.h"

#include <sodium.h>
#include <string.h>

_Static_assert((int)ACCOUNT_SALT == (int)RECEIPT_SALT, "of one entry");

static const char handle_domain[] = "vitrine kept handle 1";

static const char sql_move[] =
    "UPDATE account SET state = $1, leaves_ms = $2 WHERE id = $3 AND state = $4";
static const char sql_due[] = "SELECT id FROM account WHERE state <> 'active' AND leaves_ms <= $1"
                              " ORDER BY leaves_ms LIMIT 1";
static const char sql_later[] =
    "UPDATE account SET leaves_ms = $1 WHERE state = 'leaving' AND leaves_ms < $1";
static const char sql_subject[] = "SELECT salt FROM account WHERE id = $1";
static const char sql_unsalted[] =
    "SELECT id FROM account WHERE id > $1 AND salt IS NULL ORDER BY id LIMIT 1";
static const char sql_salt[] = "UPDATE account SET salt = $1 WHERE id = $2";
static const char sql_leaver[] = "SELECT locker, handle FROM account WHERE id = $1";
static const char sql_next[] = "SELECT id FROM account WHERE id > $1 ORDER BY id LIMIT 1";
static const char sql_begin[] =
    "INSERT INTO erasure (commitment, account_id, locker, logged) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (commitment) DO UPDATE SET account_id = excluded.account_id,"
    " locker = excluded.locker, logged = excluded.logged";
static const char sql_list[] = "SELECT account_id, locker FROM erasure WHERE account_id IS NOT NULL"
                               " ORDER BY account_id LIMIT $1";
static const char sql_ends[] = "DELETE FROM erasure WHERE account_id = $1 AND logged = 1";
static const char sql_done[] =
    "UPDATE erasure SET account_id = NULL, locker = NULL WHERE account_id = $1";
static const char sql_entry_due[] =
    "SELECT commitment FROM erasure WHERE account_id IS NULL LIMIT $1";
static const char sql_drop[] = "DELETE FROM erasure WHERE commitment = $1 AND account_id IS NULL";
static const char sql_under_way[] =
    "SELECT commitment FROM erasure WHERE commitment > $1 ORDER BY commitment LIMIT 1";
static const char sql_logged[] = "UPDATE erasure SET logged = 1 WHERE commitment = $1";
static const char sql_keep[] = "INSERT INTO kept_handle (hash, until_day) VALUES ($1, $2)"
                               " ON CONFLICT (hash) DO UPDATE SET until_day = excluded.until_day";
static const char sql_kept[] = "SELECT 1 FROM kept_handle WHERE hash = $1 AND until_day >= $2";
static const char sql_kept_sweep[] = "DELETE FROM kept_handle WHERE until_day < $1";

/* Cases about somebody who is gone are about nobody; those that were open end now, and are kept for
 * their reporters as long as others. */
static const char sql_cases[] = "UPDATE desk_case SET object = 0 - number, answer = 0,"
                                " closed_ms = CASE WHEN state = 'open' THEN $2 ELSE closed_ms END,"
                                " state = CASE WHEN state = 'open' THEN 'closed' ELSE state END"
                                " WHERE kind = 'person' AND object = $1";

/* All that hangs on an account, and last itself. */
static const char *const sql_account[] = {
    "DELETE FROM session WHERE account_id = $1",
    "DELETE FROM permit WHERE account_id = $1",
    "DELETE FROM device WHERE account_id = $1",
    "DELETE FROM recovery WHERE account_id = $1",
    "DELETE FROM passkey WHERE account_id = $1",
    /* one statement */
    ("UPDATE decision SET account_id = 0, reason = NULL,"
     " object = CASE WHEN kind = 'person' THEN 0 - number ELSE object END WHERE account_id = $1"),
    ("UPDATE desk_case SET answer = 0, sources = sources & 3 WHERE state = 'open' AND answer IN"
     " (SELECT decision FROM answer WHERE account_id = $1)"),
    "DELETE FROM answer WHERE account_id = $1 AND state <> 'open'",
    /* one that is open stays one, and whoever signed what it answers decides nothing about that */
    "UPDATE answer SET account_id = 0, words = '', salt = NULL, at_ms = 0 WHERE account_id = $1",
    /* a case in which nothing is left */
    ("DELETE FROM desk_case WHERE $1 > 0 AND state = 'open' AND answer = 0 AND NOT EXISTS"
     " (SELECT 1 FROM report r WHERE r.case_number = desk_case.number)"),
    /* whoever follows them goes in steps: account_share_forget */
    "DELETE FROM follower WHERE account_id = $1",
    "DELETE FROM shut_out WHERE account_id = $1",
    "DELETE FROM share WHERE account_id = $1",
    "DELETE FROM account WHERE id = $1",
};

static const char *const state_names[ACCOUNT_STATE_COUNT_] = {
    [ACCOUNT_ACTIVE] = "active", [ACCOUNT_LEAVING] = "leaving", [ACCOUNT_ENDING] = "ending"};

/* Every move that is allowed, but the last, in which the account is gone. */
static const struct {
    enum account_state from;
    enum account_event on;
    enum account_state to;
} moves[] = {
    {ACCOUNT_ACTIVE, ACCOUNT_LEAVE, ACCOUNT_LEAVING},
    {ACCOUNT_ACTIVE, ACCOUNT_LEAVE_NOW, ACCOUNT_ENDING},
    {ACCOUNT_LEAVING, ACCOUNT_LEAVE_NOW, ACCOUNT_ENDING},
    {ACCOUNT_LEAVING, ACCOUNT_STAY, ACCOUNT_ACTIVE},
};

enum err account_state_of(struct span name, enum account_state *out_state)
{
    for (size_t i = 0; i < ACCOUNT_STATE_COUNT_; i++) {
        if (span_is(name, state_names[i])) {
            *out_state = (enum account_state)i;
            return ERR_OK;
        }
    }
    return ERR_FORMAT;
}

enum err account_move(enum account_state from, enum account_event event, enum account_state *out_to)
{
    for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
        if (moves[i].from == from && moves[i].on == event) {
            *out_to = moves[i].to;
            return ERR_OK;
        }
    }
    return ERR_CONFLICT;
}

enum err account_leave(struct db *db, const struct account_person *person, enum account_event event,
                       int64_t leaves_ms)
{
    enum account_state to = person->state;
    TRY(account_move(person->state, event, &to));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_move, &q));
    db_bind_text(&q, 1, span_text(state_names[to]));
    db_bind_i64(&q, 2, leaves_ms);
    db_bind_i64(&q, 3, person->user);
    db_bind_text(&q, 4, span_text(state_names[person->state]));
    int64_t changes = 0;
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

/* Starts sql with a number as $1. */
static enum err number_query(struct db *db, const char *sql, int64_t number,
                             struct db_query *out_query)
{
    TRY(db_query_start(db, sql, out_query));
    db_bind_i64(out_query, 1, number);
    return ERR_OK;
}

static enum err number_done(struct db *db, const char *sql, int64_t number)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(number_query(db, sql, number, &q));
    return db_step_done(&q, NULL);
}

static enum err bytes_done(struct db *db, const char *sql, struct span bytes)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_blob(&q, 1, bytes);
    return db_step_done(&q, NULL);
}

enum err account_leave_due(struct db *db, int64_t now_ms, int64_t *out_user)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(number_query(db, sql_due, now_ms, &q));
    TRY(db_step_row(&q));
    *out_user = db_column_i64(&q, 0);
    return ERR_OK;
}

enum err account_leave_later(struct db *db, int64_t leaves_ms)
{
    return number_done(db, sql_later, leaves_ms);
}

static void commit_to(const uint8_t salt[ACCOUNT_SALT], int64_t user,
                      uint8_t out_commitment[ACCOUNT_COMMITMENT])
{
    uint8_t bound[RECEIPT_ERASURE_BOUND];
    receipt_erasure_bound(salt, user, bound);
    (void)crypto_hash_sha256(out_commitment, bound, sizeof(bound));
    vault_wipe(bound, sizeof(bound));
}

enum err account_subject_get(struct db *db, int64_t user, struct account_subject *out_subject)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(number_query(db, sql_subject, user, &q));
    TRY(db_step_row(&q));
    struct span salt = db_column_bytes(&q, 0);
    if (salt.len != ACCOUNT_SALT) {
        return ERR_FORMAT;
    }
    memcpy(out_subject->salt, salt.ptr, ACCOUNT_SALT);
    commit_to(out_subject->salt, user, out_subject->commitment);
    return ERR_OK;
}

static enum err salt_one(struct db *db, int64_t *cursor)
{
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(number_query(db, sql_unsalted, *cursor, &q));
        TRY(db_step_row(&q));
        *cursor = db_column_i64(&q, 0);
    }
    uint8_t salt[ACCOUNT_SALT];
    random_fill(salt, sizeof(salt));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_salt, &q));
    db_bind_blob(&q, 1, span_of(salt, sizeof(salt)));
    db_bind_i64(&q, 2, *cursor);
    return db_step_done(&q, NULL);
}

enum err salts_fill(struct db *db)
{
    enum err err = ERR_OK;
    int64_t cursor = 0;
    TRY(db_begin(db));
    while (err == ERR_OK) {
        err = salt_one(db, &cursor);
    }
    if (err != ERR_NOT_FOUND) {
        db_rollback(db);
        return err;
    }
    return db_commit(db);
}

/* Who has the mac key can still try handles against it; nobody else can, and nobody can read it. */
static void handle_hash(const struct vault *vault, struct span handle, uint8_t out[VAULT_MAC])
{
    vault_mac(vault, handle_domain, handle, out);
}

static enum err handle_keep(struct db *db, const struct vault *vault, struct span handle,
                            int64_t now_ms)
{
    uint8_t hash[VAULT_MAC];
    handle_hash(vault, handle, hash);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_keep, &q));
    db_bind_blob(&q, 1, span_of(hash, sizeof(hash)));
    db_bind_i64(&q, 2, account_day(now_ms) + LIMIT_HANDLE_KEPT_DAYS);
    return db_step_done(&q, NULL);
}

enum err account_handle_kept(struct db *db, const struct vault *vault, struct span handle,
                             int64_t now_ms)
{
    uint8_t hash[VAULT_MAC];
    handle_hash(vault, handle, hash);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_kept, &q));
    db_bind_blob(&q, 1, span_of(hash, sizeof(hash)));
    db_bind_i64(&q, 2, account_day(now_ms));
    bool found = false;
    TRY(db_step(&q, &found));
    return found ? ERR_CONFLICT : ERR_OK;
}

enum err account_handle_sweep(struct db *db, int64_t now_ms)
{
    return number_done(db, sql_kept_sweep, account_day(now_ms));
}

static enum err erasure_begin(struct db *db, int64_t user, struct span locker, bool logged)
{
    struct account_subject subject;
    TRY(account_subject_get(db, user, &subject));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_begin, &q));
    db_bind_blob(&q, 1, span_of(subject.commitment, ACCOUNT_COMMITMENT));
    db_bind_i64(&q, 2, user);
    db_bind_blob(&q, 3, locker);
    db_bind_i64(&q, 4, logged ? 1 : 0);
    return db_step_done(&q, NULL);
}

static enum err cases_end(struct db *db, int64_t user, int64_t now_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(number_query(db, sql_cases, user, &q));
    db_bind_i64(&q, 2, now_ms);
    return db_step_done(&q, NULL);
}

enum err account_erase(struct db *db, const struct account_keys *keys, int64_t user, int64_t now_ms,
                       bool logged)
{
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(number_query(db, sql_leaver, user, &q));
        TRY(db_step_row(&q));
        TRY(erasure_begin(db, user, db_column_bytes(&q, 0), logged));
        TRY(handle_keep(db, keys->vault, db_column_bytes(&q, 1), now_ms));
    }
    TRY(account_keys_drop(keys, user));
    TRY(cases_end(db, user, now_ms));
    TRY(desk_forget(db, user));
    for (size_t i = 0; i < sizeof(sql_account) / sizeof(sql_account[0]); i++) {
        TRY(number_done(db, sql_account[i], user));
    }
    return ERR_OK;
}

static enum err next_user(struct db *db, int64_t *cursor)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(number_query(db, sql_next, *cursor, &q));
    TRY(db_step_row(&q));
    *cursor = db_column_i64(&q, 0);
    return ERR_OK;
}

/* Erasures that were under way when the copy was made, and have their entry since. */
static enum err under_way_known(struct db *db, const struct account_known *known)
{
    uint8_t last[ACCOUNT_COMMITMENT] = {0};
    for (;;) {
        AUTO(db_query) struct db_query q = {0};
        bool found = false;
        TRY(db_query_start(db, sql_under_way, &q));
        db_bind_blob(&q, 1, span_of(last, sizeof(last)));
        TRY(db_step(&q, &found));
        if (!found) {
            return ERR_OK;
        }
        struct span commitment = db_column_bytes(&q, 0);
        if (commitment.len != sizeof(last)) {
            return ERR_FORMAT;
        }
        memcpy(last, commitment.ptr, sizeof(last));
        db_query_done(&q);
        if (known->fn(known->context, last)) {
            TRY(bytes_done(db, sql_logged, span_of(last, sizeof(last))));
            TRY(account_erasure_drop(db, last)); /* if edged's part was done, too */
        }
    }
}

enum err account_erase_known(struct db *db, const struct account_keys *keys,
                             const struct account_known *known, int64_t now_ms, uint64_t *out_count)
{
    uint64_t count = 0;
    TRY(under_way_known(db, known));
    for (int64_t cursor = 0;;) {
        struct account_subject subject;
        enum err err = next_user(db, &cursor);
        if (err == ERR_NOT_FOUND) {
            break;
        }
        TRY(err);
        TRY(account_subject_get(db, cursor, &subject));
        if (known->fn(known->context, subject.commitment)) {
            TRY(account_erase(db, keys, cursor, now_ms, true));
            count++;
        }
    }
    *out_count = count;
    return ERR_OK;
}

enum err account_erasure_list(struct db *db, size_t max, struct account_erasure *out_erasures,
                              size_t *out_count)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(number_query(db, sql_list, (int64_t)max, &q));
    size_t count = 0;
    for (bool found = true; count < max; count++) {
        TRY(db_step(&q, &found));
        if (!found) {
            break;
        }
        struct span locker = db_column_bytes(&q, 1);
        if (locker.len != ACCOUNT_LOCKER) {
            return ERR_FORMAT;
        }
        out_erasures[count].user = db_column_i64(&q, 0);
        memcpy(out_erasures[count].locker, locker.ptr, locker.len);
    }
    *out_count = count;
    return ERR_OK;
}

enum err account_erasure_done(struct db *db, int64_t user)
{
    TRY(number_done(db, sql_ends, user));
    return number_done(db, sql_done, user);
}

enum err account_erasure_due(struct db *db, size_t max,
                             uint8_t (*out_commitments)[ACCOUNT_COMMITMENT], size_t *out_count)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(number_query(db, sql_entry_due, (int64_t)max, &q));
    size_t count = 0;
    for (bool found = true; count < max; count++) {
        TRY(db_step(&q, &found));
        if (!found) {
            break;
        }
        struct span commitment = db_column_bytes(&q, 0);
        if (commitment.len != ACCOUNT_COMMITMENT) {
            return ERR_FORMAT;
        }
        memcpy(out_commitments[count], commitment.ptr, commitment.len);
    }
    *out_count = count;
    return ERR_OK;
}

enum err account_erasure_drop(struct db *db, const uint8_t commitment[ACCOUNT_COMMITMENT])
{
    return bytes_done(db, sql_drop, span_of(commitment, ACCOUNT_COMMITMENT));
}
