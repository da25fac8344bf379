#include "backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void wait_doubles_up_to_its_ceiling(void **state)
{
    (void)state;
    struct backoff b = {.max_ms = 300};
    const int64_t expected[] = {50, 100, 200, 300, 300};
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        assert_int_equal(backoff_after(&b, 10), expected[i]);
    }
}

static void life_of_ten_seconds_starts_again(void **state)
{
    (void)state;
    struct backoff b = {.max_ms = 5000};
    assert_int_equal(backoff_after(&b, 0), 50);
    assert_int_equal(backoff_after(&b, BACKOFF_CALM_MS - 1), 100);
    assert_int_equal(backoff_after(&b, BACKOFF_CALM_MS), 50);
    assert_int_equal(backoff_after(&b, 0), 100);
}

static void ceiling_below_the_first_wait_holds(void **state)
{
    (void)state;
    struct backoff b = {.max_ms = 20};
    assert_int_equal(backoff_after(&b, 0), 20);
    assert_int_equal(backoff_after(&b, 0), 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wait_doubles_up_to_its_ceiling),
        cmocka_unit_test(life_of_ten_seconds_starts_again),
        cmocka_unit_test(ceiling_below_the_first_wait_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
