/*
 * desk_queue.c: the office's queue: which cases are asked for, a page of them, and how many there
 * are of each kind. What is chosen is custodiand's business; the words for it are here.
 */
#include "handlers.h"

#include "base_json.h"
#include "desk.h"
#include "page.h"
#include "policy.h"
#include "session.h"
#include "wire_desk.h"

enum { ANSWER_MAX = 64 * 1024 };

static const char *const queues[QUEUE_COUNT_] = {
    [QUEUE_OPEN] = "open", [QUEUE_ANSWERED] = "answered", [QUEUE_DECIDED] = "decided"};
static const char *const sources[SOURCE_COUNT_] = {[SOURCE_ANY] = "any",
                                                   [SOURCE_REPORT] = "report",
                                                   [SOURCE_NOTICE] = "notice",
                                                   [SOURCE_ANSWER] = "answer"};
static const char *const orders[ORDER_COUNT_] = {
    [ORDER_OLDEST] = "oldest", [ORDER_NEWEST] = "newest", [ORDER_MOST] = "most"};

static const char *kind_name(size_t kind)
{
    return kind == 0 ? "any" : policy_kind_name((enum policy_kind)(kind - 1));
}

static const char *queue_name(size_t queue)
{
    return queues[queue];
}

static const char *source_name(size_t source)
{
    return sources[source];
}

static const char *order_name(size_t order)
{
    return orders[order];
}

/* NULL: nobody reports anything for it. */
static const char *ground_name(size_t place)
{
    const struct policy_ground *ground = place == 0 ? NULL : policy_ground_at(place - 1);
    return place == 0 ? "any" : ground == NULL || ground->restores ? NULL : ground->code;
}

/* The parts of a filter, as they are asked for and counted. */
static const struct part {
    const char *name;
    const char *problem;
    const char *(*value)(size_t index);
    size_t count;
} parts[] = {
    {"state", "state: open, answered or decided", queue_name, QUEUE_COUNT_},
    {"from", "from: report, notice, answer or any", source_name, SOURCE_COUNT_},
    {"kind", "kind: video, comment, person or any", kind_name, DESK_KINDS},
    {"ground", "ground: one of those for a report, or any", ground_name, DESK_GROUND_MAX},
    {"order", "order: oldest, newest or most", order_name, ORDER_COUNT_},
};
enum { PART_QUEUE, PART_SOURCE, PART_KIND, PART_GROUND, PART_ORDER, PARTS };
_Static_assert(sizeof(parts) / sizeof(parts[0]) == PARTS, "one name each");

static enum err read_part(const struct web_request *r, struct web_answer *a,
                          const struct part *part, uint8_t *out)
{
    struct span text = {NULL, 0};
    if (!web_request_query(r, part->name, &text)) {
        return ERR_OK;
    }
    for (size_t i = 0; i < part->count; i++) {
        const char *value = part->value(i);
        if (value != NULL && span_is(text, value)) {
            *out = (uint8_t)i;
            return ERR_OK;
        }
    }
    (void)web_answer_problem(a, 400, "Malformed request", part->problem);
    return ERR_FORMAT;
}

/* What waits comes oldest first, what does not, newest first, unless it is said. */
static enum err read_filter(const struct web_request *r, struct web_answer *a,
                            struct desk_filter *out)
{
    uint8_t chosen[PARTS] = {0};
    TRY(read_part(r, a, &parts[PART_QUEUE], &chosen[PART_QUEUE]));
    chosen[PART_ORDER] = chosen[PART_QUEUE] == QUEUE_DECIDED ? ORDER_NEWEST : ORDER_OLDEST;
    for (size_t i = PART_SOURCE; i < PARTS; i++) {
        TRY(read_part(r, a, &parts[i], &chosen[i]));
    }
    *out = (struct desk_filter){.queue = chosen[PART_QUEUE],
                                .source = chosen[PART_SOURCE],
                                .kind = chosen[PART_KIND],
                                .ground = chosen[PART_GROUND],
                                .order = chosen[PART_ORDER]};
    return ERR_OK;
}

static void put_part(struct jot *j, const struct part *part, const int64_t *counts)
{
    jot_key(j, part->name);
    jot_object(j);
    for (size_t i = 0; i < part->count; i++) {
        const char *value = part->value(i);
        if (value != NULL) {
            jot_put_int(j, value, counts[i]);
        }
    }
    jot_object_end(j);
}

static enum err put_counts(struct jot *j, struct span item)
{
    struct desk_counts counts;
    TRY(desk_counts_decode(item, &counts) == ERR_OK ? ERR_OK : ERR_IO);
    jot_key(j, "counts");
    jot_object(j);
    jot_put_int(j, "all", counts.all);
    put_part(j, &parts[PART_QUEUE], counts.queues);
    put_part(j, &parts[PART_SOURCE], counts.sources);
    put_part(j, &parts[PART_KIND], counts.kinds);
    put_part(j, &parts[PART_GROUND], counts.grounds);
    jot_object_end(j);
    return ERR_OK;
}

/* Those behind the counts, which the first page alone has. */
static enum err put_page(struct jot *j, const struct ask_answer *answer, const struct page *page)
{
    struct store_place last = {0};
    size_t first = page->after.id == 0 ? 1 : 0;
    size_t end = answer->count < first + page->max ? answer->count : first + page->max;
    TRY(answer->count < first ? ERR_IO : ERR_OK);
    if (first == 0) {
        jot_put_text(j, "counts", NULL);
    } else {
        TRY(put_counts(j, answer->items[0].bytes));
    }
    jot_key(j, "items");
    jot_array(j);
    for (size_t i = first; i < end; i++) {
        struct desk_case found;
        TRY(desk_case_decode(answer->items[i].bytes, &found) == ERR_OK ? ERR_OK : ERR_IO);
        jot_object(j);
        desk_put_case(j, &found);
        jot_object_end(j);
        last = (struct store_place){.time_ms = found.said, .id = found.number};
    }
    jot_array_end(j);
    return page_put_next(j, page, answer->count > end ? &last : NULL);
}

enum err get_desk_cases(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    AUTO(buf) struct buf asked = {.max = DESK_FILTER};
    struct desk_filter filter;
    struct page page;
    struct ask_answer answer;
    TRY(desk_token(r, a, &brought));
    TRY(read_filter(r, a, &filter));
    TRY(page_read(r, a, &page));
    filter.number = page.after.id;
    filter.said = page.after.time_ms;
    filter.counts = page.after.id == 0;
    TRY(desk_filter_encode(&filter, &asked));
    brought.filter = buf_span(&asked);
    enum err err =
        custody_own(e->custodian, ASK_CASES, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer);
    if (err != ERR_OK) {
        return desk_refuse(a, err);
    }
    struct jot j = jot_start(&body);
    jot_object(&j);
    TRY(put_page(&j, &answer, &page));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}
