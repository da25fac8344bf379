/*
 * Each allocation of a request's pure parts fails in turn (linked with --wrap=malloc, calloc,
 * realloc), until one run meets no failure. Every failed run must say ERR_NOMEM and, under the leak
 * checker, leave nothing behind.
 */
#include "web_answer.h"
#include "web_json.h"
#include "web_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fail_malloc.h"

static enum err read_target(void)
{
    AUTO(arena) struct arena scratch = {.max = 1 << 20};
    struct web_request r = {0};
    TRY(web_path_decode(span_text("/a%20b/c"), &scratch, &r.path));
    return web_query_decode(span_text("a=1&b=2"), &scratch, &r.query);
}

static enum err answer(void)
{
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    AUTO(buf) struct buf body = {.max = 100};
    (void)buf_append_text(&body, "{}");
    TRY(web_answer_cookie(&a, "s", "t", 5));
    TRY(web_answer_json(&a, 200, &body));
    return web_answer_problem_limit(&a, 413, "Too large", "It is.", 5);
}

static enum err read_json(void)
{
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    struct web_pair type = {span_text("Content-Type"), span_text("application/json")};
    struct web_request r = {.headers = {&type, 1}, .body = span_text("{\"l\":[{},{}]}")};
    AUTO(web_json_close) struct web_json *j = NULL;
    struct web_json *item = NULL;
    TRY(web_json_open(&r, &a, &j));
    TRY(web_json_item(j, "l", 0, &item));
    return web_json_item(j, "l", 1, &item);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    enum err (*const scenarios[])(void) = {read_target, answer, read_json};
    for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++) {
        long failed = 0;
        for (long n = 0; n < 1000; n++) {
            left = n;
            hit = 0;
            armed = true;
            enum err err = scenarios[i]();
            armed = false;
            if (hit == 0) {
                assert_int_equal(err, ERR_OK);
                break;
            }
            assert_int_equal(err, ERR_NOMEM);
            failed++;
        }
        assert_in_range(failed, 1, 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
