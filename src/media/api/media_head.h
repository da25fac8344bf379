/*
 * media_head.h: what the first bytes of a picture's file say of it: which of the three kinds that
 * are taken, and how large. Looked at before a decoder sees a byte. Pure.
 *
 *   JPEG   FF D8, segments of a marker and a length; the first frame header has the size
 *   PNG    its signature, and the header chunk, which comes first
 *   WebP   RIFF, and the first chunk: VP8X (the canvas), VP8L or VP8
 */
#ifndef MEDIA_HEAD_H
#define MEDIA_HEAD_H

#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

enum media_head_kind { MEDIA_JPEG, MEDIA_PNG, MEDIA_WEBP };

struct media_head {
    enum media_head_kind kind;
    bool moves; /* WebP that says it is more than one picture */
    uint32_t width;
    uint32_t height;
};

/* media_head_decode: ERR_FORMAT: none of the three, no size, or the bytes end before it. What
 * follows the size is not looked at. */
MUST_USE enum err media_head_decode(struct span file, struct media_head *out_head);

#endif
