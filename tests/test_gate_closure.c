#include "closure.h"

#include "base_limits.h"
#include "base_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum err decode(const char *text, size_t *out_count)
{
    AUTO(closure) struct closure c = {0};
    enum err err = closure_decode(span_text(text), &c);
    *out_count = c.count;
    return err;
}

static void list_of_paths_is_read(void **state)
{
    (void)state;
    size_t count = 9;
    assert_int_equal(decode("", &count), ERR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(decode("/lib64/ld.so.2\n/lib/x/libc.so.6\n", &count), ERR_OK);
    assert_int_equal(count, 2);
}

static void path_that_could_lead_elsewhere_is_refused(void **state)
{
    (void)state;
    const char *const bad[] = {
        "lib/a\n", "/lib/../a\n", "/lib/./a\n", "/lib//a\n",  "/lib/a/\n", "/\n",    "\n",
        "//a\n",   "/lib/..\n",   "/lib/a",     "/a\n\n/b\n", "/a\n/b",    "../a\n", "/a\n/b\n/a\n",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        size_t count = 9;
        assert_int_equal(decode(bad[i], &count), ERR_FORMAT);
        assert_int_equal(count, 0);
    }
}

static void more_files_than_the_limit_are_refused(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = CLOSURE_TEXT_MAX};
    for (int i = 0; i < LIMIT_CLOSURE; i++) {
        (void)buf_printf(&text, "/lib/%d\n", i);
    }
    size_t count = 0;
    assert_int_equal(decode(buf_text(&text), &count), ERR_OK);
    assert_int_equal(count, LIMIT_CLOSURE);
    (void)buf_append_text(&text, "/lib/more\n");
    assert_int_equal(decode(buf_text(&text), &count), ERR_LIMIT);
}

static void digest_is_over_the_sorted_lines(void **state)
{
    (void)state;
    AUTO(closure) struct closure c = {0};
    assert_int_equal(closure_decode(span_text("/z/b\n/a/c\n"), &c), ERR_OK);
    memset(c.files[0].digest, 0x11, DIGEST_SIZE);
    memset(c.files[1].digest, 0x22, DIGEST_SIZE);
    uint8_t executable[DIGEST_SIZE];
    memset(executable, 0x33, sizeof(executable));
    AUTO(buf) struct buf text = {.max = 4096};
    const struct {
        const char *path;
        uint8_t *digest;
    } sorted[] = {
        {"/a/c", c.files[1].digest}, {"/z/b", c.files[0].digest}, {"vitrine-edged", executable}};
    for (size_t i = 0; i < 3; i++) {
        (void)buf_printf(&text, "%s ", sorted[i].path);
        (void)text_hex(span_of(sorted[i].digest, DIGEST_SIZE), &text);
        (void)buf_append_text(&text, "\n");
    }
    uint8_t expected[DIGEST_SIZE];
    uint8_t got[DIGEST_SIZE];
    digest_of(buf_span(&text), expected);
    assert_int_equal(closure_digest(&c, "vitrine-edged", executable, got), ERR_OK);
    assert_memory_equal(got, expected, DIGEST_SIZE);
    c.files[0].digest[5] ^= 1;
    assert_int_equal(closure_digest(&c, "vitrine-edged", executable, got), ERR_OK);
    assert_memory_not_equal(got, expected, DIGEST_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_of_paths_is_read),
        cmocka_unit_test(path_that_could_lead_elsewhere_is_refused),
        cmocka_unit_test(more_files_than_the_limit_are_refused),
        cmocka_unit_test(digest_is_over_the_sorted_lines),
    };
    return digest_ready() == ERR_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
