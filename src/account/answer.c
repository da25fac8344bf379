/* answer.c: answers to decisions, and what the ledger has yet to be told of the desk. */
#include "account_desk.h"

#include "account_inside.h"

#include <string.h>

static const char sql_case_answer[] = "UPDATE desk_case SET answer = $1,"
                                      " sources = sources | 4 WHERE number = $2";
static const char sql_answer_put[] =
    "INSERT INTO answer (decision, account_id, words, reply, state, closing, at_ms, salt)"
    " VALUES ($1, $2, $3, NULL, 'open', 0, $4, $5) ON CONFLICT DO NOTHING";
#define ANSWER_COLUMNS "decision, account_id, words, reply, state, closing, at_ms, salt"
static const char sql_answer_get[] = "SELECT " ANSWER_COLUMNS " FROM answer WHERE decision = $1";
static const char sql_answer_own[] = "SELECT " ANSWER_COLUMNS " FROM answer WHERE account_id = $1"
                                     " AND decision < $2 ORDER BY decision DESC LIMIT $3";
static const char sql_answer_trim[] =
    "DELETE FROM answer WHERE account_id = $1 AND state <> 'open' AND decision <="
    " (SELECT decision FROM answer WHERE account_id = $1 ORDER BY decision DESC LIMIT 1 OFFSET $2)";
static const char sql_answer_end[] = "UPDATE answer SET state = $1, closing = $2, reply = $3"
                                     " WHERE decision = $4 AND state = 'open'";
static const char sql_answer_sweep[] = "DELETE FROM answer WHERE account_id = 0 AND decision = $1"
                                       " AND state <> 'open'";

static const char sql_due_last[] = "SELECT coalesce(max(number), 0) FROM desk_due";
static const char sql_due_put[] =
    "INSERT INTO desk_due (number, type, digest, member, about, value)"
    " VALUES ($1, $2, $3, $4, $5, $6)";
static const char sql_due_next[] = "SELECT number, type, digest, member, about, value"
                                   " FROM desk_due WHERE number > $1 ORDER BY number LIMIT 1";
static const char sql_due_done[] = "DELETE FROM desk_due WHERE number = $1";
static const char sql_due_seen[] =
    "DELETE FROM desk_due WHERE type = $1 AND digest = $2 AND value = $3";

static const char *const answers[] = {[ACCOUNT_ANSWER_OPEN] = "open",
                                      [ACCOUNT_ANSWER_UPHELD] = "upheld",
                                      [ACCOUNT_ANSWER_REVERSED] = "reversed"};

static enum err answers_trim(struct db *db, int64_t user)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_answer_trim, &q));
    db_bind_i64(&q, 1, user);
    db_bind_i64(&q, 2, LIMIT_ANSWERS_KEPT);
    return db_step_done(&q, NULL);
}

enum err account_answer_put(struct db *db, const struct account_answer *answer)
{
    int64_t changes = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_answer_put, &q));
    db_bind_i64(&q, 1, answer->decision);
    db_bind_i64(&q, 2, answer->user);
    db_bind_blob(&q, 3, answer->words);
    db_bind_i64(&q, 4, answer->at_ms);
    account_bind_bytes(&q, 5, answer->salt);
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? answers_trim(db, answer->user) : ERR_CONFLICT;
}

static struct account_answer read_answer(struct db_query *q)
{
    struct span state = db_column_bytes(q, 4);
    return (struct account_answer){
        .decision = db_column_i64(q, 0),
        .user = db_column_i64(q, 1),
        .words = db_column_bytes(q, 2),
        .reply = db_column_bytes(q, 3),
        .state = span_is(state, answers[ACCOUNT_ANSWER_OPEN])     ? ACCOUNT_ANSWER_OPEN
                 : span_is(state, answers[ACCOUNT_ANSWER_UPHELD]) ? ACCOUNT_ANSWER_UPHELD
                                                                  : ACCOUNT_ANSWER_REVERSED,
        .closing = db_column_i64(q, 5),
        .at_ms = db_column_i64(q, 6),
        .salt = db_column_bytes(q, 7),
    };
}

enum err account_answer_get(struct db *db, int64_t decision, account_answer_fn *fn, void *context)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_answer_get, &q));
    db_bind_i64(&q, 1, decision);
    TRY(db_step_row(&q));
    struct account_answer answer = read_answer(&q);
    return fn(context, &answer);
}

enum err account_answer_own(struct db *db, int64_t user, int64_t before, account_answer_fn *fn,
                            void *context)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_answer_own, &q));
    db_bind_i64(&q, 1, user);
    db_bind_i64(&q, 2, before == 0 ? INT64_MAX : before);
    db_bind_i64(&q, 3, LIMIT_REPORT_PAGE);
    for (bool row = true;;) {
        TRY(db_step(&q, &row));
        if (!row) {
            return ERR_OK;
        }
        struct account_answer answer = read_answer(&q);
        TRY(fn(context, &answer));
    }
}

enum err account_answer_end(struct db *db, const struct account_answer *end)
{
    int64_t changes = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, sql_answer_end, &q));
        db_bind_text(&q, 1, span_text(answers[end->state]));
        db_bind_i64(&q, 2, end->closing);
        account_bind_bytes(&q, 3, end->reply);
        db_bind_i64(&q, 4, end->decision);
        TRY(db_step_done(&q, &changes));
    }
    if (changes != 1) {
        return ERR_NOT_FOUND;
    }
    AUTO(db_query) struct db_query q = {0}; /* nobody reads one whose author is gone */
    TRY(db_query_start(db, sql_answer_sweep, &q));
    db_bind_i64(&q, 1, end->decision);
    return db_step_done(&q, NULL);
}

enum err account_answer_mark(struct db *db, int64_t number, int64_t decision)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_case_answer, &q));
    db_bind_i64(&q, 1, decision);
    db_bind_i64(&q, 2, number);
    return db_step_done(&q, NULL);
}

enum err account_desk_due_put(struct db *db, const struct account_desk_due *due)
{
    int64_t last = 0;
    TRY(account_number(db, sql_due_last, &last));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_due_put, &q));
    db_bind_i64(&q, 1, last + 1);
    db_bind_text(&q, 2, span_text(due->type));
    db_bind_blob(&q, 3, span_of(due->digest, sizeof(due->digest)));
    db_bind_blob(&q, 4, span_of(due->member, sizeof(due->member)));
    db_bind_i64(&q, 5, due->about);
    db_bind_i64(&q, 6, due->value);
    return db_step_done(&q, NULL);
}

enum err account_desk_due_next(struct db *db, int64_t after, struct account_desk_due *out_due)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_due_next, &q));
    db_bind_i64(&q, 1, after);
    TRY(db_step_row(&q));
    struct account_desk_due due = {.number = db_column_i64(&q, 0)};
    struct span type = db_column_bytes(&q, 1);
    struct span digest = db_column_bytes(&q, 2);
    struct span member = db_column_bytes(&q, 3);
    if (type.len == 0 || type.len >= sizeof(due.type) || digest.len != sizeof(due.digest) ||
        member.len != sizeof(due.member)) {
        return ERR_FORMAT;
    }
    memcpy(due.type, type.ptr, type.len);
    memcpy(due.digest, digest.ptr, digest.len);
    memcpy(due.member, member.ptr, member.len);
    due.about = db_column_i64(&q, 4);
    due.value = db_column_i64(&q, 5);
    *out_due = due;
    return ERR_OK;
}

enum err account_desk_due_done(struct db *db, int64_t number)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_due_done, &q));
    db_bind_i64(&q, 1, number);
    return db_step_done(&q, NULL);
}

enum err account_desk_due_seen(struct db *db, const struct account_desk_due *due)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_due_seen, &q));
    db_bind_text(&q, 1, span_text(due->type));
    db_bind_blob(&q, 2, span_of(due->digest, sizeof(due->digest)));
    db_bind_i64(&q, 3, due->value);
    return db_step_done(&q, NULL);
}
