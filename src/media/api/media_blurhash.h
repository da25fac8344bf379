/*
 * media_blurhash.h: a picture in about 30 characters, which a page shows as a blur until the
 * picture is there. The format is Blurhash (woltapp); the text is what its own encoder writes for
 * the same pixels (tests/looks). Pure.
 */
#ifndef MEDIA_BLURHASH_H
#define MEDIA_BLURHASH_H

#include "media_yuv.h"

enum {
    /* One for the number of waves, one for their strength, four for the mean colour, two for each
     * wave but the first: 4 x 3 or 3 x 4 of them. */
    MEDIA_BLURHASH = 1 + 1 + 4 + 2 * (4 * 3 - 1)
};

/* media_blurhash_yuv: 4 x 3 waves, or 3 x 4 if the picture stands upright. Of a large picture, a
 * grid of at most 128 x 128 of its pixels is looked at. The text ends with a 0. At least 1 pixel a
 * side. */
void media_blurhash_yuv(const struct media_yuv *picture, char out_text[MEDIA_BLURHASH + 1]);

/* media_blurhash_rgb: the same of rows of red, green and blue bytes, the full range, sRGB; every
 * pixel is looked at. At most 128 pixels a side. */
void media_blurhash_rgb(const uint8_t *rgb, int width, int height,
                        char out_text[MEDIA_BLURHASH + 1]);

#endif
