#include "media_tone.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct media_tone tone;

/* A grey of this share of the signal, as a share of the signal that comes out, in thousandths. */
static int grey(int thousandths)
{
    uint16_t value = (uint16_t)(65535 * thousandths / 1000);
    uint16_t rgb[3] = {value, value, value};
    media_tone_row(&tone, rgb, 1);
    /* The matrices have four digits: a grey stays grey to the eye. */
    assert_true(abs(rgb[0] - rgb[1]) < 100 && abs(rgb[1] - rgb[2]) < 100);
    return (int)(rgb[1] * 1000L / 65535);
}

static void ordinary_pictures_stay_as_they_are(void **state)
{
    (void)state;
    media_tone_init(&tone, MEDIA_SDR, MEDIA_BT709);
    for (int i = 0; i <= 1000; i += 10) {
        assert_in_range(grey(i), i < 3 ? 0 : i - 3, i + 3);
    }
}

static void grey_stays_in_order_and_in_range(void **state)
{
    (void)state;
    static const enum media_transfer transfers[] = {MEDIA_SDR, MEDIA_PQ, MEDIA_HLG};
    static const enum media_gamut gamuts[] = {MEDIA_BT709, MEDIA_BT2020, MEDIA_P3};
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 3; k++) {
            media_tone_init(&tone, transfers[i], gamuts[k]);
            assert_in_range(grey(0), 0, 2);
            assert_in_range(grey(1000), 995, 1000);
            int before = 0;
            for (int level = 0; level <= 1000; level++) {
                int now = grey(level);
                assert_true(now >= before);
                before = now;
            }
        }
    }
}

/* BT.2408: diffuse white is 58 % of a PQ signal and 75 % of an HLG one. It comes out bright, with
 * room above it. 38 % of HLG is 26 cd/m², so 0.128 of white: 0.128 to the power of 1/2.4. */
static void diffuse_white_comes_out_bright(void **state)
{
    (void)state;
    media_tone_init(&tone, MEDIA_PQ, MEDIA_BT2020);
    assert_in_range(grey(581), 850, 930);
    assert_in_range(grey(752), 970, 990); /* 1000 cd/m² */
    media_tone_init(&tone, MEDIA_HLG, MEDIA_BT2020);
    assert_in_range(grey(750), 850, 930);
    assert_in_range(grey(380), 415, 435);
}

/* The sky around a sun: from 1000 to 4000 cd/m² there are still steps. */
static void bright_gradients_keep_their_steps(void **state)
{
    (void)state;
    media_tone_init(&tone, MEDIA_PQ, MEDIA_BT2020);
    for (int i = 752; i < 900; i += 15) {
        assert_true(grey(i + 15) > grey(i));
    }
    media_tone_init(&tone, MEDIA_HLG, MEDIA_BT2020);
    for (int i = 750; i < 985; i += 15) {
        assert_true(grey(i + 15) > grey(i));
    }
}

/* Linear light of skin in the sun, in units of diffuse white, as a PQ signal with BT.2020's
 * colours. */
static void colours_keep_their_hue(void **state)
{
    (void)state;
    static const uint16_t skins[][3] = {
        {24844, 23639, 22423}, /* a fifth of it */
        {34967, 33578, 32161}, /* x 1 */
        {39687, 38246, 36769}, /* x 2 */
        {46125, 44642, 43114}, /* x 5 */
    };
    media_tone_init(&tone, MEDIA_PQ, MEDIA_BT2020);
    for (size_t i = 0; i < sizeof(skins) / sizeof(*skins); i++) {
        uint16_t rgb[3] = {skins[i][0], skins[i][1], skins[i][2]};
        media_tone_row(&tone, rgb, 1);
        double red = pow(rgb[0] / 65535.0, 2.4);
        /* 0.72, 0.50 and 0.40 in the colours of BT.709 */
        assert_true(fabs(pow(rgb[1] / 65535.0, 2.4) / red - 0.50 / 0.72) < 0.02);
        assert_true(fabs(pow(rgb[2] / 65535.0, 2.4) / red - 0.40 / 0.72) < 0.02);
    }
}

static void wide_colours_are_spread_and_clipped(void **state)
{
    (void)state;
    media_tone_init(&tone, MEDIA_SDR, MEDIA_P3);
    uint16_t green[3] = {0, 65535, 0};
    media_tone_row(&tone, green, 1);
    assert_int_equal(green[0], 0);
    assert_int_equal(green[1], 65535);
    uint16_t soft[3] = {30000, 40000, 30000};
    media_tone_row(&tone, soft, 1);
    assert_true(soft[0] < 30000 && soft[1] > 40000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_pictures_stay_as_they_are),
        cmocka_unit_test(grey_stays_in_order_and_in_range),
        cmocka_unit_test(diffuse_white_comes_out_bright),
        cmocka_unit_test(bright_gradients_keep_their_steps),
        cmocka_unit_test(colours_keep_their_hue),
        cmocka_unit_test(wide_colours_are_spread_and_clipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
