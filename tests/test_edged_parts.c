/*
 * Parts of edged that need no service around them: titles, buckets, watch events, time limits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_limits.h"
#include "job.h"
#include "rate.h"
#include "title.h"
#include "watch_event.h"

#include <string.h>

static enum err check(const char *text)
{
    struct span title = {0};
    return title_check(span_text(text), &title);
}

static void titles_in_any_writing_are_taken(void **state)
{
    (void)state;
    static const char *const good[] = {"x",
                                       "My cat, again!",
                                       "猫の動画",
                                       "قطتي",
                                       "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
                                       "<script>alert(1)</script>",
                                       "a\"b\\c"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(check(good[i]), ERR_OK);
    }
}

static void titles_that_deceive_or_cannot_be_seen_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "a\nb",         "a\tb",         "a\x7f",        "\xc2\x85",     "\xe2\x80\xaegpj.exe",
        "\xe2\x80\x8f", "\xe2\x81\xa6", "\xef\xbb\xbf", "\xe2\x80\xa8", "\xd8\x9c",
        "\xed\xa0\x80", "\xff",         "\xc0\xaf",     "\xef\xbf\xbe", "a\xf3\xa0\x80\x81"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(check(bad[i]), ERR_FORMAT);
    }
    struct span title = {0};
    assert_int_equal(title_check(span_of("a\0b", 3), &title), ERR_FORMAT);
}

static void a_title_has_1_to_150_characters_whatever_their_bytes(void **state)
{
    (void)state;
    char text[4 * (LIMIT_TITLE + 1) + 1] = "";
    for (size_t i = 0; i < LIMIT_TITLE; i++) {
        memcpy(text + 4 * i, "\xf0\x9f\x90\x88", 5);
    }
    assert_int_equal(check(text), ERR_OK);
    memcpy(text + (size_t)4 * LIMIT_TITLE, "a", 2);
    assert_int_equal(check(text), ERR_LIMIT);
    assert_int_equal(check(""), ERR_LIMIT);
    assert_int_equal(check("   "), ERR_LIMIT);
    struct span title = {0};
    assert_int_equal(title_check(span_text("  a b "), &title), ERR_OK);
    assert_true(span_is(title, "a b"));
}

static void a_bucket_empties_and_fills_with_time(void **state)
{
    (void)state;
    AUTO(rate_free) struct rate *r = NULL;
    struct rate_config config = {3, 60};
    assert_int_equal(rate_new(&config, &r), ERR_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(rate_take(r, 7, 1000));
    }
    assert_false(rate_take(r, 7, 1000));
    assert_false(rate_take(r, 7, 1999));
    assert_true(rate_take(r, 7, 2000));
    assert_false(rate_take(r, 7, 2000));
    assert_true(rate_take(r, 8, 2000));
    for (size_t i = 0; i < 3; i++) {
        assert_true(rate_take(r, 7, INT64_MAX));
    }
    assert_false(rate_take(r, 7, INT64_MAX));
    for (size_t i = 0; i < 100; i++) {
        assert_true(rate_take(r, 0, 2000));
    }
}

static void many_addresses_do_not_free_one_that_is_over_its_limit(void **state)
{
    (void)state;
    AUTO(rate_free) struct rate *r = NULL;
    struct rate_config config = {1, 1};
    assert_int_equal(rate_new(&config, &r), ERR_OK);
    assert_true(rate_take(r, 1, 1));
    for (uint64_t client = 2; client < 100000; client++) {
        (void)rate_take(r, client, (int64_t)client);
        assert_false(rate_take(r, 1, (int64_t)client));
        if (client == 30000) {
            break;
        }
    }
}

static void a_watch_event_decodes_to_what_was_encoded_and_nothing_shorter_or_longer(void **state)
{
    (void)state;
    struct watch_event in = {INT64_MAX, 4000, 1700000000000};
    struct watch_event out = {0};
    AUTO(buf) struct buf bytes = {.max = WATCH_EVENT_SIZE + 1};
    assert_int_equal(watch_event_encode(&in, &bytes), ERR_OK);
    assert_int_equal(bytes.len, WATCH_EVENT_SIZE);
    for (size_t len = 0; len < WATCH_EVENT_SIZE; len++) {
        assert_int_equal(watch_event_decode(span_of(bytes.ptr, len), &out), ERR_FORMAT);
    }
    assert_int_equal(watch_event_decode(buf_span(&bytes), &out), ERR_OK);
    assert_memory_equal(&in, &out, sizeof(in));
    assert_int_equal(buf_append_u8(&bytes, 0), ERR_OK);
    assert_int_equal(watch_event_decode(buf_span(&bytes), &out), ERR_FORMAT);
}

static void a_jobs_time_grows_with_its_original_up_to_gates_limit(void **state)
{
    (void)state;
    assert_int_equal(job_limit_ms(1), LIMIT_JOB_BASE_MS);
    assert_true(job_limit_ms((int64_t)(100 * MIB)) > job_limit_ms((int64_t)(10 * MIB)));
    assert_int_equal(job_limit_ms((int64_t)(LIMIT_UPLOAD_MIB * MIB)), LIMIT_JOB_MS);
    assert_int_equal(job_limit_ms(INT64_MAX / 4096), LIMIT_JOB_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_in_any_writing_are_taken),
        cmocka_unit_test(titles_that_deceive_or_cannot_be_seen_are_refused),
        cmocka_unit_test(a_title_has_1_to_150_characters_whatever_their_bytes),
        cmocka_unit_test(a_bucket_empties_and_fills_with_time),
        cmocka_unit_test(many_addresses_do_not_free_one_that_is_over_its_limit),
        cmocka_unit_test(a_watch_event_decodes_to_what_was_encoded_and_nothing_shorter_or_longer),
        cmocka_unit_test(a_jobs_time_grows_with_its_original_up_to_gates_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
