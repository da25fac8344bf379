#include "media_interlace.h"

#include "base_limits.h"
#include "fail_malloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 96, HEIGHT = 64 };

/* What is to be seen at a time that is counted in fields. */
typedef int scene(int x, int y, int time);

static int still_detail(int x, int y, int time)
{
    (void)time;
    return (x * 37 + y * 91 + x * y * 13) % 256; /* every row differs from the next */
}

/* A bright bar that moves by three pixels a field. */
static int moving_bar(int x, int y, int time)
{
    (void)y;
    int start = 20 + 3 * time;
    return x >= start && x < start + 16 ? 220 : 30;
}

/* The same, slanted. */
static int moving_slope(int x, int y, int time)
{
    return moving_bar(x - y / 2 + 16, y, time);
}

/* A bar that is there in every second field only, so that the fields of a kind look still, beside a
 * dot that moves. */
static int flashing_bar(int x, int y, int time)
{
    bool dot = x % 32 < 2 && y % 2 == 0 && time / 2 % 2 != 0;
    return dot ? 34 : x >= 40 && x < 60 && time % 2 != 0 ? 220 : 30;
}

struct clip {
    uint16_t wide[3][HEIGHT][WIDTH];
    uint8_t narrow[3][HEIGHT][WIDTH];
};

static void film(struct clip *clip, scene *seen, bool odd_first, int scale)
{
    for (int i = 0; i < 3; i++) {
        for (int y = 0; y < HEIGHT; y++) {
            int time = 2 * i + (y % 2 == (odd_first ? 1 : 0) ? 0 : 1);
            for (int x = 0; x < WIDTH; x++) {
                int value = seen(x, y, time);
                clip->narrow[i][y][x] = (uint8_t)value;
                clip->wide[i][y][x] = (uint16_t)(value * scale);
            }
        }
    }
}

static struct media_rows rows_of(const struct clip *clip, int i, bool wide)
{
    return wide ? (struct media_rows){clip->wide[i], sizeof(clip->wide[i][0])}
                : (struct media_rows){clip->narrow[i], sizeof(clip->narrow[i][0])};
}

/* The second picture of a clip, in steps of a byte. */
static void one_moment(scene *seen, bool odd_first, bool wide, int out[HEIGHT][WIDTH])
{
    static struct clip clip;
    const int scale = 4;
    film(&clip, seen, odd_first, scale);
    static uint16_t to_wide[HEIGHT][WIDTH];
    static uint8_t to_narrow[HEIGHT][WIDTH];
    AUTO(media_interlace_close) struct media_interlace *interlace = NULL;
    assert_int_equal(media_interlace_open(&interlace), ERR_OK);
    struct media_interlace_plane plane = {
        .before = rows_of(&clip, 0, wide),
        .now = rows_of(&clip, 1, wide),
        .after = rows_of(&clip, 2, wide),
        .to = wide ? (void *)to_wide : (void *)to_narrow,
        .to_stride = wide ? sizeof(to_wide[0]) : sizeof(to_narrow[0]),
        .width = WIDTH,
        .height = HEIGHT,
        .wide = wide,
        .odd_first = odd_first,
    };
    media_interlace_plane(interlace, &plane);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            out[y][x] = wide ? to_wide[y][x] / scale : to_narrow[y][x];
        }
    }
}

/* The largest difference from the scene as it is when the first field is taken. */
static int error_of(scene *seen, bool odd_first, bool wide)
{
    static int out[HEIGHT][WIDTH];
    one_moment(seen, odd_first, wide, out);
    int most = 0;
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            int off = abs(out[y][x] - seen(x, y, 2));
            most = off > most ? off : most;
        }
    }
    return most;
}

static void what_stands_still_is_kept_to_the_bit(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(error_of(still_detail, i % 2 != 0, i / 2 != 0), 0);
    }
}

static void an_edge_that_moves_has_no_comb(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(error_of(moving_bar, i % 2 != 0, i / 2 != 0), 0);
        assert_in_range(error_of(flashing_bar, i % 2 != 0, i / 2 != 0), 0, 4);
    }
}

/* Samples that stick out of both rows around them. */
static int combs_in(int picture[HEIGHT][WIDTH])
{
    int count = 0;
    for (int y = 1; y + 1 < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            int up = picture[y][x] - picture[y - 1][x];
            int down = picture[y][x] - picture[y + 1][x];
            count += (up > 30 && down > 30) || (up < -30 && down < -30) ? 1 : 0;
        }
    }
    return count;
}

static void a_slope_that_moves_has_no_comb(void **state)
{
    (void)state;
    static int out[HEIGHT][WIDTH];
    for (int i = 0; i < 4; i++) {
        one_moment(moving_slope, i % 2 != 0, i / 2 != 0, out);
        assert_int_equal(combs_in(out), 0);
    }
    static struct clip clip;
    film(&clip, moving_slope, false, 1);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            out[y][x] = clip.narrow[1][y][x];
        }
    }
    assert_true(combs_in(out) > 100); /* as it was filmed */
}

static void the_first_field_stays_as_it_is(void **state)
{
    (void)state;
    static int out[HEIGHT][WIDTH];
    for (int odd = 0; odd < 2; odd++) {
        one_moment(moving_slope, odd != 0, false, out);
        for (int y = odd; y < HEIGHT; y += 2) {
            for (int x = 0; x < WIDTH; x++) {
                assert_int_equal(out[y][x], moving_slope(x, y, 2));
            }
        }
    }
}

/* Blocks of exactly the size of the plane: a step outside is seen by the sanitizer. */
static void try_size(struct media_interlace *interlace, int width, int height, int kind)
{
    bool wide = kind % 2 != 0;
    size_t len = (size_t)width * (size_t)height * (wide ? 2 : 1);
    ptrdiff_t stride = (ptrdiff_t)width * (wide ? 2 : 1);
    uint8_t *block[4];
    for (int i = 0; i < 4; i++) {
        block[i] = malloc(len);
        assert_non_null(block[i]);
        for (size_t k = 0; k < len; k++) {
            /* At most 12 bits: the upper byte of a wide sample has four. */
            block[i][k] = (uint8_t)(wide && k % 2 != 0 ? (k + (size_t)i) % 16 : k * 7 + (size_t)i);
        }
    }
    struct media_interlace_plane plane = {
        .before = {(kind & 2) != 0 ? NULL : block[0], stride},
        .now = {block[1], stride},
        .after = {(kind & 4) != 0 ? NULL : block[2], stride},
        .to = block[3],
        .to_stride = stride,
        .width = width,
        .height = height,
        .wide = wide,
        .odd_first = (kind & 8) != 0,
    };
    memset(block[3], 0xff, len);
    media_interlace_plane(interlace, &plane);
    for (size_t k = 1; wide && k < len; k += 2) {
        assert_in_range(block[3][k], 0, 15); /* every sample was written, and in range */
    }
    if (height == 1) {
        assert_memory_equal(block[3], block[1], len);
    }
    for (int i = 0; i < 4; i++) {
        free(block[i]);
    }
}

static void every_size_works(void **state)
{
    (void)state;
    static const int sides[][2] = {{1, 1},
                                   {1, 2},
                                   {2, 1},
                                   {1, 3},
                                   {3, 5},
                                   {31, 4},
                                   {32, 2},
                                   {33, 7},
                                   {64, 3},
                                   {65, 9},
                                   {4095, 6},
                                   {LIMIT_VIDEO_SIDE, 5},
                                   {7, LIMIT_VIDEO_SIDE}};
    AUTO(media_interlace_close) struct media_interlace *interlace = NULL;
    assert_int_equal(media_interlace_open(&interlace), ERR_OK);
    for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
        for (int kind = 0; kind < 16; kind++) {
            try_size(interlace, sides[i][0], sides[i][1], kind);
        }
    }
}

static void a_picture_alone_is_drawn_from_its_first_field(void **state)
{
    (void)state;
    static struct clip clip;
    film(&clip, moving_bar, false, 1);
    static uint8_t to[HEIGHT][WIDTH];
    AUTO(media_interlace_close) struct media_interlace *interlace = NULL;
    assert_int_equal(media_interlace_open(&interlace), ERR_OK);
    struct media_interlace_plane plane = {.now = rows_of(&clip, 1, false),
                                          .to = to,
                                          .to_stride = sizeof(to[0]),
                                          .width = WIDTH,
                                          .height = HEIGHT};
    media_interlace_plane(interlace, &plane);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            assert_int_equal(to[y][x], moving_bar(x, y, 2));
        }
    }
}

static void no_memory_is_said(void **state)
{
    (void)state;
    struct media_interlace *interlace = NULL;
    left = 0;
    hit = 0;
    armed = true;
    enum err err = media_interlace_open(&interlace);
    armed = false;
    assert_int_equal(err, ERR_NOMEM);
    assert_int_equal(hit, 1);
    assert_null(interlace);
    media_interlace_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_still_is_kept_to_the_bit),
        cmocka_unit_test(an_edge_that_moves_has_no_comb),
        cmocka_unit_test(a_slope_that_moves_has_no_comb),
        cmocka_unit_test(the_first_field_stays_as_it_is),
        cmocka_unit_test(every_size_works),
        cmocka_unit_test(a_picture_alone_is_drawn_from_its_first_field),
        cmocka_unit_test(no_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
