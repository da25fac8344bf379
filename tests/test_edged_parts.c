/*
 * Parts of edged that need no service around them: titles, buckets, watch events, time limits,
 * playlists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent.h"
#include "base_limits.h"
#include "export_place.h"
#include "job.h"
#include "mention.h"
#include "oauth_ask.h"
#include "playlist.h"
#include "rate.h"
#include "replays.h"
#include "shelf_stock.h"
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

static void other_words_may_have_lines_and_are_as_long_as_their_rule_says(void **state)
{
    (void)state;
    struct span words = {0};
    assert_int_equal(title_words(span_text("\n a\nb \n"), 5, true, &words), ERR_OK);
    assert_true(span_is(words, "a\nb"));
    assert_int_equal(title_words(span_text("a\nb"), 5, false, &words), ERR_FORMAT);
    assert_int_equal(title_words(span_text("a\tb"), 5, true, &words), ERR_FORMAT);
    assert_int_equal(title_words(span_text("a\xe2\x80\xae"
                                           "b"),
                                 5, true, &words),
                     ERR_FORMAT);
    assert_int_equal(title_words(span_text("123456"), 5, true, &words), ERR_LIMIT);
    assert_int_equal(title_words(span_text("\n \n"), 5, true, &words), ERR_LIMIT);
    static const char *const unseen[] = {
        "\u200d",        "\u3164\ufe0f",         "\u2800\u00ad",
        "\u00a0 \u3000", "\U0001bca0\U0001d173", "\U00013441\U00016fe4"};
    for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
        assert_int_equal(title_words(span_text(unseen[i]), 5, true, &words), ERR_LIMIT);
    }
    assert_int_equal(title_words(span_text("\u2764\ufe0f"), 5, true, &words), ERR_OK);
}

static void people_are_named_by_an_at_and_a_handle_each_once(void **state)
{
    (void)state;
    struct mentions m;
    mention_find(span_text("@Ada, hi @ben.2. me@mail.example @@cat @ada @x (@dan_) @1st"), &m);
    assert_int_equal(m.count, 3);
    assert_string_equal(m.handles[0], "ada");
    assert_string_equal(m.handles[1], "ben.2");
    assert_string_equal(m.handles[2], "dan_");
    mention_find(span_text("@abcdefghijklmnopqrstuvwxyz @"), &m);
    assert_int_equal(m.count, 0);
    mention_find(span_text("@aaa @aab @aac @aad @aae @aaf @aag @aah @aai @aaj @aak @aal"), &m);
    assert_int_equal(m.count, LIMIT_MENTIONS);
    assert_string_equal(m.handles[LIMIT_MENTIONS - 1], "aaj");
}

static bool remembers(struct replays *r, const uint8_t *locker, const struct feed_watch *watch)
{
    uint64_t mark = replays_mark(r, locker, watch);
    bool found = false;
    replays_find(r, &mark, 1, &found);
    return found;
}

static void a_watch_is_known_again_under_its_viewers_locker_until_many_came(void **state)
{
    (void)state;
    AUTO(replays_free) struct replays *r = NULL;
    static const uint8_t ada[ASK_LOCKER] = {1};
    static const uint8_t ben[ASK_LOCKER] = {2};
    const struct feed_watch watch = {5, 1000, 10};
    const struct feed_watch others[] = {{6, 1000, 10}, {5, 1001, 10}, {5, 1000, 11}};
    assert_int_equal(replays_new(&r), ERR_OK);
    uint64_t mark = replays_mark(r, ada, &watch);
    assert_false(remembers(r, ada, &watch));
    replays_keep(r, &mark, 1);
    assert_true(remembers(r, ada, &watch));
    assert_false(remembers(r, ben, &watch));
    assert_false(remembers(r, NULL, &watch));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(remembers(r, ada, &others[i]));
    }
    for (uint64_t i = 1; i <= LIMIT_REPLAYS; i++) {
        replays_keep(r, &i, 1);
    }
    assert_false(remembers(r, ada, &watch));
}

static void a_bucket_empties_and_fills_with_time(void **state)
{
    (void)state;
    AUTO(rate_free) struct rate *r = NULL;
    struct rate_config config = {3, 60, "some"};
    assert_int_equal(rate_new(&config, &r), ERR_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(rate_take(r, 7, 1000, NULL));
    }
    assert_false(rate_take(r, 7, 1000, NULL));
    assert_false(rate_take(r, 7, 1999, NULL));
    assert_true(rate_take(r, 7, 2000, NULL));
    assert_false(rate_take(r, 7, 2000, NULL));
    assert_true(rate_take(r, 8, 2000, NULL));
    for (size_t i = 0; i < 3; i++) {
        assert_true(rate_take(r, 7, INT64_MAX, NULL));
    }
    assert_false(rate_take(r, 7, INT64_MAX, NULL));
    for (size_t i = 0; i < 100; i++) {
        assert_true(rate_take(r, 0, 2000, NULL));
    }
}

static void what_is_left_of_a_bucket_is_said_in_whole_seconds(void **state)
{
    (void)state;
    AUTO(rate_free) struct rate *r = NULL;
    struct rate_config config = {3, 20, "some"};
    struct rate_left left = {.tokens = 9};
    assert_int_equal(rate_new(&config, &r), ERR_OK);
    assert_true(rate_take(r, 0, 1000, &left));
    assert_true(left.tokens == 3 && left.next_s == 0 && left.full_s == 0);
    assert_true(rate_take(r, 7, 1000, &left));
    assert_true(left.tokens == 2 && left.next_s == 0 && left.full_s == 3);
    assert_true(rate_take(r, 7, 1500, &left));
    assert_true(left.tokens == 1 && left.next_s == 0 && left.full_s == 6);
    assert_true(rate_take(r, 7, 1500, &left));
    assert_true(left.tokens == 0 && left.next_s == 3 && left.full_s == 9);
    assert_false(rate_take(r, 7, 3900, &left));
    assert_true(left.tokens == 0 && left.next_s == 1 && left.full_s == 7);
    assert_true(rate_take(r, 7, 4000, &left));
}

static void many_addresses_do_not_free_one_that_is_over_its_limit(void **state)
{
    (void)state;
    AUTO(rate_free) struct rate *r = NULL;
    struct rate_config config = {1, 1, "some"};
    assert_int_equal(rate_new(&config, &r), ERR_OK);
    assert_true(rate_take(r, 1, 1, NULL));
    for (uint64_t client = 2; client < 100000; client++) {
        (void)rate_take(r, client, (int64_t)client, NULL);
        assert_false(rate_take(r, 1, (int64_t)client, NULL));
        if (client == 30000) {
            break;
        }
    }
}

static void one_person_takes_one_place_and_an_address_its_share(void **state)
{
    (void)state;
    AUTO(exports_free) struct exports *e = NULL;
    assert_int_equal(exports_new(&e), ERR_OK);
    for (int i = 0; i < LIMIT_EXPORT_BURST; i++) {
        assert_int_equal(exports_take(e, 7, 1, 1000), ERR_OK);
        assert_int_equal(exports_take(e, 7, 2, 1000), ERR_CONFLICT); /* which is not counted */
        exports_give(e, 7);
    }
    assert_int_equal(exports_take(e, 7, 1, 1000), ERR_LIMIT);
    assert_int_equal(exports_take(e, 7, 1, 61000), ERR_OK);
    for (int64_t person = 8; person < 7 + LIMIT_EXPORTS_PER_ADDRESS; person++) {
        assert_int_equal(exports_take(e, person, 1, 61000), ERR_OK);
    }
    assert_int_equal(exports_take(e, 100, 1, 61000), ERR_BUSY);
    for (int64_t person = 100; person < 100 + LIMIT_PULLS - LIMIT_EXPORTS_PER_ADDRESS; person++) {
        assert_int_equal(exports_take(e, person, 0, 61000), ERR_OK); /* behind a front */
    }
    assert_int_equal(exports_take(e, 200, 2, 61000), ERR_BUSY);
    exports_give(e, 8);
    exports_give(e, 8);
    assert_int_equal(exports_take(e, 200, 2, 61000), ERR_OK);
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

static void a_jobs_time_grows_with_its_clip_up_to_gates_limit(void **state)
{
    (void)state;
    for (int rest = 0; rest <= 1; rest++) {
        int64_t second_ms = rest == 1 ? LIMIT_JOB_REST_MS : LIMIT_JOB_FIRST_MS;
        assert_int_equal(job_limit_ms(rest == 1, 1), LIMIT_JOB_BASE_MS + second_ms);
        assert_int_equal(job_limit_ms(rest == 1, 1001), LIMIT_JOB_BASE_MS + 2 * second_ms);
        assert_int_equal(job_limit_ms(rest == 1, 0), job_limit_ms(rest == 1, UINT32_MAX));
        assert_true(job_limit_ms(rest == 1, 0) < LIMIT_JOB_MS);
        /* Nobody who is as slow as may be is taken to stand still. */
        assert_true(LIMIT_JOB_STILL_MS > 2 * (LIMIT_VIDEO_S + 1) * second_ms / REPORT_PERCENT);
    }
    assert_true(job_limit_ms(true, 60000) > job_limit_ms(false, 60000));
}

static void segments_go_there_and_back(void **state)
{
    (void)state;
    struct report_rendition in = {.segment_count = 2, .segments = {{1000, 2000000}, {7, 1}}};
    struct segments out;
    AUTO(buf) struct buf bytes = {.max = SEGMENTS_SIZE_MAX};
    assert_int_equal(segments_encode(&in, &bytes), ERR_OK);
    for (size_t len = 0; len < bytes.len; len++) {
        assert_int_equal(segments_decode(span_of(bytes.ptr, len), &out), ERR_FORMAT);
    }
    assert_int_equal(segments_decode(buf_span(&bytes), &out), ERR_OK);
    assert_int_equal(out.count, 2);
    assert_int_equal(out.items[1].bytes, 7);
    bytes.ptr[0] = 2;
    assert_int_equal(segments_decode(buf_span(&bytes), &out), ERR_FORMAT);
    bytes.ptr[0] = 1;
    bytes.ptr[1] = 0;
    assert_int_equal(segments_decode(buf_span(&bytes), &out), ERR_FORMAT);
}

static const struct playlist_rendition example = {
    .row = {.number = 1,
            .width = 720,
            .height = 1280,
            .rate_num = 30000,
            .rate_den = 1001,
            .level = 31,
            .hls = "00112233445566778899aabbccddeeff",
            .init_bytes = 800},
    .segments = {.count = 3, .items = {{250000, 2000000}, {500000, 2000000}, {1000, 500000}}}};

static void a_media_playlist_says_where_each_run_lies(void **state)
{
    (void)state;
    struct playlist_rendition rendition = example;
    AUTO(buf) struct buf out = {.max = PLAYLIST_MAX};
    assert_int_equal(playlist_media(&rendition, &out), ERR_OK);
    assert_string_equal(buf_text(&out),
                        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n"
                        "#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n"
                        "#EXT-X-INDEPENDENT-SEGMENTS\n"
                        "#EXT-X-MAP:URI=\"/media/00112233445566778899aabbccddeeff.m4s\","
                        "BYTERANGE=\"800@0\"\n"
                        "#EXTINF:2.000000,\n#EXT-X-BYTERANGE:250000@800\n"
                        "/media/00112233445566778899aabbccddeeff.m4s\n"
                        "#EXTINF:2.000000,\n#EXT-X-BYTERANGE:500000@250800\n"
                        "/media/00112233445566778899aabbccddeeff.m4s\n"
                        "#EXTINF:0.500000,\n#EXT-X-BYTERANGE:1000@750800\n"
                        "/media/00112233445566778899aabbccddeeff.m4s\n"
                        "#EXT-X-ENDLIST\n");
}

static void a_master_playlist_says_what_each_rendition_needs(void **state)
{
    (void)state;
    static struct playlist_rendition two[2];
    two[0] = example;
    two[1] = example;
    two[1].row.number = 2;
    two[1].row.level = 0; /* not known */
    AUTO(buf) struct buf out = {.max = PLAYLIST_MAX};
    assert_int_equal(playlist_master(two, 2, true, &out), ERR_OK);
    /* 751,000 bytes in 4.5 s; at most 500,000 in 2 s. */
    assert_string_equal(buf_text(&out),
                        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
                        "#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1335112,"
                        "CODECS=\"avc1.64001F,mp4a.40.2\",RESOLUTION=720x1280,FRAME-RATE=29.970\n"
                        "1.m3u8\n"
                        "#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1335112,"
                        "RESOLUTION=720x1280,FRAME-RATE=29.970\n"
                        "2.m3u8\n");
}

static void the_peak_is_of_runs_that_last_about_the_target(void **state)
{
    (void)state;
    /* A short last run is heavy, but counts with its neighbour only. */
    struct segments s = {.count = 2, .items = {{100000, 2000000}, {90000, 400000}}};
    assert_int_equal(playlist_peak(&s), 190000ull * 8 * 10 / 24 + 1);
    struct segments one = {.count = 1, .items = {{100, 100000}}};
    assert_int_equal(playlist_peak(&one), 8000);
    assert_int_equal(playlist_average(&(struct segments){0}), 0);
}

static void the_longest_playlist_fits(void **state)
{
    (void)state;
    struct playlist_rendition rendition = example;
    rendition.segments.count = REPORT_SEGMENTS;
    for (size_t i = 0; i < REPORT_SEGMENTS; i++) {
        rendition.segments.items[i] = (struct report_segment){UINT32_MAX, UINT32_MAX};
    }
    AUTO(buf) struct buf out = {.max = PLAYLIST_MAX};
    assert_int_equal(playlist_media(&rendition, &out), ERR_OK);
}

static void a_browser_is_called_by_its_own_and_its_systems_name_and_nothing_more(void **state)
{
    (void)state;
    static const struct {
        const char *agent;
        const char *label;
    } rows[] = {
        {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
         "Firefox on Linux"},
        {"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Mobile Safari/537.36",
         "Chrome on Android"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
         "Safari on iPhone"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
         "Edge on Windows"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0",
         "Firefox on macOS"},
        {"curl/7.88.1", "curl"},
        {"", "A browser"},
        {"Ada's own \xff", "A browser"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct span label = agent_label(span_text(rows[i].agent));
        assert_true(label.len <= LIMIT_LABEL);
        if (!span_is(label, rows[i].label)) {
            fail_msg("%s: %s", rows[i].agent, label.ptr);
        }
    }
    assert_true(span_is(agent_label((struct span){NULL, 0}), "A browser"));
}

static enum err shelve(struct stock *stock, int64_t video)
{
    struct store_row row = {.id = video, .person = 1, .duration_ms = 4000, .published_ms = video};
    return stock_put(stock, &row, 1, 100);
}

static void a_full_shelf_takes_what_is_new_and_the_oldest_goes(void **state)
{
    (void)state;
    AUTO(stock_free) struct stock *stock = NULL;
    assert_int_equal(stock_new(&stock), ERR_OK);
    stock->most = 3;
    for (int64_t video = 2; video <= 6; video++) {
        assert_int_equal(shelve(stock, video), ERR_OK);
    }
    for (int64_t video = 2; video <= 6; video++) {
        assert_true((stock_find(stock, video) != STOCK_NONE) == (video > 3));
    }
    assert_int_equal(shelve(stock, 1), ERR_LIMIT);
    assert_int_equal(shelve(stock, 4), ERR_OK); /* it is there */
    assert_int_equal(stock->count - stock->gone, 3);
}

/* ---- what a client's permission is bound to */

static void a_permission_is_bound_to_each_of_its_parts_or_to_nothing(void **state)
{
    (void)state;
    static const char *const parts[][3] = {
        {"https://a.example", "https://a.example/back", "one"},
        {"https://b.example", "https://a.example/back", "one"},
        {"https://a.example", "https://a.example/other", "one"},
        {"https://a.example", "https://a.example/back", "two"},
    };
    enum { COUNT = sizeof(parts) / sizeof(parts[0]) };
    static char endless[8 * 1024];
    uint8_t bindings[COUNT][ASK_BINDING];
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(oauth_binding(span_text(parts[i][0]), span_text(parts[i][1]),
                                       span_text(parts[i][2]), bindings[i]),
                         ERR_OK);
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(bindings[i], bindings[k], ASK_BINDING);
        }
    }
    memset(endless, 'x', sizeof(endless));
    uint8_t before[ASK_BINDING];
    memcpy(before, bindings[0], sizeof(before));
    assert_int_equal(oauth_binding(span_text(parts[0][0]), span_of(endless, sizeof(endless)),
                                   span_text(parts[0][2]), bindings[0]),
                     ERR_LIMIT);
    assert_memory_equal(before, bindings[0], ASK_BINDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_in_any_writing_are_taken),
        cmocka_unit_test(titles_that_deceive_or_cannot_be_seen_are_refused),
        cmocka_unit_test(a_title_has_1_to_150_characters_whatever_their_bytes),
        cmocka_unit_test(other_words_may_have_lines_and_are_as_long_as_their_rule_says),
        cmocka_unit_test(people_are_named_by_an_at_and_a_handle_each_once),
        cmocka_unit_test(a_bucket_empties_and_fills_with_time),
        cmocka_unit_test(what_is_left_of_a_bucket_is_said_in_whole_seconds),
        cmocka_unit_test(many_addresses_do_not_free_one_that_is_over_its_limit),
        cmocka_unit_test(one_person_takes_one_place_and_an_address_its_share),
        cmocka_unit_test(a_watch_is_known_again_under_its_viewers_locker_until_many_came),
        cmocka_unit_test(a_watch_event_decodes_to_what_was_encoded_and_nothing_shorter_or_longer),
        cmocka_unit_test(a_browser_is_called_by_its_own_and_its_systems_name_and_nothing_more),
        cmocka_unit_test(a_jobs_time_grows_with_its_clip_up_to_gates_limit),
        cmocka_unit_test(segments_go_there_and_back),
        cmocka_unit_test(a_media_playlist_says_where_each_run_lies),
        cmocka_unit_test(a_master_playlist_says_what_each_rendition_needs),
        cmocka_unit_test(the_peak_is_of_runs_that_last_about_the_target),
        cmocka_unit_test(the_longest_playlist_fits),
        cmocka_unit_test(a_full_shelf_takes_what_is_new_and_the_oldest_goes),
        cmocka_unit_test(a_permission_is_bound_to_each_of_its_parts_or_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
