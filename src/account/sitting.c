#include "account_sitting.h"

#include "account_inside.h"
#include "base_id.h"

#include <string.h>

enum { DAY_MS = 24 * 60 * 60 * 1000, FIXED = 32 };

static const char token_domain[] = "vitrine desk 1";

static const char sql_begin[] =
    "INSERT INTO sitting (digest, member, token_hash, until_ms, opened, said, said_ms)"
    " VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT DO NOTHING";
static const char sql_find[] =
    "SELECT s.digest, s.member, s.until_ms,"
    " (SELECT count(*) FROM desk_due d WHERE d.type = 'desk' AND d.digest = s.digest),"
    " (SELECT count(*) FROM office o WHERE o.member = s.member AND o.action = 'remove')"
    " FROM sitting s WHERE s.token_hash = $1 AND s.until_ms > $2";
static const char sql_open[] = "UPDATE sitting SET opened = opened + $1 WHERE digest = $2";
static const char sql_look[] =
    "INSERT INTO desk_look (digest, case_number, at_ms) VALUES ($1, $2, $3)"
    " ON CONFLICT (digest, case_number) DO UPDATE SET at_ms = $3"
    " WHERE desk_look.at_ms <= $4 OR desk_look.at_ms > $3";
static const char sql_looked[] = "DELETE FROM desk_look WHERE at_ms <= $1";
static const char sql_end[] = "UPDATE sitting SET until_ms = $1 WHERE digest = $2";
static const char sql_unsaid[] = "SELECT digest, opened FROM sitting WHERE opened > said"
                                 " AND (until_ms <= $1 OR said_ms <= $2) ORDER BY digest LIMIT 1";
static const char sql_said[] = "UPDATE sitting SET said = $1, said_ms = $2 WHERE digest = $3";
static const char sql_forget[] = "DELETE FROM sitting WHERE until_ms < $1 AND opened = said";
static const char sql_dismissal[] =
    "INSERT INTO dismissal (digest, case_number, member, envelope, at_ms)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";

enum err account_sitting_begin(struct db *db, const struct account_sitting *sitting, int64_t now_ms,
                               uint8_t out_token[ACCOUNT_TOKEN])
{
    uint8_t hash[TOKEN_HASH];
    int64_t changes = 0;
    struct account_desk_due due = {.type = "desk", .value = sitting->until_ms};
    random_fill(out_token, ACCOUNT_TOKEN);
    account_token_hash(token_domain, out_token, hash);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_begin, &q));
    db_bind_blob(&q, 1, span_of(sitting->digest, sizeof(sitting->digest)));
    db_bind_blob(&q, 2, span_of(sitting->member, sizeof(sitting->member)));
    db_bind_blob(&q, 3, span_of(hash, sizeof(hash)));
    db_bind_i64(&q, 4, sitting->until_ms);
    db_bind_i64(&q, 5, now_ms);
    TRY(db_step_done(&q, &changes));
    if (changes != 1) {
        return ERR_CONFLICT;
    }
    memcpy(due.digest, sitting->digest, sizeof(due.digest));
    memcpy(due.member, sitting->member, sizeof(due.member));
    return account_desk_due_put(db, &due);
}

static enum err take_fixed(struct db_query *q, int column, uint8_t out[FIXED])
{
    struct span bytes = db_column_bytes(q, column);
    if (bytes.len != FIXED) {
        return ERR_FORMAT;
    }
    memcpy(out, bytes.ptr, bytes.len);
    return ERR_OK;
}

enum err account_sitting_find(struct db *db, const uint8_t token[ACCOUNT_TOKEN], int64_t now_ms,
                              struct account_sitting *out_sitting)
{
    uint8_t hash[TOKEN_HASH];
    struct account_sitting sitting;
    bool row = false;
    account_token_hash(token_domain, token, hash);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_find, &q));
    db_bind_blob(&q, 1, span_of(hash, sizeof(hash)));
    db_bind_i64(&q, 2, now_ms);
    TRY(db_step(&q, &row));
    if (!row || db_column_i64(&q, 4) > 0) {
        return ERR_DENIED;
    }
    if (db_column_i64(&q, 3) > 0) { /* log before disclose */
        return ERR_BUSY;
    }
    TRY(take_fixed(&q, 0, sitting.digest));
    TRY(take_fixed(&q, 1, sitting.member));
    sitting.until_ms = db_column_i64(&q, 2);
    *out_sitting = sitting;
    return ERR_OK;
}

static enum err change(struct db *db, const char *sql, int64_t value,
                       const struct account_sitting *sitting)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, value);
    db_bind_blob(&q, 2, span_of(sitting->digest, sizeof(sitting->digest)));
    return db_step_done(&q, NULL);
}

enum err account_sitting_open(struct db *db, const struct account_sitting *sitting, int64_t count)
{
    return change(db, sql_open, count, sitting);
}

enum err account_sitting_look(struct db *db, const struct account_sitting *sitting,
                              int64_t case_number, int64_t now_ms)
{
    int64_t changes = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_look, &q));
    db_bind_blob(&q, 1, span_of(sitting->digest, sizeof(sitting->digest)));
    db_bind_i64(&q, 2, case_number);
    db_bind_i64(&q, 3, now_ms);
    db_bind_i64(&q, 4, now_ms - LIMIT_DESK_LOOK_MS);
    TRY(db_step_done(&q, &changes));
    return changes == 0 ? ERR_OK : account_sitting_open(db, sitting, 1);
}

enum err account_sitting_end(struct db *db, const struct account_sitting *sitting, int64_t now_ms)
{
    return change(db, sql_end, now_ms, sitting);
}

static enum err next_unsaid(struct db *db, int64_t now_ms, struct account_desk_due *out_due)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_unsaid, &q));
    db_bind_i64(&q, 1, now_ms);
    db_bind_i64(&q, 2, now_ms - LIMIT_DESK_SAID_MS);
    TRY(db_step_row(&q));
    TRY(take_fixed(&q, 0, out_due->digest));
    out_due->value = db_column_i64(&q, 1);
    return ERR_OK;
}

static enum err note_said(struct db *db, const struct account_desk_due *due, int64_t now_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_said, &q));
    db_bind_i64(&q, 1, due->value);
    db_bind_i64(&q, 2, now_ms);
    db_bind_blob(&q, 3, span_of(due->digest, sizeof(due->digest)));
    return db_step_done(&q, NULL);
}

static enum err forget(struct db *db, const char *sql, int64_t before_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, before_ms);
    return db_step_done(&q, NULL);
}

enum err account_sitting_say(struct db *db, int64_t now_ms, bool *out_due)
{
    bool any = false;
    for (;;) {
        struct account_desk_due due = {.type = "desk-opened"};
        enum err err = next_unsaid(db, now_ms, &due);
        if (err == ERR_NOT_FOUND) {
            break;
        }
        TRY(err);
        TRY(account_desk_due_put(db, &due));
        TRY(note_said(db, &due, now_ms));
        any = true;
    }
    TRY(forget(db, sql_forget, now_ms - DAY_MS));
    TRY(forget(db, sql_looked, now_ms - LIMIT_DESK_LOOK_MS));
    *out_due = any;
    return ERR_OK;
}

enum err account_dismissal_put(struct db *db, const struct account_dismissal *d,
                               struct span envelope)
{
    int64_t changes = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_dismissal, &q));
    db_bind_blob(&q, 1, span_of(d->digest, sizeof(d->digest)));
    db_bind_i64(&q, 2, d->of);
    db_bind_blob(&q, 3, span_of(d->member, sizeof(d->member)));
    db_bind_text(&q, 4, envelope);
    db_bind_i64(&q, 5, d->at_ms);
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}
