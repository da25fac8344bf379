/* test_verify.c: what entries tell of silences, and what is remembered between visits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify_state.h"
#include "verify_visit.h"

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
    assert_true(report_has_false(&r, CHECK_COUNT_));
}

/* What one entry of a ledger of region.example is; "": good. */
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static const char *bad_at(uint64_t index, const char *entry, struct story *s)
{
    *s = (struct story){.origin = span_text("region.example")};
    story_entry(s, index, span_text(entry));
    return s->why_bad;
}

static void ledger_begins_once_as_what_it_is(void **state)
{
    (void)state;
    static const char own[] =
        "{\"origin\":\"region.example\",\"time_ms\":5,\"type\":\"genesis\",\"v\":1}";
    static const char other[] =
        "{\"origin\":\"legion.example\",\"time_ms\":5,\"type\":\"genesis\",\"v\":1}";
    static const char future[] = "{\"type\":\"future\",\"v\":1}";
    static const char anew[] =
        "{\"before\":\"legion.example\",\"key\":\"" ZEROS "\",\"known\":7,"
        "\"origin\":\"region.example\",\"reason\":\"Lost.\",\"root\":\"" ZEROS
        "\",\"time_ms\":6,\"type\":\"anew\",\"v\":1}";
    struct story s;
    assert_string_equal(bad_at(0, own, &s), "");
    assert_string_equal(bad_at(1, own, &s), "a second beginning");
    assert_string_equal(bad_at(0, other, &s), "");
    story_end(&s);
    assert_non_null(strstr(s.why_bad, "of another ledger"));
    story_entry(&s, 1, span_text(anew));
    s.bad = 0;
    story_end(&s);
    assert_int_equal(s.bad, 0); /* and went on as this one */
    story_entry(&s, 2, span_text(anew));
    assert_non_null(strstr(s.why_bad, "in place of another"));
    assert_string_equal(bad_at(0, future, &s), "no genesis, and the first");
    assert_string_equal(bad_at(1, future, &s), "");
    assert_int_equal(s.unknown, 1);
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
    assert_false(report_has_false(&before, CHECK_COUNT_));
    stop_of_event(&s, 5001, 7 * 2500);
    stop_of_event(&s, 5002, 7);
    assert_int_equal(s.doubles, 2);
    assert_int_equal(s.first_double, 5001);
    struct report after = {.count = 0};
    story_report(&s, &after);
    assert_true(report_has_false(&after, CHECK_COUNT_));
    story_done(&s);
}

/* Plays entries from that index on; whether a FALSE claim was made. */
static bool play_counts(const char *const *entries, uint64_t index, struct story *s)
{
    struct report r = {.count = 0};
    for (; *entries != NULL; entries++) {
        story_entry(s, index++, span_text(*entries));
    }
    story_report(s, &r);
    return report_has_false(&r, CHECK_COUNT_);
}

#define COUNTED(counts) "{\"counts\":{" counts "},\"time_ms\":5,\"type\":\"heartbeat\",\"v\":2}"

static void entry_that_is_missing_shows_at_the_next_heartbeat(void **state)
{
    (void)state;
    static const char key[] = "{\"id\":\"7\",\"time_ms\":5,\"type\":\"key\",\"v\":1}";
    static const char other[] = "{\"time_ms\":5,\"type\":\"future\",\"v\":1}";
    static const char old[] = "{\"time_ms\":5,\"type\":\"heartbeat\",\"v\":1}";
    const char *const whole[] = {key, other,
                                 old, COUNTED("\"future\":1,\"heartbeat\":2,\"key\":1"),
                                 key, COUNTED("\"heartbeat\":3,\"key\":2"),
                                 NULL};
    struct story good = {.seen = 0};
    assert_false(play_counts(whole, 0, &good));
    assert_int_equal(good.tallied, 2);
    const char *const lacks[] = {key, COUNTED("\"heartbeat\":1,\"key\":2"),
                                 COUNTED("\"heartbeat\":2,\"key\":2"), NULL};
    struct story bad = {.seen = 0};
    assert_true(play_counts(lacks, 0, &bad));
    assert_int_equal(bad.miscounted, 1); /* one goes on from what it says */
    assert_int_equal(bad.first_miscounted, 1);
    assert_string_equal(bad.why_miscounted, "2 of kind key, and there are 1");
    struct story later = {.seen = 0}; /* nothing is known of what was before */
    assert_false(play_counts(lacks, 9, &later));
    assert_int_equal(later.tallied, 1);
    const char *const unread[] = {COUNTED("\"heartbeat\":1"), "hello", NULL};
    struct story none = {.seen = 0};
    assert_true(play_counts(unread, 0, &none)); /* for what it is, not for a number */
    assert_int_equal(none.miscounted, 0);
    assert_false(none.tally.known);
}

/* One visit for each heartbeat: it is compared with what the one before said and what came since.
 */
static void entry_that_is_missing_shows_to_who_looks_each_minute(void **state)
{
    (void)state;
    static const char key[] = "{\"id\":\"7\",\"time_ms\":5,\"type\":\"key\",\"v\":1}";
    const char *const whole[] = {COUNTED("\"heartbeat\":5,\"key\":2"), NULL};
    const char *const lacks[] = {COUNTED("\"heartbeat\":5,\"key\":3"), NULL};
    for (size_t at = 0; at < 2; at++) {
        struct story s = {.seen = 0};
        story_again(&s, 7, span_text(COUNTED("\"heartbeat\":4,\"key\":1")));
        story_again(&s, 8, span_text(key));
        assert_int_equal(play_counts(at == 0 ? whole : lacks, 9, &s), at == 1);
        assert_int_equal(s.tallied, 1);
        assert_int_equal(s.miscounted, at);
    }
    struct story first = {.seen = 0}; /* no heartbeat yet, but all there is */
    const char *const one[] = {COUNTED("\"heartbeat\":1,\"key\":2"), NULL};
    story_again(&first, 0, span_text(key));
    assert_true(play_counts(one, 1, &first));
}

static enum word stands(enum word word, enum check check, const struct claims_row *row)
{
    struct report r = {.count = 0};
    report_say(&r, check, word, "x");
    return report_public(&r, row);
}

static void no_claim_stands_higher_than_its_check(void **state)
{
    (void)state;
    const struct claims_row *row = NULL;
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        const struct report none = {.count = 0};
        unsigned check = 0;
        while (check < CHECK_COUNT_ && strcmp(report_check((enum check)check), row->check) != 0) {
            check++;
        }
        assert_true(check < CHECK_COUNT_);
        assert_true(strlen(row->claim) > 0 && strlen(row->control) > 0 && strlen(row->limit) > 0);
        bool yet = strcmp(row->at_most, "FALSE") != 0;
        assert_int_equal(report_public(&none, row), yet ? WORD_ASSERTED : WORD_FALSE);
        assert_int_equal(stands(WORD_FALSE, (enum check)check, row), WORD_FALSE);
        assert_int_equal(stands(WORD_ASSERTED, (enum check)check, row),
                         yet ? WORD_ASSERTED : WORD_FALSE);
        assert_string_equal(report_word(stands(WORD_PROVEN, (enum check)check, row)), row->at_most);
        assert_int_equal(stands(WORD_PROVEN, CHECK_COUNT_ - 1, row),
                         yet ? WORD_ASSERTED : WORD_FALSE);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(claims_at(k)->id, row->id);
        }
    }
    struct report mixed = {.count = 0};
    report_say(&mixed, CHECK_TREE, WORD_PROVEN, "x");
    report_say(&mixed, CHECK_TREE, WORD_SAMPLED, "x");
    report_say(&mixed, CHECK_GROWTH, WORD_FALSE, "x");
    assert_string_equal(claims_at(0)->check, "tree");
    assert_int_equal(report_public(&mixed, claims_at(0)), WORD_SAMPLED);
}

static bool tells(const struct story *s, const char *begins)
{
    struct report r = {.count = 0};
    story_report(s, &r);
    bool told = false;
    for (size_t i = 0; i < r.count; i++) {
        told = told || strncmp(r.claims[i].text, begins, strlen(begins)) == 0;
    }
    assert_false(report_has_false(&r, CHECK_COUNT_));
    return told;
}

/* One more entry of a claim, to the region's book and to whoever reads its ledger. */
static void claim(struct claims_book *book, struct story *s, unsigned number, const char *state)
{
    static const uint8_t digest[CLAIMS_DIGEST];
    char name[] = "claim-aa";
    char entry[256];
    struct claims_change change = {.entry = s->seen, .time_ms = start_ms};
    name[6] = (char)(name[6] + (int)(number / 26));
    name[7] = (char)(name[7] + (int)(number % 26));
    assert_int_equal(claims_state_read(span_text(state), &change.state), ERR_OK);
    assert_int_equal(claims_book_put(book, span_text(name), digest, &change), ERR_OK);
    (void)snprintf(
        entry, sizeof(entry),
        "{\"claim\":\"%s\",\"digest\":\"%064d\",\"state\":\"%s\",\"time_ms\":%lld,\"type\":"
        "\"claim\",\"v\":1}",
        name, 0, state, (long long)start_ms);
    story_entry(s, s->seen, span_text(entry));
    assert_int_equal(s->bad, 0);
}

static void of_more_claims_than_are_kept_both_sides_keep_the_same(void **state)
{
    (void)state;
    for (unsigned first = 2; first <= 5; first += 3) {
        static struct claims_book book;
        static struct story s;
        book = (struct claims_book){.count = 0};
        s = (struct story){.seen = 0};
        for (unsigned i = 0; i < CLAIMS_KEPT; i++) {
            claim(&book, &s, i, "asserted");
        }
        claim(&book, &s, first, "withdrawn");
        claim(&book, &s, 7 - first, "withdrawn");
        for (unsigned more = 0; more < 2; more++) {
            claim(&book, &s, CLAIMS_KEPT + more, "asserted");
            assert_false(s.claimed_other);
            for (size_t i = 0; i < CLAIMS_KEPT; i++) {
                assert_non_null(claims_book_find(&book, span_text(s.claimed.rows[i].name)));
            }
        }
    }
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

static void backups_that_were_made_are_told(void **state)
{
    (void)state;
    char entry[256];
    struct story s = {.seen = 0};
    assert_false(tells(&s, "the service says that"));
    for (int i = 0; i < 2; i++) {
        (void)snprintf(entry, sizeof(entry),
                       "{\"manifest\":\"%064d\",\"time_ms\":%d,\"type\":\"backup\",\"v\":1}", i,
                       (i + 1) * 1000);
        story_entry(&s, (uint64_t)i, span_text(entry));
    }
    assert_int_equal(s.bad, 0);
    assert_true(tells(&s, "the service says that 2 backups of it were made in these entries, the "
                          "last at 1970-01-01T00:00:02Z"));
    assert_false(tells(&s, "the service says that it was restored"));
    story_done(&s);
}

#define OFFICE(action)                                                                             \
    "{\"action\":\"" action "\",\"digest\":\"" ZEROS "\",\"key\":\"" ZEROS                         \
    "\",\"organisation\":\"a.example\",\"time_ms\":5,\"type\":\"office\",\"v\":1}"

static void what_the_office_does_is_told(void **state)
{
    (void)state;
    static const char *const entries[] = {OFFICE("add"), OFFICE("remove"),
                                          "{\"digest\":\"" ZEROS "\",\"ends_ms\":9,\"key\":\"" ZEROS
                                          "\",\"time_ms\":5,\"type\":\"desk\",\"v\":1}",
                                          "{\"count\":7,\"digest\":\"" ZEROS
                                          "\",\"time_ms\":5,\"type\":\"desk-opened\",\"v\":1}"};
    struct story s = {.seen = 0};
    assert_false(tells(&s, "in these entries: 0 keys"));
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        story_entry(&s, i, span_text(entries[i]));
    }
    assert_int_equal(s.bad, 0);
    assert_true(tells(&s,
                      "in these entries: 1 keys became a member's of the office, 1 ceased to be; "
                      "members sat down at its desk 1 times and opened 7 things there"));
    story_done(&s);
}

static void event_of_an_earlier_visit_is_known(void **state)
{
    (void)state;
    struct story s = {.seen = 0};
    story_again(&s, 0,
                span_text("{\"event\":\"9\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}"));
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
        report_say(&r, CHECK_KEY, WORD_PROVEN, "claim %u", i);
    }
    assert_false(report_has_false(&r, CHECK_COUNT_));
    report_say(&r, CHECK_KEY, WORD_FALSE, "a lie");
    assert_true(report_has_false(&r, CHECK_COUNT_));
    assert_int_equal(r.count, CLAIMS);
}

static bool is_new(struct claim was, struct claim is)
{
    const struct report before = {.count = 1, .claims = {was}};
    return report_is_news(&before, &is);
}

static void age_that_grows_is_no_news(void **state)
{
    (void)state;
    const struct claim old = {CHECK_AGE, WORD_FALSE, "the service writes: 4 minutes ago"};
    const struct claim older = {CHECK_AGE, WORD_FALSE, "the service writes: 5 minutes ago"};
    const struct claim witness = {CHECK_AGE, WORD_FALSE, "witnesses have signed: 5 minutes ago"};
    const struct claim fresh = {CHECK_AGE, WORD_ASSERTED, "the newest entry is of 10:00"};
    const struct claim later = {CHECK_AGE, WORD_ASSERTED, "the newest entry is of 11:01"};
    assert_false(is_new(old, older));
    assert_true(is_new(old, witness));
    assert_true(is_new(fresh, old));
    assert_true(is_new(old, fresh));
    assert_false(is_new(fresh, later));
    const struct claim one = {CHECK_APP, WORD_FALSE, "the files: / should be a"};
    const struct claim other = {CHECK_APP, WORD_FALSE, "the files: /a should be b"};
    assert_true(is_new(one, other));
    assert_false(is_new(one, one));
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
    "vitrine-verify-state 3\n"
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

/* Decided with the key of that digit. */
static void decide_by(struct story *s, char who, const char *object, int number, int previous)
{
    static const char hex[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    char entry[512];
    char key[65] = "";
    memset(key, who, 64);
    (void)snprintf(entry, sizeof(entry),
                   "{\"digest\":\"%s\",\"ground\":\"law-other\",\"key\":\"%s\",\"number\":%d,"
                   "\"object\":\"%s\",\"previous\":%d,\"state\":\"hidden\",\"time_ms\":%lld,"
                   "\"type\":\"decision\",\"v\":1}",
                   hex, key, number, object, previous, (long long)start_ms);
    story_entry(s, (uint64_t)number, span_text(entry));
    assert_int_equal(s->bad, 0);
}

static void decide(struct story *s, const char *object, int number, int previous)
{
    decide_by(s, 'a', object, number, previous);
}

/* An answer to a decision; or, if somebody refuses it, a dismissal. */
static void answer(struct story *s, uint64_t entry, int decision, char refused_by)
{
    char hex[65] = "";
    char text[512];
    memset(hex, refused_by == 0 ? '0' : refused_by, 64);
    (void)snprintf(
        text, sizeof(text),
        refused_by == 0
            ? "{\"decision\":%d,\"digest\":\"%s\",\"time_ms\":5,\"type\":\"answer\",\"v\":1}"
            : "{\"answer\":%d,\"case\":4,\"digest\":\"%s\",\"key\":\"%s\",\"time_ms\":5,"
              "\"type\":\"dismissal\",\"v\":1}",
        decision, hex, hex);
    story_entry(s, entry, span_text(text));
    assert_int_equal(s->bad, 0);
}

static void who_decided_does_not_decide_about_an_answer(void **state)
{
    (void)state;
    struct story *s = calloc(1, sizeof(*s));
    assert_non_null(s);
    s->decided.whole = true;
    decide_by(s, 'a', "video:12", 1, 0);
    decide_by(s, 'a', "video:12", 2, 1); /* nobody had answered */
    answer(s, 3, 2, 0);
    decide_by(s, 'b', "video:12", 4, 2);
    answer(s, 5, 4, 0);
    answer(s, 6, 4, 'c');                /* refused by a third */
    decide_by(s, 'b', "video:12", 7, 4); /* which ended it */
    assert_int_equal(s->self_judged, 0);
    answer(s, 8, 7, 0);
    decide_by(s, 'b', "video:12", 9, 7);
    assert_int_equal(s->self_judged, 1);
    assert_int_equal(s->first_self_judged, 9);
    answer(s, 10, 9, 0);
    answer(s, 11, 9, 'b');
    assert_int_equal(s->self_judged, 2);
    free(s);
}

/* An answer that came after the backup is in no database: nobody knows any more that it waits. */
static void answer_that_a_restore_lost_waits_for_nobody(void **state)
{
    (void)state;
    struct story *s = calloc(1, sizeof(*s));
    char text[512];
    assert_non_null(s);
    s->decided.whole = true;
    decide_by(s, 'a', "person:1111111111111111111111111111111111111111111111111111111111111111", 1,
              0);
    answer(s, 2, 1, 0);
    (void)snprintf(text, sizeof(text),
                   "{\"from\":1,\"made_ms\":5,\"manifest\":\"%064d\",\"time_ms\":%lld,\"to\":3,"
                   "\"type\":\"restored\",\"v\":1}",
                   0, (long long)start_ms);
    story_entry(s, 3, span_text(text));
    assert_int_equal(s->bad, 0);
    decide_by(s, 'a', "person:2222222222222222222222222222222222222222222222222222222222222222", 4,
              1);
    assert_int_equal(s->self_judged, 0);
    answer(s, 5, 4, 0);
    decide_by(s, 'a', "person:3333333333333333333333333333333333333333333333333333333333333333", 6,
              4);
    assert_int_equal(s->self_judged, 1);
    free(s);
}

static void decision_takes_the_place_of_none_about_another_object(void **state)
{
    (void)state;
    struct story *s = calloc(1, sizeof(*s));
    assert_non_null(s);
    s->decided.whole = true;
    decide(s, "video:12", 1, 0);
    decide(s, "video:12", 2, 1);
    assert_int_equal(s->decided.count, 1);
    decide(s, "video:13", 3, 2); /* what no custodiand writes: video:12 would be forgotten */
    assert_int_equal(s->decided.count, 2);
    assert_string_equal(s->decided.rows[0].object, "video:12");
    assert_int_equal(s->decided.rows[0].number, 2);
    assert_string_equal(s->decided.rows[1].object, "video:13");
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_a_gap_that_no_stop_and_start_bracket),
        cmocka_unit_test(clock_that_goes_back_is_counted),
        cmocka_unit_test(only_the_words_on_a_clock_may_go_back),
        cmocka_unit_test(bad_entries_are_counted_from_the_first),
        cmocka_unit_test(ledger_begins_once_as_what_it_is),
        cmocka_unit_test(no_claim_stands_higher_than_its_check),
        cmocka_unit_test(event_that_is_recorded_twice_is_false),
        cmocka_unit_test(entry_that_is_missing_shows_at_the_next_heartbeat),
        cmocka_unit_test(entry_that_is_missing_shows_to_who_looks_each_minute),
        cmocka_unit_test(of_more_claims_than_are_kept_both_sides_keep_the_same),
        cmocka_unit_test(events_that_were_lost_are_told),
        cmocka_unit_test(low_room_is_told),
        cmocka_unit_test(what_the_office_does_is_told),
        cmocka_unit_test(backups_that_were_made_are_told),
        cmocka_unit_test(event_of_an_earlier_visit_is_known),
        cmocka_unit_test(report_never_drops_a_false_claim),
        cmocka_unit_test(age_that_grows_is_no_news),
        cmocka_unit_test(terminal_is_never_given_control_bytes),
        cmocka_unit_test(answer_that_a_restore_lost_waits_for_nobody),
        cmocka_unit_test(decision_takes_the_place_of_none_about_another_object),
        cmocka_unit_test(who_decided_does_not_decide_about_an_answer),
        cmocka_unit_test(state_is_read_as_it_was_written),
        cmocka_unit_test(state_refuses_every_cut_and_most_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
