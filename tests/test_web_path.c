/* Targets: percent escapes, queries, paths below a folder, the route table. */
#include "web_path.h"
#include "web_route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void path_is_decoded_once_and_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        const char *want; /* NULL: refused */
    } rows[] = {
        {"/", "/"},
        {"/a/b", "/a/b"},
        {"/a/", "/a/"},
        {"/a%20b", "/a b"},
        {"/%C3%A9", "/\xc3\xa9"},
        {"/%2541", "/%41"},
        {"/a+b", "/a+b"},
        {"/...", "/..."},
        {"/a..b", "/a..b"},
        {"", NULL},
        {"a", NULL},
        {"*", NULL},
        {"//", NULL},
        {"/a//b", NULL},
        {"/.", NULL},
        {"/..", NULL},
        {"/a/../b", NULL},
        {"/a/%2e%2E/b", NULL},
        {"/a%2fb", NULL},
        {"/a%2Fb", NULL},
        {"/a%00", NULL},
        {"/a%0ab", NULL},
        {"/a\\b", NULL},
        {"/a%5cb", NULL},
        {"/%", NULL},
        {"/%4", NULL},
        {"/%zz", NULL},
        {"/%c3", NULL},
        {"/\xff", NULL},
        {"/%c0%af", NULL},
        {"/%7f", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        AUTO(arena) struct arena a = {.max = 4096};
        struct span path = {0};
        enum err err = web_path_decode(span_text(rows[i].raw), &a, &path);
        if (rows[i].want == NULL ? err != ERR_FORMAT
                                 : err != ERR_OK || !span_is(path, rows[i].want)) {
            fail_msg("%s", rows[i].raw);
        }
    }
}

static void query_names_each_come_once(void **state)
{
    (void)state;
    AUTO(arena) struct arena a = {.max = 64 * 1024};
    struct web_request r = {0};
    struct span v = {0};
    uint32_t stripped = 9;
    assert_int_equal(web_query_decode(span_text("a=1&b=x+y%26z&&c&d="), &a, &r.query), ERR_OK);
    assert_int_equal(r.query.count, 4);
    assert_true(web_request_query(&r, "b", &v) && span_is(v, "x y&z"));
    assert_true(web_request_query(&r, "c", &v) && v.len == 0);
    assert_false(web_request_query(&r, "e", &v));
    static const char *const bad[] = {"a=1&a=2", "=1",    "a=%",      "a=%00",
                                      "a=%0d",   "a=%ff", "%61=1&a=2"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (web_query_decode(span_text(bad[i]), &a, &r.query) != ERR_FORMAT) {
            fail_msg("%s", bad[i]);
        }
    }
    assert_int_equal(web_query_decode(span_text("a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q"), &a, &r.query),
                     ERR_LIMIT);
    assert_int_equal(web_form_decode(span_text("a=b+c%0D%0Ad%0a"), &a, &r.query, &stripped),
                     ERR_OK);
    assert_true(web_request_query(&r, "a", &v) && span_is(v, "b c\nd\n"));
    assert_int_equal(stripped, 0);
    assert_int_equal(web_form_decode(span_text("a%0a=1"), &a, &r.query, &stripped), ERR_FORMAT);
    assert_int_equal(
        web_form_decode(span_text("b=1&a=b%09c%0B%00%7f\x01"), &a, &r.query, &stripped), ERR_OK);
    assert_true(web_request_query(&r, "a", &v) && span_is(v, "b c"));
    assert_int_equal(stripped, 2);
    AUTO(arena) struct arena none = {.max = 8};
    assert_int_equal(web_query_decode(span_text("a=1"), &none, &r.query), ERR_NOMEM);
}

static void only_plain_names_are_walked_below_a_folder(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "a.js", "tile/0/x001/234.p/8", "A-b_c.D9"};
    static const char *const bad[] = {
        "",     "/a",  "a/",   "a//b", "..",       "a/..",  ".git",
        "a/.b", "a b", "a%2e", "a\\b", "\xc3\xa9", "a/./b", "1/2/3/4/5/6/7/8/9"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(web_path_is_safe(span_text(good[i])));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (web_path_is_safe(span_text(bad[i]))) {
            fail_msg("%s", bad[i]);
        }
    }
    assert_false(web_path_is_safe(span_of("a\0b", 3)));
}

static enum err nothing(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)app;
    (void)r;
    (void)a;
    return ERR_OK;
}

static enum err no_begin(void *app, const struct web_request *r, struct web_answer *a, void **out)
{
    (void)app;
    (void)r;
    (void)a;
    (void)out;
    return ERR_OK;
}

static enum err no_write(void *state, struct span bytes)
{
    (void)state;
    (void)bytes;
    return ERR_OK;
}

static enum err no_end(void *state, struct web_answer *a)
{
    (void)state;
    (void)a;
    return ERR_OK;
}

static void no_abort(void *state)
{
    (void)state;
}

static const struct web_sink sink = {no_begin, no_write, no_end, no_abort};

#define ROW(m, p)                                                                                  \
    {                                                                                              \
        .method = (m), .path = (p), .handler = nothing                                             \
    }
static const struct web_route table[] = {
    ROW(WEB_GET, "/"),
    ROW(WEB_GET, "/api/videos"),
    ROW(WEB_POST, "/api/videos"),
    ROW(WEB_GET, "/api/videos/{id}"),
    ROW(WEB_POST, "/api/videos/{id}/likes/{kind}"),
    ROW(WEB_GET, "/media/{id}.mp4"),
    ROW(WEB_GET, "/media/p-{id}.jpg"),
    ROW(WEB_GET, "/assets/{rest...}"),
    ROW(WEB_GET, "/{all...}"),
};
enum { ROWS = sizeof(table) / sizeof(table[0]) };

static void route_is_found_by_method_and_path(void **state)
{
    (void)state;
    static const struct {
        enum web_method method;
        const char *path;
        int row; /* -1: none */
        unsigned allowed;
        const char *first; /* the first parameter */
    } rows[] = {
        {WEB_GET, "/", 0, 0, NULL},
        {WEB_GET, "/api/videos", 1, 0, NULL},
        {WEB_POST, "/api/videos", 2, 0, NULL},
        {WEB_DELETE, "/api/videos", -1, 1u << WEB_GET | 1u << WEB_POST, NULL},
        {WEB_GET, "/api/videos/17", 3, 0, "17"},
        {WEB_POST, "/api/videos/17", -1, 1u << WEB_GET, NULL},
        {WEB_POST, "/api/videos/17/likes/x", 4, 0, "17"},
        {WEB_GET, "/media/ab.cd.mp4", 5, 0, "ab.cd"},
        {WEB_GET, "/media/p-7.jpg", 6, 0, "7"},
        {WEB_GET, "/media/.mp4", 8, 0, "media/.mp4"},
        {WEB_GET, "/assets/a/b.js", 7, 0, "a/b.js"},
        {WEB_GET, "/assets", 8, 0, "assets"},
        {WEB_GET, "/api/videos/", 8, 0, "api/videos/"},
        {WEB_GET, "/nowhere/at/all", 8, 0, "nowhere/at/all"},
        {WEB_POST, "/nowhere", -1, 0, NULL},
        {WEB_POST, "/", -1, 1u << WEB_GET, NULL},
        {WEB_METHOD_COUNT_, "/api/videos", -1, 1u << WEB_GET | 1u << WEB_POST, NULL},
        {WEB_GET, "", -1, 0, NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct web_pair params[WEB_PARAMS];
        size_t count = 0;
        struct web_match m =
            web_route_find(table, ROWS, rows[i].method, span_text(rows[i].path), params, &count);
        const struct web_route *want = rows[i].row < 0 ? NULL : &table[rows[i].row];
        if (m.route != want || m.allowed != rows[i].allowed ||
            (rows[i].first != NULL && (count == 0 || !span_is(params[0].value, rows[i].first)))) {
            fail_msg("row %zu: %s", i, rows[i].path);
        }
    }
}

static void malformed_row_is_refused_at_the_start(void **state)
{
    (void)state;
    size_t row = 99;
    assert_int_equal(web_route_check(table, ROWS, &row), ERR_OK);
    static const struct web_route bad[] = {
        ROW(WEB_GET, "a"),
        ROW(WEB_GET, NULL),
        ROW(WEB_GET, "//"),
        ROW(WEB_GET, "/{"),
        ROW(WEB_GET, "/}"),
        ROW(WEB_GET, "/{}"),
        ROW(WEB_GET, "/{a}{b}"),
        ROW(WEB_GET, "/{a...}/b"),
        ROW(WEB_GET, "/x{a...}"),
        ROW(WEB_GET, "/{a}/{b}/{c}/{d}/{e}"),
        {.method = WEB_GET, .path = "/a"},
        {.method = WEB_METHOD_COUNT_, .path = "/a", .handler = nothing},
        {.method = WEB_GET, .path = "/a", .handler = nothing, .body = WEB_BODY_JSON, .body_max = 1},
        {.method = WEB_POST, .path = "/a", .handler = nothing, .body = WEB_BODY_JSON},
        {.method = WEB_POST, .path = "/a", .handler = nothing, .body_max = 5},
        {.method = WEB_POST,
         .path = "/a",
         .handler = nothing,
         .body = WEB_BODY_STREAM,
         .body_max = 5},
        {.method = WEB_POST,
         .path = "/a",
         .handler = nothing,
         .admit = nothing,
         .body = WEB_BODY_STREAM,
         .body_max = 5,
         .sink = &sink},
        {.method = WEB_GET, .path = "/a", .handler = nothing, .lane = WEB_PLAIN, .who = WEB_MEMBER},
        {.method = WEB_POST,
         .path = "/a",
         .handler = nothing,
         .lane = WEB_PLAIN,
         .body = WEB_BODY_JSON,
         .body_max = 5},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (web_route_check(&bad[i], 1, &row) != ERR_FORMAT || row != 0) {
            fail_msg("row %zu", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_is_decoded_once_and_strictly),
        cmocka_unit_test(query_names_each_come_once),
        cmocka_unit_test(only_plain_names_are_walked_below_a_folder),
        cmocka_unit_test(route_is_found_by_method_and_path),
        cmocka_unit_test(malformed_row_is_refused_at_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
