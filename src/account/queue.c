/* queue.c: what cases of the desk are found by, pages of them, and how many there are. */
#include "account_queue.h"

#include "account_inside.h"

enum { SOURCE_ANSWERED = 1 << (ACCOUNT_SOURCE_ANSWER - 1) };

/* $1: a kind or '', $2: the sources that it must have, $3: the grounds; 0: none. */
#define FITS " AND ($1 = '' OR c.kind = $1) AND (c.sources & $2) = $2 AND (c.grounds & $3) = $3"
#define OPEN "SELECT " CASE_COLUMNS " FROM desk_case c WHERE c.state = 'open'" FITS
#define DONE "SELECT " CASE_COLUMNS " FROM desk_case c WHERE c.state <> 'open'" FITS
#define OLDEST " AND c.number > $4 ORDER BY c.number LIMIT $5"
#define NEWEST " AND c.number < $4 ORDER BY c.number DESC LIMIT $5"
#define MOST                                                                                       \
    " AND c.said <= $6 AND (c.said < $6 OR c.number > $4)"                                         \
    " ORDER BY c.said DESC, c.number LIMIT $5"

static const char *const sql_open[ACCOUNT_ORDER_COUNT_] = {[ACCOUNT_ORDER_OLDEST] = OPEN OLDEST,
                                                           [ACCOUNT_ORDER_NEWEST] = OPEN NEWEST,
                                                           [ACCOUNT_ORDER_MOST] = OPEN MOST};
static const char *const sql_done[ACCOUNT_ORDER_COUNT_] = {[ACCOUNT_ORDER_OLDEST] = DONE OLDEST,
                                                           [ACCOUNT_ORDER_NEWEST] = DONE NEWEST,
                                                           [ACCOUNT_ORDER_MOST] = DONE MOST};
static const char sql_count[] = "SELECT kind, state, sources, grounds, count(*) FROM desk_case"
                                " GROUP BY kind, state, sources, grounds";
static const char sql_more[] = "UPDATE desk_case SET said = said + 1, sources = sources | $1,"
                               " grounds = grounds | $2 WHERE number = $3";
static const char sql_anew[] =
    "UPDATE desk_case SET said = $1, sources = (sources & $2) | $3, grounds = $4 WHERE number = $5";

static int64_t source_bit(enum account_queue_source source)
{
    return source == ACCOUNT_SOURCE_ANY ? 0 : (int64_t)1 << (source - 1);
}

static int64_t ground_bit(size_t place)
{
    return place == 0 || place >= ACCOUNT_QUEUE_GROUNDS ? 0 : (int64_t)1 << (place - 1);
}

enum err queue_more(struct db *db, int64_t number, struct span ground, bool notice)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_more, &q));
    db_bind_i64(&q, 1, source_bit(notice ? ACCOUNT_SOURCE_NOTICE : ACCOUNT_SOURCE_REPORT));
    db_bind_i64(&q, 2, ground_bit(policy_ground_place(ground)));
    db_bind_i64(&q, 3, number);
    return db_step_done(&q, NULL);
}

enum err queue_anew(struct db *db, int64_t number)
{
    struct account_case_facts facts;
    int64_t grounds = 0;
    TRY(account_case_facts(db, number, &facts));
    for (struct span rest = span_text(facts.grounds); rest.len > 0;) {
        grounds |= ground_bit(policy_ground_place(span_cut(&rest, ' ')));
    }
    int64_t sources = (facts.reports > 0 ? source_bit(ACCOUNT_SOURCE_REPORT) : 0) |
                      (facts.notices > 0 ? source_bit(ACCOUNT_SOURCE_NOTICE) : 0);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_anew, &q));
    db_bind_i64(&q, 1, facts.reports + facts.notices);
    db_bind_i64(&q, 2, SOURCE_ANSWERED);
    db_bind_i64(&q, 3, sources);
    db_bind_i64(&q, 4, grounds);
    db_bind_i64(&q, 5, number);
    return db_step_done(&q, NULL);
}

static struct span kind_text(size_t kind)
{
    return kind == 0 ? span_of(NULL, 0) : span_text(policy_kind_name((enum policy_kind)(kind - 1)));
}

/* Behind which it goes on: from the first, behind what is before all. */
static void bind_place(struct db_query *q, const struct account_queue_page *page)
{
    bool first = page->number == 0;
    bool last_first = page->order == ACCOUNT_ORDER_NEWEST;
    db_bind_i64(q, 4, first && last_first ? INT64_MAX : page->number);
    db_bind_i64(q, 5, page->max);
    if (page->order == ACCOUNT_ORDER_MOST) {
        db_bind_i64(q, 6, first ? INT64_MAX : page->said);
    }
}

enum err account_queue_page(struct db *db, const struct account_queue_page *page)
{
    const struct account_queue_filter *f = &page->filter;
    bool done = f->state == ACCOUNT_QUEUE_DECIDED;
    int64_t answered = f->state == ACCOUNT_QUEUE_ANSWERED ? SOURCE_ANSWERED : 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, (done ? sql_done : sql_open)[page->order], &q));
    db_bind_text(&q, 1, kind_text(f->kind));
    db_bind_i64(&q, 2, answered | source_bit(f->source));
    db_bind_i64(&q, 3, ground_bit(f->ground));
    bind_place(&q, page);
    for (bool row = true;;) {
        struct account_case found;
        TRY(db_step(&q, &row));
        if (!row) {
            return ERR_OK;
        }
        TRY(account_case_read(&q, &found));
        TRY(page->fn(page->context, &found));
    }
}

/* Cases that are alike in all that one asks for. */
struct alike {
    bool open;
    enum policy_kind kind;
    int64_t sources;
    int64_t grounds;
    int64_t count;
};

static bool in_state(const struct alike *a, enum account_queue_state state)
{
    bool answered = (a->sources & SOURCE_ANSWERED) != 0;
    return state == ACCOUNT_QUEUE_DECIDED ? !a->open
                                          : a->open && (state == ACCOUNT_QUEUE_OPEN || answered);
}

static bool has(int64_t bits, int64_t asked)
{
    return (bits & asked) == asked;
}

static void add(const struct account_queue_filter *f, const struct alike *a,
                struct account_queue_counts *to)
{
    bool state = in_state(a, f->state);
    bool kind = f->kind == 0 || f->kind - 1 == (size_t)a->kind;
    bool source = has(a->sources, source_bit(f->source));
    bool ground = has(a->grounds, ground_bit(f->ground));
    to->all += state ? a->count : 0;
    for (int i = 0; i < ACCOUNT_QUEUE_STATE_COUNT_; i++) {
        bool in = in_state(a, (enum account_queue_state)i);
        to->states[i] += in && kind && source && ground ? a->count : 0;
    }
    for (size_t i = 0; i < ACCOUNT_QUEUE_KINDS; i++) {
        bool in = i == 0 || i - 1 == (size_t)a->kind;
        to->kinds[i] += in && state && source && ground ? a->count : 0;
    }
    for (int i = 0; i < ACCOUNT_SOURCE_COUNT_; i++) {
        bool in = has(a->sources, source_bit((enum account_queue_source)i));
        to->sources[i] += in && state && kind && ground ? a->count : 0;
    }
    for (size_t i = 0; i < ACCOUNT_QUEUE_GROUNDS; i++) {
        bool in = has(a->grounds, ground_bit(i));
        to->grounds[i] += in && state && kind && source ? a->count : 0;
    }
}

enum err account_queue_count(struct db *db, const struct account_queue_filter *filter,
                             struct account_queue_counts *out_counts)
{
    struct account_queue_counts counts = {.all = 0};
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_count, &q));
    for (bool row = true;;) {
        struct alike a = {.open = false};
        TRY(db_step(&q, &row));
        if (!row) {
            *out_counts = counts;
            return ERR_OK;
        }
        TRY(policy_kind_read(db_column_bytes(&q, 0), &a.kind));
        a.open = span_is(db_column_bytes(&q, 1), "open");
        a.sources = db_column_i64(&q, 2);
        a.grounds = db_column_i64(&q, 3);
        a.count = db_column_i64(&q, 4);
        add(filter, &a, &counts);
    }
}
