#include "page.h"

#include "base_text.h"

#include <stdio.h>

enum { CURSOR_MAX = 48 };

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

enum err page_read(const struct web_request *r, struct web_answer *a, struct page *out)
{
    struct page page = {.max = LIMIT_PAGE};
    struct span text = {0};
    uint64_t max = 0;
    if (web_request_query(r, "limit", &text)) {
        if (text_u64(text, LIMIT_PAGE, &max) != ERR_OK || max == 0) {
            (void)web_answer_problem_limit(a, 400, "Malformed request",
                                           "limit: from 1 to the number given here", LIMIT_PAGE);
            return ERR_FORMAT;
        }
        page.max = (size_t)max;
    }
    if (web_request_query(r, "cursor", &text) && read_cursor(text, &page.after) != ERR_OK) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "cursor: not one that this service gave");
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
