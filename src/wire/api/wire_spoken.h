/*
 * wire_spoken.h: what somebody said about a video that is not for everybody, as it is before it is
 * sealed with their key and once it was opened. custodiand opens it for its circle: the author of
 * the video, and who follows them; so it says whose circle that is, and who may write the disk can
 * put none in another's place. Pure; numbers are big-endian.
 *
 *   u8 version = 1 | i64 circle | i64 video | i64 comment | u8 n | n x i64 person who is named |
 *   u32 length, text | zeroes up to SPOKEN_SIZE
 */
#ifndef WIRE_SPOKEN_H
#define WIRE_SPOKEN_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "wire_ask.h"

#include <stdint.h>

enum {
    SPOKEN_TEXT = LIMIT_COMMENT * 4, /* bytes */
    SPOKEN_SIZE = 2112,              /* one length for whatever is in it */
    SPOKEN_SEALED = SPOKEN_SIZE + ASK_SEALING
};

struct spoken {
    int64_t circle; /* the video's author */
    int64_t video;
    int64_t comment;
    uint8_t named_count;
    int64_t named[LIMIT_MENTIONS];
    struct span text; /* 1 to SPOKEN_TEXT bytes */
};

/* spoken_encode: appends. ERR_LIMIT: more than the form has room for; ERR_NOMEM. spoken_decode:
 * text borrows from in. ERR_FORMAT. */
MUST_USE enum err spoken_encode(const struct spoken *spoken, struct buf *out);
MUST_USE enum err spoken_decode(struct span in, struct spoken *out_spoken);

#endif
