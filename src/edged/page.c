#include "page.h"

#include "base_text.h"
#include "sum.h"
#include "wire_codec.h"

#include <string.h>

enum {
    SUM = 4,
    SHA256_SIZE = 32,
    CURSOR_SIZE = 8 + 8 + SUM,
    CURSOR_TEXT = 32,
    LIST_MAX = 8 * 1024
};

/* The list, and the place in it. */
static enum err sum_of(const struct web_request *r, const struct store_place *place,
                       uint8_t out[SUM])
{
    AUTO(buf) struct buf all = {.max = LIST_MAX};
    uint8_t sum[SHA256_SIZE];
    (void)buf_append_span(&all, r->path);
    for (size_t i = 0; i < r->query.count; i++) {
        const struct web_pair *pair = &r->query.items[i];
        if (!span_is(pair->name, "cursor") && !span_is(pair->name, "limit")) {
            wire_put_bytes(&all, pair->name);
            wire_put_bytes(&all, pair->value);
        }
    }
    wire_put_i64(&all, place->time_ms);
    wire_put_i64(&all, place->id);
    TRY(buf_status(&all));
    sum_once(SUM_SHA256, buf_span(&all), sum);
    memcpy(out, sum, SUM);
    return ERR_OK;
}

static enum err read_cursor(const struct web_request *r, struct span text, struct store_place *out)
{
    AUTO(buf) struct buf bytes = {.max = CURSOR_SIZE};
    uint8_t sums[2][SUM];
    TRY(text_unbase64url(text, &bytes));
    struct wire_reader in = wire_read(buf_span(&bytes));
    out->time_ms = wire_i64(&in);
    out->id = wire_i64(&in);
    wire_fixed(&in, sums[0], SUM);
    wire_expect(&in, out->time_ms >= 0 && out->id > 0);
    TRY(wire_end(&in));
    TRY(sum_of(r, out, sums[1]));
    return memcmp(sums[0], sums[1], SUM) == 0 ? ERR_OK : ERR_FORMAT;
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

enum err page_read_cursor(const struct web_request *r, struct web_answer *a, struct page *out)
{
    struct page page = {.max = LIMIT_PAGE, .of = r};
    struct span text = {0};
    if (web_request_query(r, "cursor", &text) && read_cursor(r, text, &page.after) != ERR_OK) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "cursor: not one that this service gave for this list");
        return ERR_FORMAT;
    }
    *out = page;
    return ERR_OK;
}

enum err page_read(const struct web_request *r, struct web_answer *a, struct page *out)
{
    size_t max = 0;
    TRY(read_limit(r, a, &max));
    TRY(page_read_cursor(r, a, out));
    out->max = max;
    return ERR_OK;
}

static enum err put_cursor(struct buf *out, const struct page *page, const struct store_place *last)
{
    AUTO(buf) struct buf bytes = {.max = CURSOR_SIZE};
    uint8_t sum[SUM];
    TRY(sum_of(page->of, last, sum));
    wire_put_i64(&bytes, last->time_ms);
    wire_put_i64(&bytes, last->id);
    wire_put_fixed(&bytes, sum, SUM);
    TRY(buf_status(&bytes));
    return text_base64url(buf_span(&bytes), out);
}

enum err page_put_next(struct jot *j, const struct page *page, const struct store_place *last)
{
    AUTO(buf) struct buf text = {.max = CURSOR_TEXT};
    TRY(last == NULL ? ERR_OK : put_cursor(&text, page, last));
    jot_key(j, "next");
    if (last == NULL) {
        jot_null(j);
    } else {
        jot_span(j, buf_span(&text));
    }
    return ERR_OK;
}
