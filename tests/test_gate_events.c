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

static void full_queue_keeps_the_oldest_and_says_how_many_are_lost(void **state)
{
    (void)state;
    for (int i = 0; i < LIMIT_EVENTS - 1; i++) {
        put(i);
    }
    for (int i = 0; i < 5; i++) {
        assert_false(events_put(&events, &(struct ctl){.code = EVENT_EXIT, .value = -1}));
    }
    assert_int_equal(events.lost, 5);
    assert_int_equal(events.count, LIMIT_EVENTS);
    for (int i = 0; i < LIMIT_EVENTS - 1; i++) {
        assert_true(events_acknowledge(&events, send_one(i)));
    }
    const struct ctl *last = events_next(&events);
    assert_non_null(last);
    assert_int_equal(last->code, EVENT_LOST);
    assert_true(events_acknowledge(&events, send_one(5)));
    assert_int_equal(events.count, 0);
}

static void loss_is_said_where_it_happened_and_each_once(void **state)
{
    (void)state;
    for (int i = 0; i < LIMIT_EVENTS - 1; i++) {
        put(i);
    }
    const struct ctl more = {.code = EVENT_EXIT, .value = -1};
    assert_false(events_put(&events, &more));
    assert_true(events_acknowledge(&events, send_one(0)));
    assert_false(events_put(&events, &more)); /* the last place stays the loss's */
    assert_int_equal(events.count, LIMIT_EVENTS - 1);
    assert_int_equal(events.queue[events.count - 1].value, 2);
    assert_true(events_acknowledge(&events, send_one(1)));
    put(4000); /* there is room again: this one is kept, behind the word on those before it */
    assert_int_equal(events.queue[events.count - 2].code, EVENT_LOST);
    assert_int_equal(events.queue[events.count - 1].value, 4000);
    assert_false(events_put(&events, &more)); /* and a second loss is a word of its own */
    assert_int_equal(events.queue[events.count - 1].code, EVENT_LOST);
    assert_int_equal(events.queue[events.count - 1].value, 1);
    assert_int_equal(events.count, LIMIT_EVENTS);
    assert_int_equal(events.lost, 3);
}

static void loss_that_is_on_its_way_does_not_grow(void **state)
{
    (void)state;
    for (int i = 0; i < LIMIT_EVENTS - 1; i++) {
        put(i);
    }
    assert_false(events_put(&events, &(struct ctl){.code = EVENT_EXIT}));
    for (int i = 0; i < LIMIT_EVENTS - 1; i++) {
        assert_true(events_acknowledge(&events, send_one(i)));
    }
    uint64_t id = send_one(1);
    put(7);
    assert_int_equal(events.queue[0].value, 1);
    assert_true(events_acknowledge(&events, id));
    (void)send_one(7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(events_go_out_in_order_and_once, start_empty),
        cmocka_unit_test_setup(event_stays_until_it_is_acknowledged, start_empty),
        cmocka_unit_test_setup(unsent_event_cannot_be_acknowledged, start_empty),
        cmocka_unit_test_setup(few_are_on_their_way_at_a_time, start_empty),
        cmocka_unit_test_setup(full_queue_keeps_the_oldest_and_says_how_many_are_lost, start_empty),
        cmocka_unit_test_setup(loss_is_said_where_it_happened_and_each_once, start_empty),
        cmocka_unit_test_setup(loss_that_is_on_its_way_does_not_grow, start_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
