/*
 * feed_cursor.h: what the next page of a sitting needs, in its client's hands. As bytes,
 * big-endian, in base64url:
 *
 *   u8 version = 1 | u8 again, 0 or 1 | u64 seed | u16 page | u8 n, to 120 | n x i64 video, each
 * once | u8[4] sum
 *
 * again: all that there is was shown in this sitting, and comes another time. The videos are those
 * of the list so far, the last one last, less those that are known to be seen. The sum is the start
 * of SHA-256 over all before it: it tells a cursor from what was made up or cut off, and protects
 * nothing, since there is nothing to protect: whoever makes one hides videos from themselves.
 */
#ifndef FEED_CURSOR_H
#define FEED_CURSOR_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct feed_cursor {
    bool again;
    uint64_t seed;
    uint16_t page; /* how many came before */
    size_t count;
    int64_t shown[LIMIT_FEED_SHOWN];
};

/* feed_cursor_decode: ERR_FORMAT: not one that this service gave. */
MUST_USE enum err feed_cursor_decode(struct span text, struct feed_cursor *out_cursor);
MUST_USE enum err feed_cursor_encode(const struct feed_cursor *cursor, struct buf *out);

#endif
