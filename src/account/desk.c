#include "account_desk.h"

#include "account_inside.h"

#include <string.h>

_Static_assert((int)ACCOUNT_RECEIPT == (int)ACCOUNT_TOKEN, "it is hashed as one");

static const char sql_case_last[] = "SELECT coalesce(max(number), 0) FROM desk_case";
static const char sql_case_new[] =
    "INSERT INTO desk_case (number, kind, object, state, first_ms, last_ms, closed_ms, decision,"
    " answer) VALUES ($1, $2, $3, 'open', $4, $4, 0, 0, 0)";
static const char sql_case_touch[] = "UPDATE desk_case SET last_ms ="
                                     " CASE WHEN last_ms < $1 THEN $1 ELSE last_ms + 1 END"
                                     " WHERE number = $2";
static const char sql_case_get[] = "SELECT " CASE_COLUMNS " FROM desk_case c WHERE c.number = $1";
static const char sql_case_open[] = "SELECT " CASE_COLUMNS " FROM desk_case c"
                                    " WHERE c.kind = $1 AND c.object = $2 AND c.state = 'open'";
static const char sql_case_end[] =
    "UPDATE desk_case SET state = $1, decision = $2, closed_ms = $3, answer = 0"
    " WHERE number = $4 AND state = 'open'";
static const char sql_case_count[] =
    "SELECT coalesce(sum(CASE WHEN account_id = 0 THEN 0 ELSE 1 END), 0),"
    " coalesce(sum(CASE WHEN account_id = 0 THEN 1 ELSE 0 END), 0), coalesce(max(number), 0)"
    " FROM report WHERE case_number = $1";
static const char sql_case_grounds[] =
    "SELECT DISTINCT ground FROM report WHERE case_number = $1 ORDER BY ground";

static const char sql_report_mine[] =
    "SELECT number FROM report WHERE account_id = $1 AND case_number = $2";
static const char sql_report_last[] = "SELECT coalesce(max(number), 0) FROM report";
static const char sql_report_new[] =
    "INSERT INTO report (number, case_number, account_id, ground, words, notifier, receipt, at_ms)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
static const char sql_report_again[] =
    "UPDATE report SET ground = $1, words = $2, at_ms = $3 WHERE number = $4";
static const char sql_report_hour[] =
    "SELECT count(*) FROM report WHERE account_id = $1 AND at_ms > $2";
static const char sql_report_count[] = "SELECT count(*) FROM report WHERE account_id = $1";
static const char sql_report_oldest[] =
    "SELECT r.number FROM report r JOIN desk_case c ON c.number = r.case_number"
    " WHERE r.account_id = $1 AND c.state <> 'open' ORDER BY r.number LIMIT 1";
static const char sql_report_of[] = "SELECT case_number FROM report WHERE number = $1";
static const char sql_report_drop[] = "DELETE FROM report WHERE number = $1";
static const char sql_report_left[] =
    "SELECT case_number FROM report WHERE account_id = $1 ORDER BY number LIMIT 1";
static const char sql_report_forget[] =
    "DELETE FROM report WHERE account_id = $1 AND case_number = $2";
#define REPORT_COLUMNS                                                                             \
    CASE_COLUMNS ", r.number, r.account_id, r.ground, r.words, r.notifier, r.at_ms"                \
                 " FROM report r JOIN desk_case c ON c.number = r.case_number"
static const char sql_report_own[] =
    "SELECT " REPORT_COLUMNS " WHERE r.account_id = $1 AND r.number < $2"
    " ORDER BY r.number DESC LIMIT $3";
static const char sql_report_ended[] =
    "SELECT " REPORT_COLUMNS " WHERE r.account_id = $1 AND c.state <> 'open' AND c.closed_ms <= $2"
    " ORDER BY c.closed_ms DESC, r.number DESC LIMIT $3";
static const char sql_report_case[] =
    "SELECT " REPORT_COLUMNS " WHERE r.case_number = $1 AND r.number > $2"
    " ORDER BY r.number LIMIT $3";
static const char sql_report_receipt[] =
    "SELECT " REPORT_COLUMNS " WHERE r.receipt = $1 AND (r.number = $2 OR $2 = 0)";
static const char sql_sweep_reports[] =
    "DELETE FROM report WHERE number IN (SELECT r.number FROM report r"
    " JOIN desk_case c ON c.number = r.case_number"
    " WHERE c.state <> 'open' AND c.closed_ms < $1 LIMIT $2)";
static const char sql_sweep_cases[] =
    "DELETE FROM desk_case WHERE number IN (SELECT c.number FROM desk_case c"
    " WHERE c.state <> 'open' AND c.closed_ms < $1 AND NOT EXISTS"
    " (SELECT 1 FROM report r WHERE r.case_number = c.number) LIMIT $2)";

static const char *const states[CASE_STATE_COUNT_] = {
    [CASE_OPEN] = "open", [CASE_DECIDED] = "decided", [CASE_CLOSED] = "closed"};

/* As account_number, with up to two parameters; 0: no row. */
static enum err number_by(struct db *db, const char *sql, const int64_t *by, int count,
                          int64_t *out)
{
    bool row = false;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    for (int i = 0; i < count; i++) {
        db_bind_i64(&q, i + 1, by[i]);
    }
    TRY(db_step(&q, &row));
    *out = row ? db_column_i64(&q, 0) : 0;
    return ERR_OK;
}

enum err account_case_read(struct db_query *q, struct account_case *out)
{
    struct account_case c = {.number = db_column_i64(q, 0)};
    struct span state = db_column_bytes(q, 3);
    TRY(policy_kind_read(db_column_bytes(q, 1), &c.kind));
    while (c.state < CASE_STATE_COUNT_ && !span_is(state, states[c.state])) {
        c.state++;
    }
    if (c.state == CASE_STATE_COUNT_) {
        return ERR_FORMAT;
    }
    c.object = db_column_i64(q, 2);
    c.first_ms = db_column_i64(q, 4);
    c.last_ms = db_column_i64(q, 5);
    c.closed_ms = db_column_i64(q, 6);
    c.decision = db_column_i64(q, 7);
    c.answer = db_column_i64(q, 8);
    c.said = db_column_i64(q, 9);
    *out = c;
    return ERR_OK;
}

enum err account_case_get(struct db *db, int64_t number, struct account_case *out_case)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_case_get, &q));
    db_bind_i64(&q, 1, number);
    TRY(db_step_row(&q));
    return account_case_read(&q, out_case);
}

enum err account_case_open(struct db *db, enum policy_kind kind, int64_t object,
                           struct account_case *out_case)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_case_open, &q));
    db_bind_text(&q, 1, span_text(policy_kind_name(kind)));
    db_bind_i64(&q, 2, object);
    TRY(db_step_row(&q));
    return account_case_read(&q, out_case);
}

static enum err case_new(struct db *db, enum policy_kind kind, int64_t object, int64_t now_ms,
                         int64_t *out_number)
{
    int64_t last = 0;
    TRY(account_number(db, sql_case_last, &last));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_case_new, &q));
    db_bind_i64(&q, 1, last + 1);
    db_bind_text(&q, 2, span_text(policy_kind_name(kind)));
    db_bind_i64(&q, 3, object);
    db_bind_i64(&q, 4, now_ms);
    TRY(db_step_done(&q, NULL));
    *out_number = last + 1;
    return ERR_OK;
}

enum err account_case_join(struct db *db, enum policy_kind kind, int64_t object, int64_t now_ms,
                           int64_t *out_number)
{
    struct account_case found;
    enum err err = account_case_open(db, kind, object, &found);
    if (err == ERR_NOT_FOUND) {
        return case_new(db, kind, object, now_ms, out_number);
    }
    TRY(err);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_case_touch, &q));
    db_bind_i64(&q, 1, now_ms);
    db_bind_i64(&q, 2, found.number);
    TRY(db_step_done(&q, NULL));
    *out_number = found.number;
    return ERR_OK;
}

static enum err read_grounds(struct db *db, int64_t number, char *out, size_t size)
{
    size_t len = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_case_grounds, &q));
    db_bind_i64(&q, 1, number);
    for (bool row = true;;) {
        TRY(db_step(&q, &row));
        struct span ground = row ? db_column_bytes(&q, 0) : span_of(NULL, 0);
        if (!row || ground.len == 0 || ground.len + 2 > size - len) {
            out[len] = '\0';
            return ERR_OK;
        }
        if (len > 0) {
            out[len++] = ' ';
        }
        memcpy(out + len, ground.ptr, ground.len);
        len += ground.len;
    }
}

enum err account_case_facts(struct db *db, int64_t number, struct account_case_facts *out_facts)
{
    struct account_case_facts facts = {.reports = 0};
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_case_count, &q));
    db_bind_i64(&q, 1, number);
    TRY(db_step_row(&q));
    facts.reports = db_column_i64(&q, 0);
    facts.notices = db_column_i64(&q, 1);
    facts.newest = db_column_i64(&q, 2);
    TRY(read_grounds(db, number, facts.grounds, sizeof(facts.grounds)));
    *out_facts = facts;
    return ERR_OK;
}

enum err account_case_end(struct db *db, int64_t number, int64_t decision, int64_t now_ms)
{
    int64_t changes = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_case_end, &q));
    db_bind_text(&q, 1, span_text(states[decision == 0 ? CASE_CLOSED : CASE_DECIDED]));
    db_bind_i64(&q, 2, decision);
    db_bind_i64(&q, 3, now_ms);
    db_bind_i64(&q, 4, number);
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

static void receipt_hash(const uint8_t receipt[ACCOUNT_RECEIPT], uint8_t out[TOKEN_HASH])
{
    account_token_hash("vitrine receipt 1", receipt, out);
}

static enum err report_new(struct db *db, const struct account_report *r, const uint8_t *receipt)
{
    uint8_t hash[TOKEN_HASH] = {0};
    if (receipt != NULL) {
        receipt_hash(receipt, hash);
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_report_new, &q));
    db_bind_i64(&q, 1, r->number);
    db_bind_i64(&q, 2, r->of.number);
    db_bind_i64(&q, 3, r->user);
    db_bind_text(&q, 4, r->ground);
    account_bind_bytes(&q, 5, r->words);
    account_bind_bytes(&q, 6, r->notifier);
    account_bind_bytes(&q, 7, span_of(hash, receipt == NULL ? 0 : sizeof(hash)));
    db_bind_i64(&q, 8, r->at_ms);
    return db_step_done(&q, NULL);
}

static enum err report_again(struct db *db, const struct account_report *r)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_report_again, &q));
    db_bind_text(&q, 1, r->ground);
    account_bind_bytes(&q, 2, r->words);
    db_bind_i64(&q, 3, r->at_ms);
    db_bind_i64(&q, 4, r->number);
    return db_step_done(&q, NULL);
}

enum err account_report_put(struct db *db, struct account_report *report, const uint8_t *receipt,
                            bool *out_fresh)
{
    const int64_t of[] = {report->user, report->of.number};
    int64_t number = 0;
    if (report->user != 0) {
        TRY(number_by(db, sql_report_mine, of, 2, &number));
    }
    *out_fresh = number == 0;
    if (number != 0) {
        report->number = number;
        TRY(report_again(db, report));
        return queue_anew(db, report->of.number);
    }
    TRY(account_number(db, sql_report_last, &number));
    report->number = number + 1;
    TRY(report_new(db, report, receipt));
    return queue_more(db, report->of.number, report->ground, report->user == 0);
}

static enum err report_drop(struct db *db, int64_t number)
{
    int64_t of = 0;
    int64_t none = 0;
    TRY(number_by(db, sql_report_of, &number, 1, &of));
    TRY(number_by(db, sql_report_drop, &number, 1, &none));
    return queue_anew(db, of);
}

enum err account_report_room(struct db *db, int64_t user, int64_t now_ms)
{
    const int64_t hour[] = {user, now_ms - 3600 * 1000};
    int64_t count = 0;
    int64_t oldest = 0;
    TRY(number_by(db, sql_report_count, &user, 1, &count));
    if (user == 0) {
        return count < LIMIT_LEGAL_NOTICES ? ERR_OK : ERR_LIMIT;
    }
    if (count > LIMIT_REPORTS_KEPT) {
        TRY(number_by(db, sql_report_oldest, &user, 1, &oldest));
        if (oldest == 0) {
            return ERR_LIMIT;
        }
    }
    TRY(number_by(db, sql_report_hour, hour, 2, &count));
    if (count > LIMIT_REPORTS_HOUR) {
        return ERR_LIMIT;
    }
    return oldest == 0 ? ERR_OK : report_drop(db, oldest);
}

enum err desk_forget(struct db *db, int64_t user)
{
    int64_t of[] = {user, 0};
    int64_t none = 0;
    for (;;) {
        TRY(number_by(db, sql_report_left, of, 1, &of[1]));
        if (of[1] == 0) {
            return ERR_OK;
        }
        TRY(number_by(db, sql_report_forget, of, 2, &none));
        TRY(queue_anew(db, of[1]));
    }
}

/* Each row that is left. */
static enum err each_report(struct db_query *q, const struct account_report_page *page)
{
    for (bool row = true;;) {
        struct account_report r = {.number = 0};
        TRY(db_step(q, &row));
        if (!row) {
            return ERR_OK;
        }
        TRY(account_case_read(q, &r.of));
        r.number = db_column_i64(q, CASE_COLUMN_COUNT);
        r.user = db_column_i64(q, CASE_COLUMN_COUNT + 1);
        r.ground = db_column_bytes(q, CASE_COLUMN_COUNT + 2);
        r.words = db_column_bytes(q, CASE_COLUMN_COUNT + 3);
        r.notifier = db_column_bytes(q, CASE_COLUMN_COUNT + 4);
        r.at_ms = db_column_i64(q, CASE_COLUMN_COUNT + 5);
        TRY(page->fn(page->context, &r));
    }
}

static enum err report_page(struct db *db, const char *sql, int64_t from,
                            const struct account_report_page *page)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, page->of);
    db_bind_i64(&q, 2, from);
    db_bind_i64(&q, 3, page->max);
    return each_report(&q, page);
}

enum err account_report_own(struct db *db, const struct account_report_page *page)
{
    return report_page(db, sql_report_own, page->from == 0 ? INT64_MAX : page->from, page);
}

enum err account_report_ended(struct db *db, const struct account_report_page *page)
{
    return report_page(db, sql_report_ended, page->from, page);
}

enum err account_report_case(struct db *db, const struct account_report_page *page)
{
    return report_page(db, sql_report_case, page->from, page);
}

struct once {
    const struct account_report_page *to;
    bool found;
};

static enum err take_once(void *context, const struct account_report *report)
{
    struct once *once = context;
    once->found = true;
    return once->to->fn(once->to->context, report);
}

enum err account_report_receipt(struct db *db, int64_t number,
                                const uint8_t receipt[ACCOUNT_RECEIPT],
                                const struct account_report_page *to)
{
    struct once once = {.to = to};
    uint8_t hash[TOKEN_HASH];
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_report_receipt, &q));
    receipt_hash(receipt, hash);
    db_bind_blob(&q, 1, span_of(hash, sizeof(hash)));
    db_bind_i64(&q, 2, number);
    TRY(each_report(&q, &(struct account_report_page){.fn = take_once, .context = &once}));
    return once.found ? ERR_OK : ERR_NOT_FOUND;
}

static enum err sweep(struct db *db, const char *sql, int64_t before_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, before_ms);
    db_bind_i64(&q, 2, LIMIT_REPORT_SWEEP);
    return db_step_done(&q, NULL);
}

enum err account_desk_sweep(struct db *db, int64_t now_ms)
{
    int64_t before_ms = now_ms - (int64_t)LIMIT_REPORT_DAYS * 24 * 60 * 60 * 1000;
    TRY(sweep(db, sql_sweep_reports, before_ms));
    return sweep(db, sql_sweep_cases, before_ms);
}
