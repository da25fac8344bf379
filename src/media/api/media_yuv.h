/*
 * media_yuv.h: a picture as the rendition has it, for code that is pure: it borrows the planes.
 */
#ifndef MEDIA_YUV_H
#define MEDIA_YUV_H

#include <stddef.h>
#include <stdint.h>

/* 8 bits, 4:2:0, BT.709, limited range. The colour planes have (side + 1) / 2 samples a side. */
struct media_yuv {
    const uint8_t *luma;
    const uint8_t *blue;
    const uint8_t *red;
    ptrdiff_t luma_stride;
    ptrdiff_t blue_stride;
    ptrdiff_t red_stride;
    int width;
    int height;
};

#endif
