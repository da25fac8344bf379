/* Answers that need no connection: problems, JSON bodies, files, folders. */
#include "base_file.h"
#include "web_answer.h"
#include "web_file.h"
#include "web_json.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char *header(const struct web_answer *a, const char *name)
{
    for (size_t i = 0; i < a->header_count; i++) {
        if (strcmp(a->headers[i].name, name) == 0) {
            return a->headers[i].value;
        }
    }
    return "";
}

static void problem_has_the_words_and_the_limit(void **state)
{
    (void)state;
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    assert_int_equal(web_answer_cookie(&a, "s", "", 0), ERR_OK);
    assert_int_equal(web_answer_type(&a, "text/plain"), ERR_OK);
    assert_int_equal(web_answer_problem_limit(&a, 413, "Too large", "It is.", 5), ERR_OK);
    assert_string_equal(buf_text(&a.body), "{\"type\":\"about:blank\",\"title\":\"Too large\","
                                           "\"status\":413,\"detail\":\"It is.\",\"limit\":5}");
    assert_string_equal(header(&a, "Content-Type"), "application/problem+json");
    assert_string_equal(header(&a, "Cache-Control"), "no-store");
    assert_string_equal(header(&a, "Set-Cookie"), "s=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    assert_true(a.problem);
    static const unsigned want[] = {500, 500, 500, 400, 413, 403, 404, 409, 503, 507, 503};
    for (unsigned i = 0; i < ERR_COUNT_; i++) {
        assert_int_equal(web_answer_err(&a, (enum err)i, NULL), ERR_OK);
        assert_int_equal(a.status, want[i]);
    }
}

static void problem_names_the_field_that_its_words_begin_with(void **state)
{
    (void)state;
    static const struct {
        const char *detail;
        const char *field; /* NULL: none */
    } rows[] = {
        {"title: too long", "\"field\":\"title\""},
        {"events[3].video: no", "\"field\":\"events[3].video\""},
        {"Upload-Offset: a number", "\"field\":\"Upload-Offset\""},
        {"title:too long", NULL},
        {"The title: too long", NULL},
        {": too long", NULL},
        {"title", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
        assert_int_equal(web_answer_problem(&a, 400, "Malformed", rows[i].detail), ERR_OK);
        const char *found =
            strstr(buf_text(&a.body), rows[i].field == NULL ? "\"field\"" : rows[i].field);
        assert_int_equal(found != NULL, rows[i].field != NULL);
    }
}

static void header_value_cannot_start_another_header(void **state)
{
    (void)state;
    static const char *const bad[] = {"a\r\nSet-Cookie: x", "a\nb", "\x01", "\x7f"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
        assert_int_equal(web_answer_location(&a, bad[i]), ERR_FORMAT);
        assert_int_equal(web_answer_type(&a, "text/plain"), ERR_FORMAT);
        assert_int_equal(a.header_count, 0);
    }
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    assert_int_equal(web_answer_cookie(&a, "s", "x; Domain=evil", 1), ERR_FORMAT);
}

/* What the JSON body gives: the getter's verdict, and the detail of its refusal. */
static void refuses_with(const char *body, const char *detail,
                         enum err (*get)(struct web_json *, void *))
{
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    struct web_pair type = {span_text("content-type"),
                            span_text("application/json; charset=utf-8")};
    struct web_request r = {.headers = {&type, 1}, .body = span_text(body)};
    AUTO(web_json_close) struct web_json *j = NULL;
    enum err err = web_json_open(&r, &a, &j);
    if (err == ERR_OK && get != NULL) {
        err = get(j, NULL);
    }
    if (detail == NULL) {
        assert_int_equal(err, ERR_OK);
        assert_false(a.problem);
        return;
    }
    assert_int_equal(err, ERR_FORMAT);
    assert_int_equal(a.status, 400);
    if (strstr(buf_text(&a.body), detail) == NULL) {
        fail_msg("%s: %s", body, buf_text(&a.body));
    }
}

static enum err get_account(struct web_json *j, void *unused)
{
    static const char *const names[] = {"handle", "password", "age", "old", NULL};
    struct span text = {0};
    int64_t age = 0;
    bool old = false;
    (void)unused;
    TRY(web_json_only(j, names));
    TRY(web_json_text(j, "handle", 3, 5, &text));
    TRY(web_json_text(j, "password", 10, 20, &text));
    TRY(web_json_int(j, "age", -5, 9007199254740991, &age));
    return web_json_has(j, "old") ? web_json_bool(j, "old", &old) : ERR_OK;
}

static enum err get_events(struct web_json *j, void *unused)
{
    size_t count = 0;
    (void)unused;
    TRY(web_json_list(j, "events", 2, &count));
    for (size_t i = 0; i < count; i++) {
        struct web_json *item = NULL;
        struct span video = {0};
        TRY(web_json_item(j, "events", i, &item));
        TRY(web_json_text(item, "video", 1, 9, &video));
    }
    return ERR_OK;
}

static void json_refusal_names_the_field(void **state)
{
    (void)state;
    static const char *const fine = "{\"handle\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\","
                                    "\"password\":\"0123456789\",\"age\":9007199254740991}";
    refuses_with(fine, NULL, get_account);
    refuses_with("{\"handle\":\"ab\"}", "\"handle: at least 3 characters\"", get_account);
    refuses_with("{\"handle\":\"abcdef\"}", "\"handle: at most 5 characters\"", get_account);
    refuses_with("{\"handle\":5}", "\"handle: must be text\"", get_account);
    refuses_with("{\"handle\":\"abc\"}", "\"password: missing\"", get_account);
    refuses_with("{\"handle\":\"abc\",\"password\":\"0123456789\",\"age\":-6}",
                 "\"age: at least -5\"", get_account);
    refuses_with("{\"handle\":\"abc\",\"password\":\"0123456789\",\"age\":1.0}",
                 "\"age: must be a whole number\"", get_account);
    refuses_with("{\"handle\":\"abc\",\"password\":\"0123456789\",\"age\":9007199254740992}",
                 "\"age: at most 9007199254740991\"", get_account);
    refuses_with("{\"handle\":\"abc\",\"password\":\"0123456789\",\"age\":1,\"old\":1}",
                 "\"old: must be true or false\"", get_account);
    refuses_with("{\"admin\":true}", "\"admin: no such field here\"", get_account);
    refuses_with("{\"events\":[{\"video\":\"1\"},{\"video\":\"2\"}]}", NULL, get_events);
    refuses_with("{\"events\":[{\"video\":\"1\"},{\"video\":2}]}",
                 "\"events[1].video: must be text\"", get_events);
    refuses_with("{\"events\":[1]}", "\"events: item 0 must be an object\"", get_events);
    refuses_with("{\"events\":[{},{},{}]}", "\"events: at most 2 items\"", get_events);
    refuses_with("{\"events\":{}}", "\"events: must be a list\"", get_events);
}

static void json_body_is_one_strict_object(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "{",
                                      "[]",
                                      "1",
                                      "{}x",
                                      "{}{}",
                                      "{\"a\":1,\"a\":2}",
                                      "{\"a\":\"\xff\"}",
                                      "{\"a\":\"\\u0000\"}",
                                      "{\"a\":01}",
                                      "{'a':1}",
                                      "{\"a\":99999999999999999999}"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        refuses_with(bad[i], "one JSON object", NULL);
    }
    refuses_with("{\"a\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}", "nested too deeply", NULL);
    refuses_with("{\"a\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}", NULL, NULL);
    refuses_with("{\"a\":\"[[[[[[[[[[[[[[[[[[[[\\\"[[[[[[[[[\"}", NULL, NULL);
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    struct web_request r = {.body = span_text("{}")};
    struct web_json *j = NULL;
    assert_int_equal(web_json_open(&r, &a, &j), ERR_FORMAT);
    assert_int_equal(a.status, 415);
}

/* A folder with a few files; the path is in *state. */
static int make_folder(void **state)
{
    char *path = strdup("/tmp/test-web-XXXXXX");
    if (path == NULL || mkdtemp(path) == NULL) {
        return -1;
    }
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    static const struct {
        const char *name;
        const char *text;
    } files[] = {{"app-A1B2C3D4.js", "0123456789"},
                 {"app-A1B2C3D4.js.br", "br"},
                 {"app-A1B2C3D4.js.gz", "gzip"},
                 {"index.html", "<p>"},
                 {"sub/plain", "plain"},
                 {".hidden", "no"}};
    int failed = mkdirat(dir, "sub", 0700);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        failed |= file_replace(dir, files[i].name, span_text(files[i].text), 0600) != ERR_OK;
    }
    failed |= symlinkat("index.html", dir, "link.html");
    failed |= symlinkat("sub", dir, "linked");
    (void)close(dir);
    *state = path;
    return failed;
}

static int drop_folder(void **state)
{
    char command[96];
    (void)snprintf(command, sizeof(command), "rm -rf -- %s", (const char *)*state);
    int out = system(command);
    free(*state);
    return out;
}

/* One GET of a static file. */
static enum err get(const char *folder, const char *path, const struct web_pair *headers,
                    size_t count, struct web_answer *a)
{
    AUTO(fd_close) int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct web_static from = {.dir_fd = dir};
    struct web_request r = {.method = WEB_GET, .headers = {headers, count}};
    web_answer_init(a);
    return web_send_static(&r, a, &from, span_text(path));
}

static void folder_gives_regular_files_below_it_only(void **state)
{
    static const char *const bad[] = {
        "nothing", "sub", "../test",     ".hidden",      "link.html",        "linked/plain",
        "sub/",    "",    "/etc/passwd", "index.html/x", "sub/../index.html"};
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (get(*state, bad[i], NULL, 0, &a) != ERR_NOT_FOUND || a.status != 0 || a.fd >= 0) {
            fail_msg("%s", bad[i]);
        }
    }
    assert_int_equal(get(*state, "sub/plain", NULL, 0, &a), ERR_OK);
    assert_int_equal(a.status, 200);
    assert_int_equal(a.length, 5);
    assert_string_equal(header(&a, "Content-Type"), "application/octet-stream");
    assert_string_equal(header(&a, "Cache-Control"), "no-cache");
    web_answer_done(&a);
}

static void packed_file_is_sent_to_who_takes_it(void **state)
{
    static const struct {
        const char *accept;
        const char *coding;
        uint64_t length;
    } rows[] = {{"gzip, br", "br", 2}, {"gzip", "gzip", 4}, {"br;q=0", "", 10}, {"", "", 10}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct web_pair h = {span_text("Accept-Encoding"), span_text(rows[i].accept)};
        AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
        assert_int_equal(get(*state, "app-A1B2C3D4.js", &h, 1, &a), ERR_OK);
        assert_int_equal(a.length, rows[i].length);
        assert_string_equal(header(&a, "Content-Encoding"), rows[i].coding);
        assert_string_equal(header(&a, "Vary"), "Accept-Encoding");
        assert_string_equal(header(&a, "Content-Type"), "text/javascript; charset=utf-8");
        assert_string_equal(header(&a, "Cache-Control"), "public, max-age=31536000, immutable");
    }
}

/* Of several that there are, the file says which it is, and caches keep them apart. */
static void a_page_in_one_of_several_languages_says_so(void **state)
{
    AUTO(fd_close) int dir = open(*state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct web_static from = {.dir_fd = dir, .language = "ar"};
    struct web_request r = {.method = WEB_GET};
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    assert_int_equal(web_send_static(&r, &a, &from, span_text("index.html")), ERR_OK);
    assert_string_equal(header(&a, "Content-Language"), "ar");
    assert_string_equal(header(&a, "Vary"), "Accept-Encoding, Accept-Language");
}

static void conditions_come_before_ranges(void **state)
{
    AUTO(web_answer) struct web_answer first = WEB_ANSWER_EMPTY;
    assert_int_equal(get(*state, "app-A1B2C3D4.js", NULL, 0, &first), ERR_OK);
    const char *tag = header(&first, "ETag");
    static const char *const range = "bytes=2-4";
    const struct {
        struct web_pair headers[2];
        unsigned status;
        uint64_t offset;
        uint64_t length;
        const char *content_range;
    } rows[] = {
        {{{span_text("If-None-Match"), span_text(tag)}}, 304, 0, 10, ""},
        {{{span_text("If-None-Match"), span_text(tag)}, {span_text("Range"), span_text(range)}},
         304,
         0,
         10,
         ""},
        {{{span_text("If-None-Match"), span_text("\"x\"")}, {span_text("Range"), span_text(range)}},
         206,
         2,
         3,
         "bytes 2-4/10"},
        {{{span_text("If-Range"), span_text(tag)}, {span_text("Range"), span_text(range)}},
         206,
         2,
         3,
         "bytes 2-4/10"},
        {{{span_text("If-Range"), span_text("\"x\"")}, {span_text("Range"), span_text(range)}},
         200,
         0,
         10,
         ""},
        {{{span_text("If-Match"), span_text("\"x\"")}, {span_text("Range"), span_text(range)}},
         412,
         0,
         0,
         ""},
        {{{span_text("If-Match"), span_text(tag)}, {span_text("Range"), span_text(range)}},
         206,
         2,
         3,
         "bytes 2-4/10"},
        {{{span_text("If-Match"), span_text("\"x\"")},
          {span_text("If-None-Match"), span_text(tag)}},
         412,
         0,
         0,
         ""},
        {{{span_text("Range"), span_text("bytes=10-")}}, 416, 0, 0, "bytes */10"},
        {{{span_text("If-Range"), span_text("\"x\"")},
          {span_text("Range"), span_text("bytes=10-")}},
         200,
         0,
         10,
         ""},
        {{{span_text("Range"), span_text("bytes=0-1,3-4")}}, 200, 0, 10, ""},
        {{{span_text("Range"), span_text("bytes=-3")}}, 206, 7, 3, "bytes 7-9/10"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
        assert_int_equal(get(*state, "app-A1B2C3D4.js", rows[i].headers, 2, &a), ERR_OK);
        if (a.status != rows[i].status || a.offset != rows[i].offset ||
            a.length != rows[i].length ||
            strcmp(header(&a, "Content-Range"), rows[i].content_range) != 0) {
            fail_msg("row %zu: %u", i, a.status);
        }
    }
}

static void hashed_names_are_told_from_plain_ones(void **state)
{
    (void)state;
    static const char *const hashed[] = {"app-A1B2C3D4.js", "a-b-0123abcd.css",
                                         "x-ABCDEFGHIJ.woff2"};
    static const char *const plain[] = {
        "app.js", "app-short1.js", "service-worker.js", "-A1B2C3D4.js", "A1B2C3D4.js", "A1B2C3D4",
        "",       "app-A1B2C3D4",  "a-backgrounds.css"};
    for (size_t i = 0; i < sizeof(hashed) / sizeof(hashed[0]); i++) {
        assert_true(web_name_is_hashed(span_text(hashed[i])));
    }
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        if (web_name_is_hashed(span_text(plain[i]))) {
            fail_msg("%s", plain[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(problem_has_the_words_and_the_limit),
        cmocka_unit_test(problem_names_the_field_that_its_words_begin_with),
        cmocka_unit_test(header_value_cannot_start_another_header),
        cmocka_unit_test(json_refusal_names_the_field),
        cmocka_unit_test(json_body_is_one_strict_object),
        cmocka_unit_test_setup_teardown(folder_gives_regular_files_below_it_only, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(packed_file_is_sent_to_who_takes_it, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(a_page_in_one_of_several_languages_says_so, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(conditions_come_before_ranges, make_folder, drop_folder),
        cmocka_unit_test(hashed_names_are_told_from_plain_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
