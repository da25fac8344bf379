#include "media_blurhash.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
    LONG_SIDE = 4, /* waves along the longer side */
    SHORT_SIDE = 3,
    GRID = 128, /* pixels looked at a side */
    CHANNELS = 3,
    BASE = 83
};

static const double pi = 3.14159265358979323846;

static const char digits[BASE + 1] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "#$%*+,-.:;=?@[]^_{|}~";

/* Pixels to look at, in sRGB bytes. */
struct grid {
    int width;
    int height;
    uint8_t rgb[GRID * GRID * CHANNELS];
};

struct wave {
    double colour[CHANNELS]; /* in terms of light */
};

static double light_of(int code)
{
    double value = code / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static int code_of(double light)
{
    double kept = light < 0 ? 0 : light > 1 ? 1 : light;
    double value = kept <= 0.0031308 ? kept * 12.92 : 1.055 * pow(kept, 1 / 2.4) - 0.055;
    return (int)(value * 255 + 0.5);
}

/* Whole digits, as many as are asked for, the first one first. */
static char *put(char *at, int value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = digits[value % BASE];
        value /= BASE;
    }
    return at + count;
}

static struct wave wave_of(const struct grid *grid, const double *light, int across, int down)
{
    double cosine[GRID];
    for (int x = 0; x < grid->width; x++) {
        cosine[x] = cos(pi * across * x / grid->width);
    }
    struct wave wave = {0};
    for (int y = 0; y < grid->height; y++) {
        const uint8_t *row = grid->rgb + (ptrdiff_t)y * grid->width * CHANNELS;
        double sum[CHANNELS] = {0};
        for (int x = 0; x < grid->width; x++) {
            for (int i = 0; i < CHANNELS; i++) {
                sum[i] += cosine[x] * light[row[x * CHANNELS + i]];
            }
        }
        double factor = cos(pi * down * y / grid->height);
        for (int i = 0; i < CHANNELS; i++) {
            wave.colour[i] += factor * sum[i];
        }
    }
    double scale = (across == 0 && down == 0 ? 1.0 : 2.0) / ((double)grid->width * grid->height);
    for (int i = 0; i < CHANNELS; i++) {
        wave.colour[i] *= scale;
    }
    return wave;
}

/* A share of the strongest wave, as one of 19 steps around none. */
static int step_of(double value, double strongest)
{
    double share = value / strongest;
    double root = share < 0 ? -sqrt(-share) : sqrt(share);
    int step = (int)floor(root * 9 + 9.5);
    return step < 0 ? 0 : step > 18 ? 18 : step;
}

static void write_text(const struct wave *waves, int across, int down, char *out_text)
{
    int count = across * down;
    double strongest = waves[1].colour[0];
    for (int i = 1; i < count; i++) {
        for (int k = 0; k < CHANNELS; k++) {
            /* Without its sign, as the format's own encoder does. */
            strongest = waves[i].colour[k] > strongest ? waves[i].colour[k] : strongest;
        }
    }
    double wanted = floor(strongest * 166 - 0.5);
    int strength = wanted < 0 ? 0 : wanted > BASE - 1 ? BASE - 1 : (int)wanted;
    const double *mean = waves[0].colour;
    char *at = put(out_text, across - 1 + (down - 1) * 9, 1);
    at = put(at, strength, 1);
    at = put(at, code_of(mean[0]) << 16 | code_of(mean[1]) << 8 | code_of(mean[2]), 4);
    for (int i = 1; i < count; i++) {
        double most = (strength + 1) / 166.0;
        const double *colour = waves[i].colour;
        int steps = step_of(colour[0], most) * 19 * 19 + step_of(colour[1], most) * 19 +
                    step_of(colour[2], most);
        at = put(at, steps, 2);
    }
    *at = '\0';
}

static void encode(const struct grid *grid, bool upright, char *out_text)
{
    int across = upright ? SHORT_SIDE : LONG_SIDE;
    int down = upright ? LONG_SIDE : SHORT_SIDE;
    double light[256];
    for (int i = 0; i < 256; i++) {
        light[i] = light_of(i);
    }
    struct wave waves[LONG_SIDE * SHORT_SIDE];
    for (int i = 0; i < across * down; i++) {
        waves[i] = wave_of(grid, light, i % across, i / across);
    }
    write_text(waves, across, down, out_text);
}

static uint8_t byte_of(double value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value + 0.5);
}

static void pixel_of(const struct media_yuv *picture, int x, int y, uint8_t *rgb)
{
    double luma = 255.0 / 219 * (picture->luma[y * picture->luma_stride + x] - 16);
    double blue = 255.0 / 224 * (picture->blue[y / 2 * picture->blue_stride + x / 2] - 128);
    double red = 255.0 / 224 * (picture->red[y / 2 * picture->red_stride + x / 2] - 128);
    rgb[0] = byte_of(luma + 1.5748 * red);
    rgb[1] = byte_of(luma - 0.18733 * blue - 0.46813 * red);
    rgb[2] = byte_of(luma + 1.8556 * blue);
}

void media_blurhash_yuv(const struct media_yuv *picture, char out_text[MEDIA_BLURHASH + 1])
{
    assert(picture->width > 0);
    assert(picture->height > 0);
    struct grid grid;
    grid.width = picture->width < GRID ? picture->width : GRID;
    grid.height = picture->height < GRID ? picture->height : GRID;
    for (int y = 0; y < grid.height; y++) {
        for (int x = 0; x < grid.width; x++) {
            /* The middle of the pixels that it stands for. */
            pixel_of(picture, (2 * x + 1) * picture->width / (2 * grid.width),
                     (2 * y + 1) * picture->height / (2 * grid.height),
                     grid.rgb + ((ptrdiff_t)y * grid.width + x) * CHANNELS);
        }
    }
    encode(&grid, picture->height > picture->width, out_text);
}

void media_blurhash_rgb(const uint8_t *rgb, int width, int height,
                        char out_text[MEDIA_BLURHASH + 1])
{
    assert(width > 0 && width <= GRID);
    assert(height > 0 && height <= GRID);
    struct grid grid = {.width = width, .height = height};
    for (int i = 0; i < width * height * CHANNELS; i++) {
        grid.rgb[i] = rgb[i];
    }
    encode(&grid, height > width, out_text);
}
