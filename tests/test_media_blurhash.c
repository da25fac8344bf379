#include "media_blurhash.h"

#include "base_limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint8_t value_of(int x, int y, int i)
{
    return (uint8_t)((x * (5 + i) + y * (11 - 3 * i) + x * y * i / 9) & 255);
}

/* Made by the npm package blurhash 2.0.5; tests/system/test_looks.py asks it about many more. */
static void texts_are_those_of_the_formats_own_encoder(void **state)
{
    (void)state;
    static const struct {
        int width;
        int height;
        const char *text;
    } rows[] = {
        {1, 1, "L00000fQfQfQfQfQfQfQfQfQfQfQ"},     {2, 1, "L00Ss6fQIUfQ%MfQIUfQ%MfQIUfQ"},
        {1, 2, "T00vI]?G?GfQfQfQ9a9a9afQfQfQ"},     {3, 3, "L025+4$$IA?aN{R*WAWr57NHoeIp"},
        {32, 18, "LDH_rf8w4TWZ1k00_LyF0P}jyZ8_"},   {18, 32, "TEF?LhttW|u%D4Q}00C9yp7Z~mv1"},
        {128, 128, "L0HV9w^lEw^l^*VGaLVYFoa0BdZ$"}, {37, 101, "T1HV9wGcy@~2D40cE^00u%}}D40J"},
        {128, 5, "LKGSZEVF5iU{_MRCOQRCf#V]X4V_"},
    };
    static uint8_t rgb[128 * 128 * 3];
    for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++) {
        int at = 0;
        for (int y = 0; y < rows[k].height; y++) {
            for (int x = 0; x < rows[k].width; x++) {
                for (int i = 0; i < 3; i++) {
                    rgb[at++] = value_of(x, y, i);
                }
            }
        }
        char text[MEDIA_BLURHASH + 1];
        media_blurhash_rgb(rgb, rows[k].width, rows[k].height, text);
        assert_string_equal(text, rows[k].text);
    }
}

/* A picture of one colour in a block of its own, so that a read past its end is seen. */
struct flat {
    struct media_yuv yuv;
    uint8_t *bytes;
};

static struct flat flat_of(int width, int height, const uint8_t *colour)
{
    int half = (width + 1) / 2;
    size_t luma = (size_t)width * (size_t)height;
    size_t other = (size_t)half * (size_t)((height + 1) / 2);
    struct flat flat = {.bytes = malloc(luma + 2 * other)};
    assert_non_null(flat.bytes);
    memset(flat.bytes, colour[0], luma);
    memset(flat.bytes + luma, colour[1], other);
    memset(flat.bytes + luma + other, colour[2], other);
    flat.yuv = (struct media_yuv){.luma = flat.bytes,
                                  .blue = flat.bytes + luma,
                                  .red = flat.bytes + luma + other,
                                  .luma_stride = width,
                                  .blue_stride = half,
                                  .red_stride = half,
                                  .width = width,
                                  .height = height};
    return flat;
}

static void every_size_has_a_text_of_its_shape(void **state)
{
    (void)state;
    static const int sides[] = {1, 2, 3, 127, 128, 129, 853, LIMIT_VIDEO_SIDE};
    static const uint8_t grey[] = {126, 128, 128};
    for (size_t i = 0; i < 8; i++) {
        for (size_t k = 0; k < 8; k++) {
            struct flat flat = flat_of(sides[i], sides[k], grey);
            char text[MEDIA_BLURHASH + 1];
            memset(text, 1, sizeof(text));
            media_blurhash_yuv(&flat.yuv, text);
            assert_int_equal(strlen(text), MEDIA_BLURHASH);
            assert_int_equal(text[0], sides[k] > sides[i] ? 'T' : 'L');
            free(flat.bytes);
        }
    }
}

/* The mean colour's four digits. */
static int mean_of(int luma, int blue, int red)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "#$%*+,-.:;=?@[]^_{|}~";
    struct flat flat = flat_of(40, 20, (uint8_t[]){(uint8_t)luma, (uint8_t)blue, (uint8_t)red});
    char text[MEDIA_BLURHASH + 1];
    media_blurhash_yuv(&flat.yuv, text);
    free(flat.bytes);
    int value = 0;
    for (int i = 2; i < 6; i++) {
        value = value * 83 + (int)(strchr(digits, text[i]) - digits);
    }
    return value;
}

static void colours_are_those_of_bt709(void **state)
{
    (void)state;
    assert_int_equal(mean_of(16, 128, 128), 0x000000);
    assert_int_equal(mean_of(235, 128, 128), 0xffffff);
    assert_int_equal(mean_of(63, 102, 240), 0xff0100); /* red, in whole steps of 8 bits */
    assert_int_equal(mean_of(0, 128, 128), 0x000000);  /* below black, past white */
    assert_int_equal(mean_of(255, 128, 128), 0xffffff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_those_of_the_formats_own_encoder),
        cmocka_unit_test(every_size_has_a_text_of_its_shape),
        cmocka_unit_test(colours_are_those_of_bt709),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
