/*
 * media_pdq.h: PDQ, the perceptual hash by which services tell each other of pictures: close
 * pictures have close hashes. Pure.
 *
 * From the published description (Meta, "The TMK+PDQF Video-Hashing Algorithm and the PDQ
 * Image-Hashing Algorithm"): brightness, twice a box filter along each axis, 64 x 64 samples, the
 * 16 x 16 lowest frequencies without the constant ones, one bit each: above the median or not.
 * Checked against the reference implementation (ThreatExchange, pdq/cpp), compiled, on the same
 * bytes (tests/test_media_pdq.c), as its hasher of video frames calls it; not against the hashes
 * that are published for its JPEG files (pdq/data), which also depend on the decoder: no package of
 * Debian or npm that was found brings those files, and hashes without their pictures say nothing.
 *
 * Its command-line tool for photographs differs: to be fast, as its authors say, it first
 * makes 512 x 512 by the nearest pixel of what has more pixels a side. Its hasher of video frames
 * does not, nor does this. In 66 frames of real clips that step moved at most 26 bits, but 32 to 44
 * in the 6 of the one that is full of fine detail: there a list made by that tool is missed.
 */
#ifndef MEDIA_PDQ_H
#define MEDIA_PDQ_H

#include "media_yuv.h"

#include <stdbool.h>

enum {
    MEDIA_PDQ_BYTES = 32,
    MEDIA_PDQ_SIDE_MIN = 5,    /* smaller pictures have no hash: all bits 0, quality 0 */
    MEDIA_PDQ_QUALITY_MIN = 50 /* a hash of less says little (the reference's advice) */
};

struct media_pdq {
    uint8_t bits[MEDIA_PDQ_BYTES]; /* as services write them: in hexadecimal, from the first on */
    int quality;                   /* 0 to 100: how much there is to see */
};

/* media_pdq_yuv: at most LIMIT_VIDEO_SIDE a side. */
void media_pdq_yuv(const struct media_yuv *picture, struct media_pdq *out_pdq);

/* media_pdq_rgb: rows of red, green and blue bytes, the full range; stride is the distance between
 * rows. At most LIMIT_VIDEO_SIDE a side. */
void media_pdq_rgb(const uint8_t *rgb, ptrdiff_t stride, int width, int height,
                   struct media_pdq *out_pdq);

/* media_pdq_distance: bits that differ, 0 to 256. Up to 31 is taken as the same picture. */
int media_pdq_distance(const struct media_pdq *a, const struct media_pdq *b);

#endif
