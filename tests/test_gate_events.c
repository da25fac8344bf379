#include "events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct events events;

static int start_empty(void **state)
{
    (void)state;
    memset(&events, 0, sizeof(events));
    return 0;
}

static void put(int64_t value)
{
    assert_true(events_put(&events, &(struct ctl){.code = EVENT_EXIT, .value = value}));
}

static uint64_t send_one(int64_t value)
{
    const struct ctl *next = events_next(&events);
    assert_non_null(next);
    assert_int_equal(next->kind, CTL_EVENT);
    assert_int_equal(next->value, value);
    uint64_t id = next->id;
    events_sent(&events);
    return id;
}

static void events_go_out_in_order_and_once(void **state)
{
    (void)state;
    assert_null(events_next(&events));
    put(1);
    put(2);
    uint64_t first = send_one(1);
    uint64_t second = send_one(2);
    assert_true(first != 0 && first != second);
    assert_null(events_next(&events));
}

static void event_stays_until_it_is_acknowledged(void **state)
{
    (void)state;
    put(1);
    put(2);
    uint64_t first = send_one(1);
    (void)send_one(2);
    assert_true(events_acknowledge(&events, first));
    assert_int_equal(events.count, 1);
    assert_false(events_acknowledge(&events, first));
    events_resend(&events);
    (void)send_one(2);
}

static void unsent_event_cannot_be_acknowledged(void **state)
{
    (void)state;
    put(1);
    assert_false(events_acknowledge(&events, events.queue[0].id));
    assert_int_equal(events.count, 1);
}

static void few_are_on_their_way_at_a_time(void **state)
{
    (void)state;
    for (int i = 0; i < LIMIT_EVENTS_SENT + 5; i++) {
        put(i);
    }
    uint64_t first = send_one(0);
    for (int i = 1; i < LIMIT_EVENTS_SENT; i++) {
        (void)send_one(i);
    }
    assert_null(events_next(&events));
    assert_true(events_acknowledge(&events, first));
    (void)send_one(LIMIT_EVENTS_SENT);
}

static void full_queue_keeps_the_oldest_and_counts_the_rest(void **state)
{
    (void)state;
    for (int i = 0; i < LIMIT_EVENTS; i++) {
        put(i);
    }
    assert_false(events_put(&events, &(struct ctl){.value = -1}));
    assert_false(events_put(&events, &(struct ctl){.value = -2}));
    assert_int_equal(events.lost, 2);
    assert_int_equal(events.count, LIMIT_EVENTS);
    (void)send_one(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(events_go_out_in_order_and_once, start_empty),
        cmocka_unit_test_setup(event_stays_until_it_is_acknowledged, start_empty),
        cmocka_unit_test_setup(unsent_event_cannot_be_acknowledged, start_empty),
        cmocka_unit_test_setup(few_are_on_their_way_at_a_time, start_empty),
        cmocka_unit_test_setup(full_queue_keeps_the_oldest_and_counts_the_rest, start_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
