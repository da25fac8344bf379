#include "media_still.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SIDE = 128 };

static uint8_t picture[SIDE * SIDE];

static struct media_still measure(void)
{
    struct media_still still;
    media_still_measure(picture, SIDE, SIDE, SIDE, &still);
    return still;
}

/* Squares of that many pixels, with borders as wide as blur. */
static struct media_still squares(int cell, int blur, int low, int high)
{
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
            int sum = 0;
            for (int i = -blur; i <= blur; i++) {
                for (int k = -blur; k <= blur; k++) {
                    sum += ((x + i + SIDE) / cell + (y + k + SIDE) / cell) % 2 != 0 ? high : low;
                }
            }
            picture[y * SIDE + x] = (uint8_t)(sum / ((2 * blur + 1) * (2 * blur + 1)));
        }
    }
    return measure();
}

static struct media_still plain(int value)
{
    memset(picture, value, sizeof(picture));
    return measure();
}

static void kinds_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(plain(0).kind, MEDIA_STILL_BLACK);
    assert_int_equal(plain(16).kind, MEDIA_STILL_BLACK);
    assert_int_equal(plain(40).kind, MEDIA_STILL_BLACK);
    assert_int_equal(plain(41).kind, MEDIA_STILL_FLAT);
    assert_int_equal(plain(255).kind, MEDIA_STILL_FLAT);
    assert_int_equal(squares(16, 0, 118, 122).kind, MEDIA_STILL_FLAT); /* a wall */
    assert_int_equal(squares(16, 0, 16, 30).kind, MEDIA_STILL_BLACK);  /* a night */
    assert_int_equal(squares(16, 0, 60, 160).kind, MEDIA_STILL_GOOD);
}

static void blur_is_seen(void **state)
{
    (void)state;
    struct media_still sharp = squares(16, 0, 60, 160);
    struct media_still soft = squares(16, 3, 60, 160);
    assert_int_equal(soft.kind, MEDIA_STILL_GOOD);
    assert_true(sharp.sharp > 4 * soft.sharp);
    assert_true(media_still_is_better(&sharp, &soft));
    assert_false(media_still_is_better(&soft, &sharp));
    assert_false(media_still_is_better(&sharp, &sharp));
}

static void better_kinds_win_and_little_is_not_better(void **state)
{
    (void)state;
    struct media_still rows[] = {
        plain(16),               /* black */
        squares(16, 0, 16, 41),  /* dark squares */
        plain(120),              /* grey */
        squares(32, 4, 60, 160), /* blurred */
        squares(8, 0, 60, 160),  /* sharp */
    };
    assert_int_equal(rows[1].kind, MEDIA_STILL_GOOD);
    rows[1].kind = MEDIA_STILL_BLACK;
    for (size_t i = 0; i < 5; i++) {
        for (size_t k = 0; k < 5; k++) {
            assert_int_equal(media_still_is_better(&rows[i], &rows[k]), i > k);
        }
    }
    struct media_still a = {MEDIA_STILL_GOOD, 1, 100, 50};
    struct media_still b = {MEDIA_STILL_GOOD, 1, 100, 99};
    assert_false(media_still_is_better(&b, &a)); /* the earlier one stays */
}

/* Blocks of exactly that size: a step outside is seen by the sanitizer. */
static void every_size_works(void **state)
{
    (void)state;
    static const int sides[] = {1, 2, 3, 4, 5, 16, 17, 853, 4096};
    for (size_t i = 0; i < 9; i++) {
        for (size_t k = 0; k < 9; k++) {
            size_t len = (size_t)sides[i] * (size_t)sides[k];
            uint8_t *luma = malloc(len);
            assert_non_null(luma);
            memset(luma, 200, len);
            struct media_still still;
            media_still_measure(luma, sides[i], sides[i], sides[k], &still);
            assert_int_equal(still.kind, MEDIA_STILL_FLAT);
            assert_true(still.visible == 1 && still.spread == 0 && still.sharp == 0);
            free(luma);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_told_apart),
        cmocka_unit_test(blur_is_seen),
        cmocka_unit_test(better_kinds_win_and_little_is_not_better),
        cmocka_unit_test(every_size_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
