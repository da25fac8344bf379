/* test_sum.c: the published examples, in whole and in pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_text.h"
#include "sum.h"

#include <string.h>

static const char message[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
static const char *const digests[SUM_KIND_COUNT_] = {
    [SUM_SHA1] = "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
    [SUM_SHA256] = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
};

static void examples_have_their_checksums_however_they_come(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < SUM_KIND_COUNT_; kind++) {
        uint8_t want[64];
        size_t size = sum_size((enum sum_kind)kind);
        assert_int_equal(text_unhex(span_text(digests[kind]), want, size), ERR_OK);
        for (size_t step = 1; step <= strlen(message); step++) {
            AUTO(sum_free) struct sum *s = NULL;
            assert_int_equal(sum_new((enum sum_kind)kind, &s), ERR_OK);
            for (size_t at = 0; at < strlen(message); at += step) {
                size_t left = strlen(message) - at;
                sum_add(s, span_of(message + at, left < step ? left : step));
            }
            assert_true(sum_is(s, span_of(want, size)));
        }
    }
}

static void another_byte_or_length_is_another_checksum(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < SUM_KIND_COUNT_; kind++) {
        for (int how = 0; how < 3; how++) {
            AUTO(sum_free) struct sum *s = NULL;
            uint8_t want[64];
            size_t size = sum_size((enum sum_kind)kind);
            assert_int_equal(text_unhex(span_text(digests[kind]), want, size), ERR_OK);
            want[size - 1] ^= how == 0 ? 1 : 0;
            assert_int_equal(sum_new((enum sum_kind)kind, &s), ERR_OK);
            sum_add(s, span_of(message, strlen(message) - (how == 1 ? 1 : 0)));
            assert_false(sum_is(s, span_of(want, size - (how == 2 ? 1 : 0))));
        }
    }
}

static void names_are_known_or_not(void **state)
{
    (void)state;
    enum sum_kind kind = SUM_SHA1;
    assert_int_equal(sum_kind_of(span_text("sha256"), &kind), ERR_OK);
    assert_int_equal(kind, SUM_SHA256);
    assert_int_equal(sum_kind_of(span_text("sha1"), &kind), ERR_OK);
    assert_int_equal(kind, SUM_SHA1);
    assert_int_equal(sum_kind_of(span_text("md5"), &kind), ERR_NOT_FOUND);
    assert_int_equal(sum_kind_of(span_text(""), &kind), ERR_NOT_FOUND);
    assert_string_equal(sum_name(SUM_SHA256), "sha256");
    assert_string_equal(sum_name((enum sum_kind)9), "unknown");
    assert_int_equal(sum_size((enum sum_kind)9), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_have_their_checksums_however_they_come),
        cmocka_unit_test(another_byte_or_length_is_another_checksum),
        cmocka_unit_test(names_are_known_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
