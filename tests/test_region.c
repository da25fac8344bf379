#include "wire_region.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static enum err decode(const char *text)
{
    struct region region;
    return region_decode(span_text(text), &region);
}

static void what_is_encoded_decodes_to_the_same(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = REGION_FILE_MAX};
    const struct region in = {.origin = "vitrine.example/0a1b2c3d"};
    struct region out;
    assert_int_equal(region_encode(&in, &text), ERR_OK);
    assert_string_equal(buf_text(&text), "vitrine-region 1\norigin vitrine.example/0a1b2c3d\n");
    assert_int_equal(region_decode(buf_span(&text), &out), ERR_OK);
    assert_string_equal(out.origin, in.origin);
}

static void later_version_is_told_from_another_file(void **state)
{
    (void)state;
    assert_int_equal(decode("vitrine-region 2\nwhatever\n"), ERR_CONFLICT);
    assert_int_equal(decode("vitrine-region 0\norigin a\n"), ERR_FORMAT);
    assert_int_equal(decode("vitrine-region 01\norigin a\n"), ERR_FORMAT);
    assert_int_equal(decode("vitrine-region\norigin a\n"), ERR_FORMAT);
    assert_int_equal(decode("region 1\norigin a\n"), ERR_FORMAT);
    assert_int_equal(decode(""), ERR_FORMAT);
}

static void every_truncation_and_addition_is_refused(void **state)
{
    (void)state;
    const char whole[] = "vitrine-region 1\norigin a.b\n";
    struct region region;
    for (size_t len = 0; len < sizeof(whole) - 1; len++) {
        assert_int_not_equal(region_decode(span_of(whole, len), &region), ERR_OK);
    }
    assert_int_equal(decode("vitrine-region 1\norigin a.b\n\n"), ERR_FORMAT);
    assert_int_equal(decode("vitrine-region 1\norigin a.b\nmore x\n"), ERR_FORMAT);
}

static void names_are_strict(void **state)
{
    (void)state;
    const char *const bad[] = {"",     "A",    "a b", "a+b", "-a",  "a-",
                               "a..b", "a//b", "/a",  "a/",  "a\n", "\xc3\xa4"};
    const char *const good[] = {"a", "vitrine.example/12ab", "a-b_c.d/e", "0"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(region_origin_good(span_text(bad[i])));
    }
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(region_origin_good(span_text(good[i])));
    }
    char longest[LIMIT_ORIGIN + 2];
    memset(longest, 'a', sizeof(longest));
    assert_true(region_origin_good(span_of(longest, LIMIT_ORIGIN)));
    assert_false(region_origin_good(span_of(longest, LIMIT_ORIGIN + 1)));
    assert_false(region_origin_good(span_of("a\0b", 3)));
}

static void ledger_that_was_begun_anew_has_a_name_of_its_own(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = REGION_FILE_MAX};
    const struct span origin = span_text("a.b");
    struct region region = {.origin = "a.b"};
    assert_string_equal(region_log(&region), "a.b");
    assert_int_equal(region_log_next(span_text("a.b"), origin, region.log), ERR_OK);
    assert_string_equal(region.log, "a.b/again-1");
    assert_int_equal(region_log_next(span_text("a.b/again-9"), origin, region.log), ERR_OK);
    assert_string_equal(region_log(&region), "a.b/again-10");
    assert_int_equal(region_encode(&region, &text), ERR_OK);
    assert_string_equal(buf_text(&text), "vitrine-region 1\norigin a.b\nlog a.b/again-10\n");
    assert_int_equal(decode(buf_text(&text)), ERR_OK);
    assert_int_equal(decode("vitrine-region 1\norigin a.b\nlog a.b\n"), ERR_FORMAT);
    assert_int_equal(decode("vitrine-region 1\norigin a.b\nlog\n"), ERR_FORMAT);
    assert_int_equal(decode("vitrine-region 1\norigin a.b\nlog a.b/again-01\n"), ERR_FORMAT);
    assert_int_equal(decode("vitrine-region 1\norigin a.b\nlog a.b/again-0\n"), ERR_FORMAT);
    assert_int_equal(decode("vitrine-region 1\norigin a.b\nlog a.c/again-1\n"), ERR_FORMAT);
    char longest[LIMIT_ORIGIN + 1];
    memset(longest, 'a', sizeof(longest));
    assert_int_equal(
        region_log_next(span_of(longest, LIMIT_ORIGIN), span_of(longest, LIMIT_ORIGIN), region.log),
        ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_encoded_decodes_to_the_same),
        cmocka_unit_test(later_version_is_told_from_another_file),
        cmocka_unit_test(every_truncation_and_addition_is_refused),
        cmocka_unit_test(names_are_strict),
        cmocka_unit_test(ledger_that_was_begun_anew_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
