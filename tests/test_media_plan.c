#include "media_plan.h"

#include "base_limits.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct media_ratio square = {1, 1};

static void renditions_have_the_expected_size(void **state)
{
    (void)state;
    static const struct {
        struct media_size stored;
        struct media_ratio pixel;
        bool turned;
        struct media_size shown;
    } rows[] = {
        {{1920, 1080}, {1, 1}, false, {854, 480}}, {{1920, 1080}, {1, 1}, true, {480, 854}},
        {{1080, 1920}, {0, 1}, false, {480, 854}}, {{3840, 2160}, {0, 0}, true, {480, 854}},
        {{4096, 4096}, {1, 1}, false, {480, 480}}, {{321, 241}, {1, 1}, false, {320, 240}},
        {{480, 270}, {1, 1}, true, {270, 480}},    {{16, 16}, {1, 1}, false, {16, 16}},
        {{720, 576}, {16, 15}, false, {640, 480}}, {{1440, 1080}, {4, 3}, false, {854, 480}},
        {{640, 480}, {1, 2}, false, {320, 480}},   {{640, 480}, {-1, 2}, false, {640, 480}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct media_ladder ladder = {0};
        assert_int_equal(media_plan_ladder(rows[i].stored, rows[i].pixel, rows[i].turned, &ladder),
                         ERR_OK);
        assert_int_equal(ladder.first.width, rows[i].shown.width);
        assert_int_equal(ladder.first.height, rows[i].shown.height);
    }
}

static void larger_renditions_are_made_where_the_clip_has_more(void **state)
{
    (void)state;
    static const struct {
        struct media_size stored;
        bool turned;
        int count;
        struct media_size larger[MEDIA_LARGER];
    } rows[] = {
        {{640, 360}, false, 0, {{0, 0}}},
        {{854, 480}, false, 0, {{0, 0}}},
        {{760, 570}, false, 0, {{0, 0}}},
        {{768, 576}, false, 1, {{768, 576}}},
        {{642, 642}, false, 1, {{642, 642}}},
        {{720, 1280}, false, 1, {{720, 1280}}},
        {{1280, 720}, true, 1, {{720, 1280}}},
        {{1280, 800}, false, 1, {{1152, 720}}},
        {{1280, 863}, false, 1, {{1068, 720}}},
        {{1152, 864}, false, 2, {{960, 720}, {1152, 864}}},
        {{1920, 1080}, false, 2, {{1280, 720}, {1920, 1080}}},
        {{1920, 1080}, true, 2, {{720, 1280}, {1080, 1920}}},
        {{3840, 2160}, false, 2, {{1280, 720}, {1920, 1080}}},
        {{4096, 4096}, false, 2, {{720, 720}, {1080, 1080}}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct media_ladder ladder = {0};
        assert_int_equal(media_plan_ladder(rows[i].stored, square, rows[i].turned, &ladder),
                         ERR_OK);
        assert_int_equal(ladder.larger_count, rows[i].count);
        for (int k = 0; k < rows[i].count; k++) {
            assert_int_equal(ladder.larger[k].width, rows[i].larger[k].width);
            assert_int_equal(ladder.larger[k].height, rows[i].larger[k].height);
        }
    }
}

static void check_size(struct media_size shown, struct media_size stored, int edge)
{
    int shorter = shown.width < shown.height ? shown.width : shown.height;
    int longer = shown.width < shown.height ? shown.height : shown.width;
    assert_true(shown.width % 2 == 0 && shown.height % 2 == 0);
    assert_true(shown.width <= stored.width + 1 && shown.height <= stored.height + 1);
    assert_in_range(shorter, MEDIA_SIDE_MIN, edge);
    assert_in_range(longer, shorter, shorter * MEDIA_ASPECT_MAX + 2);
}

static void every_size_is_even_upright_and_not_larger_than_the_clip(void **state)
{
    (void)state;
    static const int edges[] = {720, 1080};
    for (int width = 1; width <= LIMIT_VIDEO_SIDE; width += width < 64 ? 1 : 97) {
        for (int height = 1; height <= LIMIT_VIDEO_SIDE; height += height < 64 ? 1 : 89) {
            struct media_size stored = {width, height};
            struct media_ladder ladder = {0};
            enum err err = media_plan_ladder(stored, square, false, &ladder);
            if (err != ERR_OK) {
                assert_int_equal(err, ERR_FORMAT);
                continue;
            }
            check_size(ladder.first, stored, MEDIA_SHORT_EDGE);
            int64_t below = (int64_t)ladder.first.width * ladder.first.height;
            for (int i = 0; i < ladder.larger_count; i++) {
                check_size(ladder.larger[i], stored, edges[i]);
                int64_t pixels = (int64_t)ladder.larger[i].width * ladder.larger[i].height;
                assert_true(pixels * 100 > below * (MEDIA_STEP_PERCENT + 10));
                below = pixels;
            }
        }
    }
}

static void senseless_and_too_large_sizes_are_told_apart(void **state)
{
    (void)state;
    struct media_ladder ladder = {.first = {7, 7}};
    static const struct media_size senseless[] = {
        {0, 0}, {-5, 100}, {15, 100}, {4096, 16}, {100, 2}};
    for (size_t i = 0; i < sizeof(senseless) / sizeof(*senseless); i++) {
        assert_int_equal(media_plan_ladder(senseless[i], square, false, &ladder), ERR_FORMAT);
    }
    struct media_ratio thin = {1, 1000};
    assert_int_equal(media_plan_ladder((struct media_size){640, 480}, thin, false, &ladder),
                     ERR_FORMAT);
    struct media_size large = {LIMIT_VIDEO_SIDE + 1, 100};
    assert_int_equal(media_plan_ladder(large, square, false, &ladder), ERR_LIMIT);
    assert_int_equal(ladder.first.width, 7);
}

static void rates_are_usual_ones(void **state)
{
    (void)state;
    static const struct media_ratio none = {0, 0};
    static const struct {
        int64_t pictures;
        int64_t span_us;
        struct media_ratio rate;
    } rows[] = {
        {301, 10000000, {30, 1}},
        {301, 10010000, {30000, 1001}},
        {241, 10010000, {24000, 1001}},
        {251, 10000000, {25, 1}},
        {601, 10000000, {60, 1}},
        {601, 10010000, {60000, 1001}},
        {2401, 10000000, {60, 1}},
        {1201, 10000000, {60, 1}},
        {275, 10000000, {30000, 1001}},
        {401, 10000000, {48, 1}},
        {51, 10000000, {10, 1}},
        {16, 5000000, {12, 1}},  /* four ticks to each picture */
        {81, 10000000, {24, 1}}, /* three; 24000 / 1001 is nearly as near */
        {71, 10000000, {24, 1}}, /* none fits: fine ticks */
        {181, 10000000, {24, 1}},
        {2, 5000000, {10, 1}},
        {1, 0, {30, 1}},
        {0, 0, {30, 1}},
        {100, 0, {30, 1}},
        {INT32_MAX, 1, {60, 1}},
        {2, INT64_MAX, {10, 1}},
        {100, -5, {30, 1}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct media_ratio rate = media_plan_rate(rows[i].pictures, rows[i].span_us, none);
        assert_int_equal(rate.num, rows[i].rate.num);
        assert_int_equal(rate.den, rows[i].rate.den);
    }
}

static void ticks_begin_where_a_picture_does(void **state)
{
    (void)state;
    static const struct {
        struct media_ratio rate;
        int64_t time_us;
        int64_t lead_us;
    } rows[] = {
        {{25, 1}, 0, 0},           {{25, 1}, 40000, 0},
        {{25, 1}, 7000, -7000},    {{25, 1}, 47000, -7000}, /* little is lost */
        {{25, 1}, 25000, 15000},   {{25, 1}, 39999, 1},
        {{25, 1}, -15000, 15000},  {{25, 1}, 20000, -20000},
        {{10, 1}, 30000, 70000},   {{10, 1}, 20000, -20000}, /* but not more */
        {{30000, 1001}, 33366, 0}, {{60, 1}, 9000, 7666},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        assert_int_equal(media_plan_lead(rows[i].rate, rows[i].time_us), rows[i].lead_us);
    }
    static const struct media_ratio rates[] = {{24000, 1001}, {24, 1}, {25, 1}, {30, 1}, {60, 1}};
    for (size_t i = 0; i < sizeof(rates) / sizeof(*rates); i++) {
        double tick_us = 1e6 * rates[i].den / rates[i].num;
        for (int64_t us = 0; us < 400000; us += 137) {
            double ticks = (double)(us + media_plan_lead(rates[i], us)) / tick_us;
            assert_true(fabs(ticks - floor(ticks + 0.5)) * tick_us < 2);
        }
    }
}

static void a_clip_that_lacks_pictures_keeps_its_rate(void **state)
{
    (void)state;
    static const struct {
        struct media_ratio said;
        int rate;
    } rows[] = {{{30, 1}, 30},    {{60, 1}, 25},  {{24, 1}, 25},
                {{90000, 1}, 25}, {{-30, 1}, 25}, {{30, 0}, 25}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        assert_int_equal(media_plan_rate(246, 10000000, rows[i].said).num, rows[i].rate);
    }
}

static struct media_motion motion_of(int64_t steps, int64_t step_us, int64_t rests, int64_t rest_us)
{
    struct media_motion motion = {.started = false};
    int64_t now_us = -5000000;
    for (int64_t i = 0; i <= steps; i++) {
        media_motion_take(&motion, now_us + i * step_us);
    }
    now_us += steps * step_us;
    for (int64_t i = 0; i < rests; i++) {
        now_us += rest_us;
        media_motion_take(&motion, now_us);
    }
    return motion;
}

static void rests_do_not_make_a_clip_slow(void **state)
{
    (void)state;
    static const struct media_ratio none = {0, 0};
    struct media_motion motion = motion_of(120, 16667, 24, 500000);
    assert_true(media_motion_tells(&motion));
    assert_int_equal(motion.steps, 120);
    assert_int_equal(media_plan_rate(motion.steps + 1, motion.span_us, none).num, 60);
    motion = motion_of(10, 40000, 1, 200001);
    assert_true(media_motion_tells(&motion));
    motion = motion_of(10, 40000, 1, 200000); /* no rest */
    assert_false(media_motion_tells(&motion));
    motion = motion_of(9, 40000, 9, 300000); /* too few steps */
    assert_false(media_motion_tells(&motion));
    motion = motion_of(100, 1000, 9, 300000); /* too short */
    assert_false(media_motion_tells(&motion));
    motion = motion_of(20, -40000, 3, 300000); /* back in time */
    assert_int_equal(motion.steps, 0);
}

static void a_steady_clip_keeps_each_picture_once(void **state)
{
    (void)state;
    struct media_clock clock = {.rate = {30000, 1001}};
    for (int64_t i = 0; i < 500; i++) {
        assert_int_equal(media_clock_take(&clock, i * 1001000000 / 30000), i == 0 ? 0 : 1);
    }
    assert_int_equal(media_clock_end(&clock, INT64_C(500) * 1001000000 / 30000), 1);
    assert_int_equal(clock.next, 500);
    assert_int_equal(media_clock_us(&clock), 16683333);
}

/* Times in whole milliseconds, as Matroska has them, wherever between the ticks they lie. */
static void no_place_between_the_ticks_costs_a_picture(void **state)
{
    (void)state;
    static const struct media_ratio rates[] = {{24000, 1001}, {24, 1}, {30, 1}, {60, 1}};
    for (size_t i = 0; i < sizeof(rates) / sizeof(*rates); i++) {
        for (int64_t late_ms = 0; late_ms < 100; late_ms++) {
            struct media_clock clock = {.rate = rates[i]};
            int64_t once = 0;
            int64_t last_ms = 0;
            for (int64_t k = 0; k < 200; k++) {
                last_ms = late_ms + (k * 1000 * rates[i].den + rates[i].num / 2) / rates[i].num;
                once += media_clock_take(&clock, last_ms * 1000) == 1;
            }
            assert_true(once >= 198); /* the first is held, and stays until the second */
            assert_in_range(media_clock_us(&clock) / 1000 + 80, last_ms, last_ms + 160);
        }
    }
}

/* Pictures that come faster than the ticks: as many as there are ticks are shown. */
static void twice_as_many_pictures_are_halved(void **state)
{
    (void)state;
    struct media_clock clock = {.rate = {60, 1}};
    int64_t shown = 0;
    for (int64_t k = 0; k < 240; k++) {
        int64_t ticks = media_clock_take(&clock, k * 1000000 / 120);
        assert_in_range(ticks, 0, 1);
        shown += ticks;
    }
    assert_in_range(shown, 119, 120);
}

static void gaps_are_filled_and_crowds_thinned(void **state)
{
    (void)state;
    struct media_clock clock = {.rate = {10, 1}};
    assert_int_equal(media_clock_take(&clock, 1000000), 0); /* shown from the start on */
    assert_int_equal(media_clock_take(&clock, 1100000), 11);
    assert_int_equal(media_clock_take(&clock, 1110000), 0); /* takes the other's place */
    assert_int_equal(media_clock_take(&clock, 900000), 0);  /* back in time: the same */
    assert_int_equal(media_clock_take(&clock, 2100000), 10);
    assert_int_equal(media_clock_end(&clock, 2100000), 1);
    assert_int_equal(clock.next, 22);
}

static void times_beyond_the_limit_are_brought_back(void **state)
{
    (void)state;
    struct media_clock clock = {.rate = {60, 1}};
    assert_int_equal(media_clock_take(&clock, INT64_MIN), 0);
    int64_t ticks = media_clock_take(&clock, INT64_MAX);
    assert_int_equal(ticks, (LIMIT_VIDEO_S + 1) * 60);
    assert_int_equal(media_clock_end(&clock, INT64_MIN), 1);
    assert_int_equal(media_clock_end(&clock, INT64_MAX), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(renditions_have_the_expected_size),
        cmocka_unit_test(larger_renditions_are_made_where_the_clip_has_more),
        cmocka_unit_test(every_size_is_even_upright_and_not_larger_than_the_clip),
        cmocka_unit_test(senseless_and_too_large_sizes_are_told_apart),
        cmocka_unit_test(rates_are_usual_ones),
        cmocka_unit_test(ticks_begin_where_a_picture_does),
        cmocka_unit_test(a_clip_that_lacks_pictures_keeps_its_rate),
        cmocka_unit_test(rests_do_not_make_a_clip_slow),
        cmocka_unit_test(a_steady_clip_keeps_each_picture_once),
        cmocka_unit_test(no_place_between_the_ticks_costs_a_picture),
        cmocka_unit_test(twice_as_many_pictures_are_halved),
        cmocka_unit_test(gaps_are_filled_and_crowds_thinned),
        cmocka_unit_test(times_beyond_the_limit_are_brought_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
