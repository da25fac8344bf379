#include "media_turn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ONE = 0x10000 };

/* The nine numbers, of which only four matter here. */
static struct media_turn of(int a, int b, int c, int d)
{
    int32_t matrix[9] = {a * ONE, b * ONE, 0, c * ONE, d * ONE, 0, 0, 0, 0x40000000};
    return media_turn_of(matrix);
}

/* Turns the picture "abc" over "def" and compares its rows. */
static void expect(struct media_turn turn, const char *rows)
{
    uint8_t from[2 * 5] = "abc..def..";
    uint8_t to[3 * 4];
    memset(to, '.', sizeof(to));
    int width = turn.transpose ? 2 : 3;
    int height = turn.transpose ? 3 : 2;
    media_turn_plane(turn, (struct media_plane){from, 5}, 3, 2, (struct media_plane){to, 4});
    char text[16] = "";
    for (int y = 0; y < height; y++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof(text) - used, "%s%.*s", y == 0 ? "" : " ", width,
                       (const char *)to + y * 4);
    }
    assert_string_equal(text, rows);
}

static void the_eight_matrices_show_what_they_should(void **state)
{
    (void)state;
    expect(of(1, 0, 0, 1), "abc def");
    expect(of(-1, 0, 0, 1), "cba fed");
    expect(of(1, 0, 0, -1), "def abc");
    expect(of(-1, 0, 0, -1), "fed cba");
    expect(of(0, 1, 1, 0), "ad be cf");
    expect(of(0, 1, -1, 0), "da eb fc"); /* a phone held upright: a quarter to the right */
    expect(of(0, -1, 1, 0), "cf be ad"); /* a quarter to the left */
    expect(of(0, -1, -1, 0), "fc eb da");
}

static void odd_matrices_are_rounded(void **state)
{
    (void)state;
    assert_true(media_turn_is_none(media_turn_of(NULL)));
    assert_true(media_turn_is_none(of(0, 0, 0, 0)));
    int32_t slanted[9] = {60000, 20000, 0, -20000, 60000, 0, 0, 0, 0x40000000};
    assert_true(media_turn_is_none(media_turn_of(slanted)));
    int32_t extreme[9] = {INT32_MIN, INT32_MAX, 0, INT32_MAX, INT32_MIN, 0, 0, 0, 0};
    struct media_turn turn = media_turn_of(extreme);
    assert_true(!turn.transpose && turn.flip_x && turn.flip_y);
}

static void large_planes_turn_pixel_by_pixel(void **state)
{
    (void)state;
    enum { WIDTH = 37, HEIGHT = 53 };
    static uint8_t from[WIDTH * HEIGHT], to[WIDTH * HEIGHT], back[WIDTH * HEIGHT];
    for (size_t i = 0; i < sizeof(from); i++) {
        from[i] = (uint8_t)(i * 31 + i / 251);
    }
    media_turn_plane(of(0, 1, -1, 0), (struct media_plane){from, WIDTH}, WIDTH, HEIGHT,
                     (struct media_plane){to, HEIGHT});
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            assert_int_equal(to[x * HEIGHT + (HEIGHT - 1 - y)], from[y * WIDTH + x]);
        }
    }
    media_turn_plane(of(0, -1, 1, 0), (struct media_plane){to, HEIGHT}, HEIGHT, WIDTH,
                     (struct media_plane){back, WIDTH});
    assert_memory_equal(back, from, sizeof(from));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_eight_matrices_show_what_they_should),
        cmocka_unit_test(odd_matrices_are_rounded),
        cmocka_unit_test(large_planes_turn_pixel_by_pixel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
