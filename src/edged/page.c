#include "page.h"

#include "base_text.h"

#include <stdio.h>

enum { CURSOR_MAX = 72 };

/* "FIRST-SECOND", of the last item of the page before. */
static enum err read_cursor(struct span rest, struct store_place *out)
{
    uint64_t first = 0;
    uint64_t second = 0;
    TRY(text_u64(span_cut(&rest, '-'), INT64_MAX, &first));
    TRY(text_u64(rest, INT64_MAX, &second));
    *out = (struct store_place){(int64_t)first, (int64_t)second};
    return second > 0 ? ERR_OK : ERR_FORMAT;
}

/* "NUMBER-FIRST-SECOND" */
static enum err read_cursor_of(struct span rest, uint64_t filters, struct store_place *out)
{
    uint64_t given = 0;
    TRY(text_u64(span_cut(&rest, '-'), INT64_MAX, &given));
    TRY(read_cursor(rest, out));
    return given == filters ? ERR_OK : ERR_CONFLICT;
}

static enum err read_limit(const struct web_request *r, struct web_answer *a, size_t *out_max)
{
    struct span text = {0};
    uint64_t max = LIMIT_PAGE;
    if (web_request_query(r, "limit", &text) &&
        (text_u64(text, LIMIT_PAGE, &max) != ERR_OK || max == 0)) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "limit: from 1 to the number given here", LIMIT_PAGE);
        return ERR_FORMAT;
    }
    *out_max = (size_t)max;
    return ERR_OK;
}

enum err page_read(const struct web_request *r, struct web_answer *a, struct page *out)
{
    struct page page = {.max = 0};
    struct span text = {0};
    TRY(read_limit(r, a, &page.max));
    if (web_request_query(r, "cursor", &text) && read_cursor(text, &page.after) != ERR_OK) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "cursor: not one that this service gave");
        return ERR_FORMAT;
    }
    *out = page;
    return ERR_OK;
}

enum err page_read_of(const struct web_request *r, struct web_answer *a, uint64_t filters,
                      struct page *out)
{
    struct page page = {.max = 0};
    struct span text = {0};
    TRY(read_limit(r, a, &page.max));
    enum err err =
        web_request_query(r, "cursor", &text) ? read_cursor_of(text, filters, &page.after) : ERR_OK;
    if (err != ERR_OK) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 err == ERR_CONFLICT ? "cursor: it is for other filters"
                                                     : "cursor: not one that this service gave");
        return ERR_FORMAT;
    }
    *out = page;
    return ERR_OK;
}

void page_put_next(struct jot *j, const struct store_place *last)
{
    char text[CURSOR_MAX];
    if (last != NULL) {
        (void)snprintf(text, sizeof(text), "%lld-%lld", (long long)last->time_ms,
                       (long long)last->id);
    }
    jot_put_text(j, "next", last != NULL ? text : NULL);
}

void page_put_next_of(struct jot *j, uint64_t filters, const struct store_place *last)
{
    char text[CURSOR_MAX];
    if (last != NULL) {
        (void)snprintf(text, sizeof(text), "%llu-%lld-%lld", (unsigned long long)filters,
                       (long long)last->time_ms, (long long)last->id);
    }
    jot_put_text(j, "next", last != NULL ? text : NULL);
}
