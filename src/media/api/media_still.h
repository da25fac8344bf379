/*
 * media_still.h: which picture of a clip stands for it. Pure.
 */
#ifndef MEDIA_STILL_H
#define MEDIA_STILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order in which they are preferred. */
enum media_still_kind {
    MEDIA_STILL_BLACK, /* hardly a pixel can be seen */
    MEDIA_STILL_FLAT,  /* nearly one colour: a fade, a wall, a finger */
    MEDIA_STILL_GOOD
};

struct media_still {
    enum media_still_kind kind;
    double visible; /* the share of pixels that are not black */
    double spread;  /* the variance of the brightness */
    double sharp;   /* the variance of its Laplacian: how fine the details are */
};

/* media_still_measure: of the brightness of a picture, 16 (black) to 235; at least one pixel a
 * side. */
void media_still_measure(const uint8_t *luma, ptrdiff_t stride, int width, int height,
                         struct media_still *out_still);

/* media_still_is_better: whether a later picture should take the place of an earlier one: if it is
 * of a better kind; among good ones, if it is more than twice as sharp. */
bool media_still_is_better(const struct media_still *later, const struct media_still *earlier);

#endif
