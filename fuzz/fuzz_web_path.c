/*
 * fuzz_web_path.c: a request's target: a path, and after the first question mark a query. The laws:
 * what was decoded has no segment that climbs and no control character; written out with every byte
 * escaped that may be, it decodes to the same; a route's parameters lie within it; a path that is
 * safe has only the characters that it may have; a form is read as a query is, but for its lines.
 */
#include "web_path.h"
#include "web_route.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err handle(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)app;
    (void)r;
    (void)a;
    return ERR_OK;
}

static const struct web_route routes[] = {
    {.method = WEB_GET, .path = "/", .handler = handle},
    {.method = WEB_GET, .path = "/v/{id}", .handler = handle},
    {.method = WEB_POST, .path = "/v/{id}/x-{a}.y", .handler = handle},
    {.method = WEB_GET, .path = "/s/{rest...}", .handler = handle},
    {.method = WEB_GET, .path = "/{all...}", .handler = handle},
};

static void escape(struct span text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '/') {
            (void)buf_append_u8(out, '/');
        } else {
            (void)buf_printf(out, "%%%02X", text.ptr[i]);
        }
    }
}

static void check_path(struct span path)
{
    assert(path.len > 0 && path.ptr[0] == '/');
    for (size_t i = 0; i < path.len; i++) {
        assert(path.ptr[i] >= ' ' && path.ptr[i] != 0x7f && path.ptr[i] != '\\');
    }
    struct span rest = span_of(path.ptr + 1, path.len - 1);
    bool safe = web_path_is_safe(rest);
    while (rest.len > 0) {
        struct span segment = span_cut(&rest, '/');
        assert(segment.len > 0);
        assert(!span_is(segment, ".") && !span_is(segment, ".."));
        assert(!safe || segment.ptr[0] != '.');
    }
    AUTO(arena) struct arena a = {.max = 1 << 24};
    AUTO(buf) struct buf written = {.max = path.len * 3 + 1};
    struct span again = {0};
    escape(path, &written);
    assert(web_path_decode(buf_span(&written), &a, &again) == ERR_OK);
    assert(span_equal(again, path));
    for (unsigned m = 0; m < WEB_METHOD_COUNT_; m++) {
        struct web_pair params[WEB_PARAMS];
        size_t count = 0;
        struct web_match match = web_route_find(routes, sizeof(routes) / sizeof(routes[0]),
                                                (enum web_method)m, path, params, &count);
        for (size_t i = 0; match.route != NULL && i < count; i++) {
            assert(params[i].value.len > 0 && params[i].value.ptr > path.ptr);
            assert(params[i].value.ptr + params[i].value.len <= path.ptr + path.len);
        }
    }
}

typedef enum err decoder(struct span raw, struct arena *scratch, struct web_pairs *out_pairs);

static void check_query(const struct web_pairs *pairs, decoder *decode)
{
    AUTO(arena) struct arena a = {.max = 1 << 24};
    AUTO(buf) struct buf written = {.max = 1 << 24};
    struct web_pairs again = {0};
    for (size_t i = 0; i < pairs->count; i++) {
        for (size_t k = 0; k < pairs->items[i].name.len; k++) {
            (void)buf_printf(&written, "%%%02x", pairs->items[i].name.ptr[k]);
        }
        (void)buf_append_text(&written, "=");
        for (size_t k = 0; k < pairs->items[i].value.len; k++) {
            (void)buf_printf(&written, "%%%02x", pairs->items[i].value.ptr[k]);
        }
        (void)buf_append_text(&written, "&");
    }
    assert(decode(buf_span(&written), &a, &again) == ERR_OK);
    assert(again.count == pairs->count && again.count <= WEB_QUERY_PAIRS);
    for (size_t i = 0; i < again.count; i++) {
        assert(span_equal(again.items[i].name, pairs->items[i].name));
        assert(span_equal(again.items[i].value, pairs->items[i].value));
    }
}

/* Of what was stripped nothing is left. */
static enum err form_decode(struct span raw, struct arena *scratch, struct web_pairs *out_pairs)
{
    uint32_t stripped = 0;
    enum err err = web_form_decode(raw, scratch, out_pairs, &stripped);
    assert(err != ERR_OK || stripped == 0);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena) struct arena a = {.max = 1 << 24};
    struct span query = span_of(data, size);
    struct span raw = span_cut(&query, '?');
    struct span path = {0};
    struct web_pairs pairs = {0};
    if (web_path_decode(raw, &a, &path) == ERR_OK) {
        check_path(path);
    }
    enum err err = web_query_decode(query, &a, &pairs);
    if (err == ERR_OK) {
        check_query(&pairs, web_query_decode);
    }
    struct web_pairs form = {0};
    uint32_t stripped = 0;
    if (web_form_decode(query, &a, &form, &stripped) == ERR_OK) {
        check_query(&form, form_decode);
        assert(stripped >> form.count == 0);
        assert(err != ERR_OK || form.count == pairs.count);
    } else {
        assert(err != ERR_OK);
    }
    if (web_path_is_safe(raw)) {
        assert(memchr(raw.ptr, '%', raw.len) == NULL && memchr(raw.ptr, 0, raw.len) == NULL);
    }
    return 0;
}
