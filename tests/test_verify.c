/* test_verify.c: what entries tell of silences, and what is remembered between visits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "state.h"
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t start_ms = INT64_C(1700000000000);

struct step {
    const char *type;
    int64_t seconds; /* after the entry before */
};

/* Plays entries; returns the number of silences. */
static uint64_t play(const struct step *steps, size_t count, struct story *s)
{
    int64_t time_ms = start_ms;
    for (size_t i = 0; i < count; i++) {
        char entry[256];
        const char *more = "";
        time_ms += steps[i].seconds * 1000;
        if (strcmp(steps[i].type, "region-start") == 0) {
            more = "\"build\":\"unreviewed\",\"missing\":[],";
        }
        (void)snprintf(entry, sizeof(entry), "{%s\"time_ms\":%lld,\"type\":\"%s\",\"v\":1}", more,
                       (long long)time_ms, steps[i].type);
        story_entry(s, i, span_text(entry));
    }
    assert_int_equal(s->bad, 0);
    return s->silences;
}

#define PLAY(story, ...)                                                                           \
    play((const struct step[]){__VA_ARGS__},                                                       \
         sizeof((const struct step[]){__VA_ARGS__}) / sizeof(struct step), (story))

static void silence_is_a_gap_that_no_stop_and_start_bracket(void **state)
{
    (void)state;
    struct story a = {.seen = 0};
    assert_int_equal(PLAY(&a, {"region-start", 0}, {"heartbeat", 60}, {"heartbeat", 150}), 0);
    struct story b = {.seen = 0};
    assert_int_equal(PLAY(&b, {"region-start", 0}, {"heartbeat", 60}, {"heartbeat", 151}), 1);
    assert_int_equal(b.shown[0].from_ms, start_ms + 60000);
    assert_int_equal(b.shown[0].to_ms, start_ms + 211000);
    struct story c = {.seen = 0};
    assert_int_equal(PLAY(&c, {"region-start", 0}, {"region-stop", 60}, {"region-start", 9999}), 0);
    struct story d = {.seen = 0}; /* a stop, and no start after it */
    assert_int_equal(PLAY(&d, {"region-start", 0}, {"region-stop", 60}, {"heartbeat", 9999}), 1);
    struct story e = {.seen = 0}; /* a start, and no stop before it */
    assert_int_equal(PLAY(&e, {"region-start", 0}, {"heartbeat", 60}, {"region-start", 9999}), 1);
    struct story f = {.seen = 0}; /* a stop that was over long ago */
    assert_int_equal(PLAY(&f, {"region-stop", 0}, {"region-start", 9}, {"region-start", 9999}), 1);
}

static void clock_that_goes_back_is_counted(void **state)
{
    (void)state;
    struct story s = {.seen = 0};
    assert_int_equal(PLAY(&s, {"heartbeat", 0}, {"heartbeat", -3600}, {"heartbeat", 3660}), 1);
    assert_int_equal(s.clock_back, 1);
}

static void only_the_words_on_a_clock_may_go_back(void **state)
{
    (void)state;
    static const char beat[] = "{\"time_ms\":%lld,\"type\":\"heartbeat\",\"v\":1}";
    static const char clock[] = "{\"from_ms\":%lld,\"time_ms\":%lld,\"type\":\"clock\",\"v\":1}";
    const long long ahead = start_ms + 3600000;
    static const int64_t lies[] = {0, -60000}; /* about the time of the entry before */
    for (size_t i = 0; i < 2; i++) {
        char entry[128];
        struct story s = {.seen = 0};
        (void)snprintf(entry, sizeof(entry), beat, ahead);
        story_entry(&s, 0, span_text(entry));
        (void)snprintf(entry, sizeof(entry), clock, ahead + (long long)lies[i],
                       (long long)start_ms);
        story_entry(&s, 1, span_text(entry));
        (void)snprintf(entry, sizeof(entry), beat, (long long)start_ms + 60000);
        story_entry(&s, 2, span_text(entry));
        assert_int_equal(s.bad, 0);
        assert_int_equal(s.silences, 0);
        assert_int_equal(s.clock_set, i == 0 ? 1 : 0);
        assert_int_equal(s.clock_back, i == 0 ? 0 : 1);
        assert_int_equal(s.mark.time_ms, start_ms + 60000);
    }
}

static void bad_entries_are_counted_from_the_first(void **state)
{
    (void)state;
    struct story s = {.seen = 0};
    story_entry(&s, 7, span_text("{\"time_ms\":5,\"type\":\"heartbeat\",\"v\":1}"));
    story_entry(&s, 8, span_text("{\"time_ms\":5,\"type\":\"future\",\"v\":1}"));
    story_entry(&s, 9, span_text("{\"type\":\"heartbeat\",\"v\":1}"));
    story_entry(&s, 10, span_text("hello"));
    assert_int_equal(s.bad, 2);
    assert_int_equal(s.first_bad, 9);
    assert_int_equal(s.unknown, 1);
    struct report r = {.count = 0};
    story_report(&s, &r);
    assert_true(report_has_false(&r));
}

static void stop_of_event(struct story *s, uint64_t index, unsigned event)
{
    char entry[128];
    (void)snprintf(entry, sizeof(entry),
                   "{\"event\":\"%u\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}", event);
    story_entry(s, index, span_text(entry));
}

static void event_that_is_recorded_twice_is_false(void **state)
{
    (void)state;
    struct story s = {.seen = 0};
    for (unsigned i = 1; i <= 5000; i++) {
        stop_of_event(&s, i, i * 7);
    }
    assert_int_equal(s.bad, 0);
    assert_int_equal(s.doubles, 0);
    struct report before = {.count = 0};
    story_report(&s, &before);
    assert_false(report_has_false(&before));
    stop_of_event(&s, 5001, 7 * 2500);
    stop_of_event(&s, 5002, 7);
    assert_int_equal(s.doubles, 2);
    assert_int_equal(s.first_double, 5001);
    struct report after = {.count = 0};
    story_report(&s, &after);
    assert_true(report_has_false(&after));
    story_done(&s);
}

static bool tells(const struct story *s, const char *begins)
{
    struct report r = {.count = 0};
    story_report(s, &r);
    bool told = false;
    for (size_t i = 0; i < r.count; i++) {
        told = told || strncmp(r.claims[i].text, begins, strlen(begins)) == 0;
    }
    assert_false(report_has_false(&r));
    return told;
}

static void events_that_were_lost_are_told(void **state)
{
    (void)state;
    static const char *const entries[] = {
        "{\"count\":7,\"event\":\"3\",\"time_ms\":5,\"type\":\"events-lost\",\"v\":1}",
        "{\"count\":2,\"event\":\"4\",\"time_ms\":5,\"type\":\"events-lost\",\"v\":1}"};
    struct story s = {.seen = 0};
    assert_false(tells(&s, "0 events"));
    for (size_t i = 0; i < 2; i++) {
        story_entry(&s, i, span_text(entries[i]));
    }
    assert_true(tells(&s, "9 events of processes are not in the ledger"));
    story_done(&s);
}

static void low_room_is_told(void **state)
{
    (void)state;
    static const char *const entries[] = {
        "{\"event\":\"3\",\"state\":\"low\",\"time_ms\":5,\"type\":\"room\",\"v\":1}",
        "{\"event\":\"4\",\"state\":\"enough\",\"time_ms\":5,\"type\":\"room\",\"v\":1}",
        "{\"event\":\"5\",\"state\":\"low\",\"time_ms\":5,\"type\":\"room\",\"v\":1}",
        "{\"event\":\"6\",\"state\":\"out\",\"time_ms\":5,\"type\":\"room\",\"v\":1}"};
    struct story s = {.seen = 0};
    for (size_t i = 0; i < 4; i++) {
        story_entry(&s, i, span_text(entries[i]));
    }
    assert_true(tells(&s, "room on the service's disk was low 2 times, when nothing could be "
                          "uploaded, and out 1 times"));
    story_done(&s);
}

static void event_of_an_earlier_visit_is_known(void **state)
{
    (void)state;
    struct story s = {.seen = 0};
    story_again(&s, span_text("{\"event\":\"9\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}"));
    stop_of_event(&s, 1, 9);
    assert_int_equal(s.seen, 1);
    assert_int_equal(s.doubles, 1);
    story_done(&s);
}

static void report_never_drops_a_false_claim(void **state)
{
    (void)state;
    struct report r = {.count = 0};
    for (unsigned i = 0; i < CLAIMS + 5; i++) {
        report_say(&r, WORD_PROVEN, "claim %u", i);
    }
    assert_false(report_has_false(&r));
    report_say(&r, WORD_FALSE, "a lie");
    assert_true(report_has_false(&r));
    assert_int_equal(r.count, CLAIMS);
}

static void terminal_is_never_given_control_bytes(void **state)
{
    (void)state;
    char out[8];
    assert_string_equal(plain_text(span_text("a\x1b[2J\xc2\x9b"
                                             "b"),
                                   out, sizeof(out)),
                        "a?[2J??");
}

/* A ledger of one entry, signed with a fixed key, as it is remembered. */
static const char remembered[] =
    "vitrine-verify-state 1\n"
    "url http://127.0.0.1:8080\n"
    "vkey log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
    "first 1700000000000\n"
    "last 1700000060000\n"
    "story 1700000060000 1 2\n";
static const char remembered_note[] =
    "log.example/demo\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n\n\xe2\x80\x94 "
    "log.example/demo YHYW3jciitg4tH3DitBSA6FARs+s0yl4TJs8coMZftT1+IwEMQn0UQwq/"
    "DEZD3xOXINh2WACpZ6l2DtP78qWnSkg2wo=\n";

static void make_state(struct buf *out)
{
    struct state *s = state_new();
    struct tlog_hash leaf;
    static const char *const entries[] = {"alpha", "", "gamma"};
    assert_non_null(s);
    assert_int_equal(
        tlog_vkey_decode(
            span_text("log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"),
            &s->vkey),
        ERR_OK);
    (void)snprintf(s->url, sizeof(s->url), "http://127.0.0.1:8080");
    s->first_ms = start_ms;
    s->last_ms = start_ms + 60000;
    s->mark = (struct story_mark){.time_ms = start_ms + 60000, .stopping = true, .silences = 2};
    for (size_t i = 0; i < 3; i++) {
        tlog_leaf(span_text(entries[i]), &leaf);
        assert_int_equal(tlog_edge_append(&s->edge, &leaf, NULL), ERR_OK);
    }
    assert_int_equal(buf_append_text(&s->note, remembered_note), ERR_OK);
    assert_int_equal(state_encode(s, out), ERR_OK);
    state_free(s);
}

static void state_is_read_as_it_was_written(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = STATE_MAX};
    AUTO(buf) struct buf again = {.max = STATE_MAX};
    AUTO(state_free) struct state *s = NULL;
    make_state(&text);
    assert_true(span_starts(buf_span(&text), remembered));
    assert_int_equal(state_decode(buf_span(&text), &s), ERR_OK);
    assert_int_equal(s->edge.size, 3);
    assert_int_equal(s->mark.silences, 2);
    assert_true(s->mark.stopping);
    assert_int_equal(state_encode(s, &again), ERR_OK);
    assert_true(span_equal(buf_span(&text), buf_span(&again)));
}

/* No change of a byte behind the times goes unnoticed: key, tiles, checkpoint are bound together.
 */
static void state_refuses_every_cut_and_most_changes(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = STATE_MAX};
    make_state(&text);
    for (size_t i = 0; i < text.len; i++) {
        AUTO(state_free) struct state *cut = NULL;
        AUTO(state_free) struct state *changed = NULL;
        assert_int_equal(state_decode(span_of(text.ptr, i), &cut), ERR_FORMAT);
        text.ptr[i] ^= 1;
        enum err err = state_decode(buf_span(&text), &changed);
        text.ptr[i] ^= 1;
        assert_true(err == ERR_FORMAT || i < sizeof(remembered) - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_a_gap_that_no_stop_and_start_bracket),
        cmocka_unit_test(clock_that_goes_back_is_counted),
        cmocka_unit_test(only_the_words_on_a_clock_may_go_back),
        cmocka_unit_test(bad_entries_are_counted_from_the_first),
        cmocka_unit_test(event_that_is_recorded_twice_is_false),
        cmocka_unit_test(events_that_were_lost_are_told),
        cmocka_unit_test(low_room_is_told),
        cmocka_unit_test(event_of_an_earlier_visit_is_known),
        cmocka_unit_test(report_never_drops_a_false_claim),
        cmocka_unit_test(terminal_is_never_given_control_bytes),
        cmocka_unit_test(state_is_read_as_it_was_written),
        cmocka_unit_test(state_refuses_every_cut_and_most_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
