/*
 * A viewer's state: its bytes, and what deltas do to it. That folding in one go and in parts come
 * to the same is fuzz/fuzz_feed_fold.c's law.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed_fold.h"

#include <string.h>

static const int64_t DAY_MS = 86400000;

/* The first number of a millisecond since 2025. */
static int64_t number_at(int64_t ms)
{
    return ms << 22;
}

static int64_t number_of_day(int64_t day)
{
    return number_at(day * DAY_MS);
}

static struct feed_delta act(uint8_t what, int64_t video)
{
    return (struct feed_delta){
        .number = number_of_day(700), .what = what, .count = 1, .watches = {{video, 5, 0}}};
}

static struct feed_effect effect_of(struct feed_state *state, const struct feed_delta *delta,
                                    const struct feed_facts *facts)
{
    struct feed_effect effect = {9, 9, 9, 9, {9}};
    assert_int_equal(feed_fold(state, delta, facts, facts == NULL ? 0 : 1, &effect), ERR_OK);
    return effect;
}

static int fold(struct feed_state *state, const struct feed_delta *delta,
                const struct feed_facts *facts)
{
    return effect_of(state, delta, facts).likes;
}

/* ---- bytes */

static void a_delta_is_written_to_the_byte(void **state)
{
    (void)state;
    static const uint8_t golden[] = {1, 1, 0, 30, 0, 0, 0, 0, 0, 0, 0, 7, 1, 1, 0, 0, 0,
                                     0, 0, 0, 1,  2, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 5, 6};
    struct feed_delta delta = {7, FEED_WATCHES, 1, {{0x102, 0x304, 0x506}}};
    AUTO(buf) struct buf out = {.max = FEED_SIZE_1};
    assert_int_equal(feed_delta_encode(&delta, &out), ERR_OK);
    assert_int_equal(out.len, FEED_SIZE_1);
    assert_memory_equal(out.ptr, golden, sizeof(golden));
    for (size_t i = sizeof(golden); i < out.len; i++) {
        assert_int_equal(out.ptr[i], 0);
    }
}

static void every_delta_has_one_size_and_comes_back(void **state)
{
    (void)state;
    for (uint8_t what = FEED_WATCHES; what < FEED_WHAT_END_; what++) {
        AUTO(buf) struct buf out = {.max = FEED_SIZE_1};
        struct feed_delta delta = act(what, what == FEED_RESET ? 0 : INT64_MAX);
        struct feed_delta back = {0};
        if (what == FEED_WATCHES) {
            delta.count = FEED_WATCHES_MAX;
            for (size_t i = 0; i < FEED_WATCHES_MAX; i++) {
                delta.watches[i] = (struct feed_watch){INT64_MAX, INT64_MAX, UINT32_MAX};
            }
        }
        if (what == FEED_OWED) {
            delta.count = FEED_WATCHES_MAX;
            for (size_t i = 0; i < FEED_WATCHES_MAX; i++) {
                delta.watches[i] = (struct feed_watch){INT64_MAX, INT64_MAX, i % FEED_OWED_END_};
            }
        }
        assert_int_equal(feed_delta_encode(&delta, &out), ERR_OK);
        assert_int_equal(out.len, FEED_SIZE_1);
        assert_int_equal(feed_delta_decode(buf_span(&out), &back), ERR_OK);
        assert_memory_equal(&back, &delta, sizeof(delta));
        for (size_t len = 0; len < out.len; len++) {
            assert_int_equal(feed_delta_decode(span_of(out.ptr, len), &back), ERR_FORMAT);
        }
    }
}

static void parts_that_are_full_fit_their_sizes(void **state)
{
    (void)state;
    static struct feed_hot hot, back;
    static int64_t videos[FEED_SET_MAX], again_videos[FEED_SET_MAX];
    struct feed_set set = {.kind = FEED_SEEN, .room = FEED_SET_MAX, .videos = videos};
    struct feed_set again = {.room = FEED_SET_MAX, .videos = again_videos};
    AUTO(buf) struct buf out = {.max = FEED_SIZE_4};
    hot = (struct feed_hot){.recent_count = FEED_RECENT,
                            .taste_count = FEED_TASTES,
                            .liked_count = FEED_LIKED,
                            .unwanted_count = FEED_UNWANTED};
    for (uint16_t i = 0; i < FEED_RECENT; i++) {
        hot.recent[i] = (struct feed_watch){i + 1, INT64_MAX - i, UINT32_MAX};
        hot.tastes[i % FEED_TASTES] = (struct feed_taste){i % FEED_TASTES + 1u, -5};
        hot.liked[i % FEED_LIKED] = (struct feed_like){i % FEED_LIKED + 1, 5};
        hot.unwanted[i % FEED_UNWANTED] = i % FEED_UNWANTED + 1;
    }
    assert_int_equal(feed_hot_encode(&hot, &out), ERR_OK);
    assert_int_equal(out.len, FEED_SIZE_4);
    assert_int_equal(feed_hot_decode(buf_span(&out), &back), ERR_OK);
    assert_memory_equal(&hot, &back, sizeof(hot));
    for (int64_t i = 0; i < FEED_SET_MAX; i++) {
        assert_true(feed_set_add(&set, number_at(i * 31 * DAY_MS / FEED_SET_MAX) + 1));
    }
    assert_false(feed_set_add(&set, number_at(5)));
    buf_clear(&out);
    assert_int_equal(feed_set_encode(&set, &out), ERR_OK);
    assert_int_equal(feed_set_decode(buf_span(&out), FEED_SEEN, &again), ERR_OK);
    assert_int_equal(again.kind, FEED_SEEN);
    assert_int_equal(again.count, FEED_SET_MAX);
    assert_int_equal(feed_set_count(buf_span(&out)), FEED_SET_MAX);
    assert_memory_equal(videos, again_videos, sizeof(videos));
    assert_int_equal(feed_set_decode(buf_span(&out), FEED_LIKES, &again), ERR_FORMAT);
    again.room--;
    assert_int_equal(feed_set_decode(buf_span(&out), FEED_SEEN, &again), ERR_FORMAT);
}

static void months_are_those_of_the_calendar(void **state)
{
    (void)state;
    static const struct {
        int64_t day; /* since 2025-01-01 */
        uint16_t month;
    } days[] = {{0, 0},     {30, 0},    {31, 1},    {58, 1},    {59, 2},    {364, 11}, {365, 12},
                {1095, 36}, {1153, 37}, {1154, 37}, {1155, 38}, {1460, 47}, {1461, 48}};
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        int64_t first = number_of_day(days[i].day);
        assert_int_equal(feed_month(first == 0 ? 1 : first), days[i].month);
        assert_int_equal(feed_month(number_of_day(days[i].day + 1) - 1), days[i].month);
        assert_int_equal(feed_month_at(INT64_C(1735689600000) + days[i].day * DAY_MS),
                         days[i].month);
    }
    assert_int_equal(feed_month_at(0), 0);
    assert_int_equal(feed_month_at(INT64_MAX), FEED_MONTH_MAX);
    assert_int_equal(feed_month(INT64_MAX), FEED_MONTH_MAX);
}

static void a_set_is_taken_only_as_what_it_was_stored_as(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state viewer = {.set_count = 0};
    AUTO(buf) struct buf out = {.max = FEED_SIZE_4};
    int64_t videos[1];
    struct feed_set set = {
        .kind = FEED_LIKES, .month = 23, .place = 1, .room = 1, .videos = videos};
    assert_true(feed_set_add(&set, number_of_day(700)));
    assert_int_equal(feed_set_encode(&set, &out), ERR_OK);
    struct feed_set_name wrong[] = {{FEED_SEEN, 1, 23}, {FEED_LIKES, 0, 23}, {FEED_LIKES, 1, 22}};
    struct feed_set_name right = {FEED_LIKES, 1, 23};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(feed_state_put(&viewer, &wrong[i], buf_span(&out)), ERR_FORMAT);
        assert_int_equal(viewer.set_count, 0);
    }
    assert_int_equal(feed_state_put(&viewer, &right, buf_span(&out)), ERR_OK);
    assert_true(feed_state_has(&viewer, FEED_LIKES, number_of_day(700)));
    assert_false(feed_state_has(&viewer, FEED_SEEN, number_of_day(700)));
}

/* ---- what deltas do */

static void a_thousand_likes_count_once(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state viewer = {.set_count = 0};
    struct feed_delta like = act(FEED_LIKE, number_of_day(690));
    struct feed_delta unlike = act(FEED_UNLIKE, number_of_day(690));
    int likes = 0;
    for (int i = 0; i < 1000; i++) {
        likes += fold(&viewer, &like, NULL);
    }
    assert_int_equal(likes, 1);
    assert_int_equal(viewer.hot.liked_count, 1);
    likes += fold(&viewer, &unlike, NULL);
    likes += fold(&viewer, &unlike, NULL);
    assert_int_equal(likes, 0);
    assert_int_equal(viewer.hot.liked_count, 0);
    assert_false(feed_state_has(&viewer, FEED_LIKES, number_of_day(690)));
}

static void likes_of_a_month_end_where_its_places_are_full_and_seen_goes_on(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state viewer = {.set_count = 0};
    int likes = 0;
    for (int64_t i = 0; i < FEED_PLACES * FEED_SET_MAX; i++) {
        struct feed_delta like = act(FEED_LIKE, number_of_day(690) + i);
        struct feed_delta watch = act(FEED_WATCHES, number_of_day(690) + i);
        likes += fold(&viewer, &like, NULL);
        (void)fold(&viewer, &watch, NULL);
    }
    assert_int_equal(likes, FEED_PLACES * FEED_SET_MAX);
    assert_int_equal(viewer.set_count, 2 * FEED_PLACES);
    struct feed_delta more = act(FEED_LIKE, number_of_day(690) + 9999);
    struct feed_delta watch = act(FEED_WATCHES, number_of_day(690) + 9999);
    assert_int_equal(feed_fold(&viewer, &more, NULL, 0, &(struct feed_effect){.likes = 0}),
                     ERR_LIMIT);
    (void)fold(&viewer, &watch, NULL);
    assert_false(feed_state_has(&viewer, FEED_SEEN, number_of_day(690) + 9999));
    assert_int_equal(viewer.hot.recent[0].video, number_of_day(690) + 9999);
}

static void a_watch_counts_if_it_is_the_first_of_its_video_and_an_opinion_once(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state viewer = {.set_count = 0};
    struct feed_facts facts = feed_facts_of(number_of_day(690), 7, 4000, span_text("#cat"));
    struct feed_delta watches = act(FEED_WATCHES, number_of_day(690));
    struct feed_delta unwanted = act(FEED_NOT_INTERESTED, number_of_day(690));
    struct feed_delta wanted = act(FEED_INTERESTED, number_of_day(690));
    struct feed_delta reset = act(FEED_RESET, 0);
    watches.count = 3;
    watches.watches[1] = (struct feed_watch){number_of_day(691), 6, 0};
    watches.watches[2] = (struct feed_watch){number_of_day(690), 7, 4000};
    assert_int_equal(effect_of(&viewer, &watches, NULL).seen, 3);
    assert_int_equal(effect_of(&viewer, &watches, NULL).seen, 0);
    assert_int_equal(effect_of(&viewer, &unwanted, &facts).unwanted, 1);
    assert_int_equal(viewer.hot.tastes[0].weight, -512);
    assert_int_equal(effect_of(&viewer, &unwanted, &facts).unwanted, 0);
    assert_int_equal(viewer.hot.tastes[0].weight, -512);
    assert_int_equal(effect_of(&viewer, &wanted, &facts).unwanted, -1);
    assert_int_equal(viewer.hot.taste_count + viewer.hot.unwanted_count, 0);
    assert_int_equal(effect_of(&viewer, &wanted, &facts).unwanted, 0);
    assert_int_equal(viewer.hot.taste_count, 0);
    (void)effect_of(&viewer, &unwanted, &facts);
    struct feed_effect gone = effect_of(&viewer, &reset, NULL);
    assert_int_equal(gone.unwanted, 0);
    assert_int_equal(gone.gone_count, 1); /* or it could be said, and counted, again and again */
    assert_int_equal(gone.gone[0], number_of_day(690));
    assert_int_equal(viewer.hot.taste_count + viewer.hot.unwanted_count, 0);
    assert_int_equal(effect_of(&viewer, &reset, NULL).gone_count, 0);
}

static void what_one_is_not_interested_in_is_kept_long(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state viewer = {.set_count = 0};
    for (int64_t i = 0; i < 256; i++) {
        struct feed_delta unwanted = act(FEED_NOT_INTERESTED, i + 1);
        struct feed_effect effect = effect_of(&viewer, &unwanted, NULL);
        assert_int_equal(effect.unwanted, 1);
        assert_int_equal(effect.gone_count, 0);
    }
    assert_int_equal(viewer.hot.unwanted_count, 256);
    assert_int_equal(viewer.hot.unwanted[255], 1);
    struct feed_delta more = act(FEED_NOT_INTERESTED, 300);
    struct feed_effect effect = effect_of(&viewer, &more, NULL);
    assert_int_equal(effect.unwanted, 1);
    assert_int_equal(effect.gone_count, 1);
    assert_int_equal(effect.gone[0], 1);
    assert_int_equal(viewer.hot.unwanted_count, 256);
}

static void the_latest_watches_are_kept_whatever_order_they_come_in(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state viewer = {.set_count = 0};
    for (int64_t i = 0; i < 3 * FEED_RECENT; i++) {
        struct feed_delta watch = act(FEED_WATCHES, 5);
        watch.watches[0].at_ms = i * 7 % (3 * FEED_RECENT);
        (void)fold(&viewer, &watch, NULL);
    }
    assert_int_equal(viewer.hot.recent_count, FEED_RECENT);
    for (int64_t i = 0; i < FEED_RECENT; i++) {
        assert_int_equal(viewer.hot.recent[i].at_ms, 3 * FEED_RECENT - 1 - i);
    }
}

/* As it was stored, and with sets made of its hot part alone. */
static void expect_whole(const struct feed_state *viewer, int64_t videos)
{
    AUTO(feed_state) struct feed_state again = {.set_count = 0};
    AUTO(buf) struct buf out = {.max = FEED_SIZE_4};
    assert_int_equal(feed_hot_encode(&viewer->hot, &out), ERR_OK);
    assert_int_equal(feed_hot_decode(buf_span(&out), &again.hot), ERR_OK);
    assert_int_equal(again.hot.whole, FEED_WHOLE);
    assert_int_equal(feed_state_whole(&again), ERR_OK);
    assert_int_equal(again.set_count, 2);
    for (int64_t i = 0; i < videos; i++) {
        int64_t video = number_of_day(680 + i % 60) + i;
        for (uint8_t kind = FEED_SEEN; kind <= FEED_LIKES; kind++) {
            assert_int_equal(feed_state_has(&again, kind, video),
                             feed_state_has(viewer, kind, video));
        }
    }
}

static void what_is_whole_in_the_hot_part_is_all_that_is_in_the_sets(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state viewer = {.hot = {.whole = FEED_WHOLE}};
    for (int64_t i = 0; i < FEED_RECENT; i++) {
        int64_t place = i * 37 % 251; /* some of them twice */
        struct feed_delta watch = act(FEED_WATCHES, number_of_day(680 + place % 60) + place);
        watch.watches[0].at_ms = i * 7 % FEED_RECENT;
        (void)fold(&viewer, &watch, NULL);
        if (i < FEED_LIKED) {
            struct feed_delta like = act(FEED_LIKE, watch.watches[0].video);
            struct feed_delta unlike = act(FEED_UNLIKE, watch.watches[0].video);
            (void)fold(&viewer, &like, NULL);
            (void)fold(&viewer, i % 3 == 0 ? &unlike : &like, NULL);
        }
    }
    expect_whole(&viewer, 300);
    struct feed_delta more = act(FEED_WATCHES, number_of_day(701));
    (void)fold(&viewer, &more, NULL);
    assert_int_equal(viewer.hot.whole, FEED_WHOLE_LIKES);
    for (int64_t i = 0; i <= FEED_LIKED; i++) {
        struct feed_delta like = act(FEED_LIKE, number_of_day(702) + i);
        (void)fold(&viewer, &like, NULL);
    }
    assert_int_equal(viewer.hot.whole, 0);
}

/* What is folded when there are `count` watches; whether all of it is seen, and nothing else. */
static void watch_begun(struct feed_state *viewer, int64_t count, int64_t step_days)
{
    struct feed_delta watch = act(FEED_WATCHES, number_of_day(40 + count * step_days));
    const struct feed_delta *deltas[] = {&watch};
    watch.watches[0].at_ms = count;
    for (size_t i = viewer->set_count; i > 0; i--) { /* as one that was not stored */
        bool stored = viewer->sets[i - 1]->month <= FEED_MONTH_MAX;
        assert_int_equal(stored, (viewer->hot.whole & FEED_ONLY_SEEN) == 0);
    }
    if ((viewer->hot.whole & FEED_ONLY_SEEN) != 0) {
        feed_state_done(viewer);
    }
    assert_int_equal(feed_state_begin(viewer, deltas, 1), ERR_OK);
    assert_int_equal(effect_of(viewer, &watch, NULL).seen, 1);
    assert_int_equal(effect_of(viewer, &watch, NULL).seen, 0);
    for (int64_t i = 0; i <= count; i++) {
        assert_true(feed_state_has(viewer, FEED_SEEN, number_of_day(40 + i * step_days)));
        assert_false(feed_state_has(viewer, FEED_SEEN, number_of_day(40 + i * step_days) + 1));
    }
}

static void what_was_seen_moves_into_sets_before_the_hot_part_drops_any_of_it(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state near = {.hot = {.whole = FEED_WHOLE | FEED_ONLY_SEEN}};
    AUTO(feed_state) struct feed_state far = {.hot = {.whole = FEED_WHOLE | FEED_ONLY_SEEN}};
    for (int64_t i = 0; i < FEED_RECENT; i++) {
        watch_begun(&near, i, 1);
        assert_int_equal(near.hot.whole, FEED_WHOLE | FEED_ONLY_SEEN);
        assert_int_equal(near.set_count, 1);
    }
    watch_begun(&near, FEED_RECENT, 1);
    assert_int_equal(near.hot.whole, FEED_WHOLE_LIKES);
    assert_int_equal(near.set_count, 17); /* months of 501 days */
    watch_begun(&near, FEED_RECENT + 1, 1);
    assert_int_equal(near.set_count, 17);
    int64_t months = 0;
    for (; (far.hot.whole & FEED_ONLY_SEEN) != 0; months++) {
        watch_begun(&far, months, 31); /* hardly two of one month */
    }
    assert_int_equal(far.hot.whole, FEED_WHOLE);
    assert_in_range(months, FEED_WATCHES_MAX - 2, FEED_WATCHES_MAX + 1);
    assert_in_range(far.set_count, months - 1, months);
}

static void a_hot_part_that_has_all_that_was_seen_says_so_in_one_way(void **state)
{
    (void)state;
    struct feed_hot hot = {.day = 0};
    for (unsigned whole = 1; whole < 16; whole++) {
        AUTO(buf) struct buf out = {.max = FEED_SIZE_4};
        struct feed_hot read;
        bool fine = whole < 8 && (whole & 5) != 4; /* only there, so whole there */
        hot.whole = (uint8_t)whole;
        assert_int_equal(feed_hot_encode(&hot, &out), ERR_OK);
        assert_int_equal(feed_hot_decode(buf_span(&out), &read), fine ? ERR_OK : ERR_FORMAT);
    }
}

static void a_delta_says_which_months_it_touches(void **state)
{
    (void)state;
    struct feed_touched touched = {0};
    struct feed_delta delta = act(FEED_WATCHES, number_of_day(0) + 1);
    delta.count = 3;
    delta.watches[1].video = number_of_day(40);
    delta.watches[2].video = number_of_day(30);
    feed_touches(&delta, &touched);
    assert_int_equal(touched.kind, FEED_SEEN);
    assert_int_equal(touched.count, 2);
    assert_int_equal(touched.months[0], 0);
    assert_int_equal(touched.months[1], 1);
    delta = act(FEED_UNLIKE, number_of_day(40));
    feed_touches(&delta, &touched);
    assert_int_equal(touched.kind, FEED_LIKES);
    assert_int_equal(touched.count, 1);
    delta = act(FEED_NOT_INTERESTED, number_of_day(40));
    feed_touches(&delta, &touched);
    assert_int_equal(touched.count, 0);
}

/* ---- taste */

static void hashtags_are_found_in_a_title(void **state)
{
    (void)state;
    struct feed_facts facts =
        feed_facts_of(9, 7, 4000, span_text("My #Cat, #cat ##猫#dog_2! # # end#"));
    uint64_t keys[] = {feed_key_creator(7), feed_key_tag(span_text("cat")),
                       feed_key_tag(span_text("猫")), feed_key_tag(span_text("dog_2"))};
    assert_int_equal(facts.key_count, 4);
    assert_memory_equal(facts.keys, keys, sizeof(keys));
    facts = feed_facts_of(9, 7, 4000, span_text("#a#b#c#d#e#f#g#h#i#j#k"));
    assert_int_equal(facts.key_count, FEED_KEYS);
    assert_int_equal(feed_facts_of(9, 7, 4000, span_text("")).key_count, 1);
}

static int32_t weight_of(const struct feed_state *viewer, uint64_t key)
{
    for (size_t i = 0; i < viewer->hot.taste_count; i++) {
        if (viewer->hot.tastes[i].key == key) {
            return viewer->hot.tastes[i].weight;
        }
    }
    return 0;
}

static void taste_grows_with_what_is_watched_and_fades_by_the_day(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state viewer = {.set_count = 0};
    struct feed_facts facts = feed_facts_of(5, 7, 4000, span_text("#cat"));
    struct feed_delta watch = act(FEED_WATCHES, 5);
    watch.watches[0].watched_ms = 4000;
    (void)fold(&viewer, &watch, &facts);
    assert_int_equal(weight_of(&viewer, feed_key_tag(span_text("cat"))), 96);
    assert_int_equal(weight_of(&viewer, feed_key_creator(7)), 96);
    (void)fold(&viewer, &watch, &facts); /* the same, sent again */
    assert_int_equal(weight_of(&viewer, feed_key_creator(7)), 96);
    watch.number = number_of_day(701);
    watch.watches[0].watched_ms = 100; /* left at once */
    (void)fold(&viewer, &watch, &facts);
    assert_int_equal(weight_of(&viewer, feed_key_creator(7)), 96 - 6 - 32);
    struct feed_delta bored = act(FEED_NOT_INTERESTED, 5);
    (void)fold(&viewer, &bored, &facts);
    assert_int_equal(weight_of(&viewer, feed_key_creator(7)), 96 - 6 - 32 - 512);
    assert_int_equal(viewer.hot.unwanted[0], 5);
    struct feed_delta later = act(FEED_NOT_INTERESTED, 6);
    later.number = number_of_day(1500);
    (void)fold(&viewer, &later, NULL);
    assert_int_equal(viewer.hot.taste_count, 0);
    struct feed_delta reset = act(FEED_RESET, 0);
    watch.watches[0].at_ms++;
    (void)fold(&viewer, &watch, &facts);
    (void)fold(&viewer, &reset, NULL);
    assert_int_equal(viewer.hot.taste_count, 0);
    assert_int_equal(viewer.hot.unwanted_count, 0);
    assert_int_equal(viewer.hot.recent_count, 3);
}

static void a_full_table_of_taste_lets_the_faintest_go(void **state)
{
    (void)state;
    AUTO(feed_state) struct feed_state viewer = {.set_count = 0};
    for (int64_t i = 1; i <= 3 * FEED_TASTES; i++) {
        struct feed_facts facts = feed_facts_of(5, i, 4000, span_text(""));
        struct feed_delta watch = act(FEED_WATCHES, 5);
        watch.watches[0].at_ms = i;
        watch.watches[0].watched_ms = i == 1 ? 8000 : i <= FEED_TASTES ? 2500 : 4000;
        (void)fold(&viewer, &watch, &facts);
    }
    assert_int_equal(viewer.hot.taste_count, FEED_TASTES);
    assert_int_equal(weight_of(&viewer, feed_key_creator(1)), 224);
    assert_int_equal(weight_of(&viewer, feed_key_creator(2)), 0);
    assert_int_equal(weight_of(&viewer, feed_key_creator(FEED_TASTES + 1)), 96);
    assert_int_equal(weight_of(&viewer, feed_key_creator(3 * FEED_TASTES)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_delta_is_written_to_the_byte),
        cmocka_unit_test(every_delta_has_one_size_and_comes_back),
        cmocka_unit_test(parts_that_are_full_fit_their_sizes),
        cmocka_unit_test(months_are_those_of_the_calendar),
        cmocka_unit_test(a_set_is_taken_only_as_what_it_was_stored_as),
        cmocka_unit_test(a_thousand_likes_count_once),
        cmocka_unit_test(likes_of_a_month_end_where_its_places_are_full_and_seen_goes_on),
        cmocka_unit_test(the_latest_watches_are_kept_whatever_order_they_come_in),
        cmocka_unit_test(what_is_whole_in_the_hot_part_is_all_that_is_in_the_sets),
        cmocka_unit_test(what_was_seen_moves_into_sets_before_the_hot_part_drops_any_of_it),
        cmocka_unit_test(a_hot_part_that_has_all_that_was_seen_says_so_in_one_way),
        cmocka_unit_test(a_delta_says_which_months_it_touches),
        cmocka_unit_test(a_watch_counts_if_it_is_the_first_of_its_video_and_an_opinion_once),
        cmocka_unit_test(what_one_is_not_interested_in_is_kept_long),
        cmocka_unit_test(hashtags_are_found_in_a_title),
        cmocka_unit_test(taste_grows_with_what_is_watched_and_fades_by_the_day),
        cmocka_unit_test(a_full_table_of_taste_lets_the_faintest_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
