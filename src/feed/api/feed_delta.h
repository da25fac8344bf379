/*
 * feed_delta.h: what a viewer did, as it comes in, before it is folded into their state. A part
 * (feed_part.h) of kind FEED_DELTA, and always of its smallest size, whatever is in it:
 *
 *   i64 number | u8 what | what follows
 *   FEED_WATCHES         u8 n, 1 to 40 | n x (i64 video | i64 at_ms | u32 watched_ms)
 *   FEED_LIKE, FEED_UNLIKE, FEED_NOT_INTERESTED  i64 video | i64 at_ms
 *   FEED_LIKE_COMMENT, FEED_UNLIKE_COMMENT  the same, the comment in the video's place
 *   FEED_RESET           i64 at_ms
 *   FEED_INTERESTED      as FEED_LIKE
 *   FEED_OWED            as FEED_WATCHES: a flush of counts in the place of at_ms, and what is
 *                        owed of it in that of watched_ms
 *
 * The number is one of base_id.h's: deltas are folded in its order, and its time is the day that
 * taste decays by; at_ms is what the viewer's own clock said. Every video is greater than zero, no
 * other number is negative.
 */
#ifndef FEED_DELTA_H
#define FEED_DELTA_H

#include "feed_part.h"

enum { FEED_WATCHES_MAX = 40 };

enum feed_what {
    FEED_WATCHES = 1,
    FEED_LIKE,
    FEED_UNLIKE,
    FEED_NOT_INTERESTED,
    FEED_RESET, /* of taste, and of what one was not interested in */
    FEED_LIKE_COMMENT,
    FEED_UNLIKE_COMMENT,
    FEED_INTERESTED, /* takes "not interested" back */
    FEED_OWED,       /* changes nothing: likes that were folded, and whose counts may be lost */
    FEED_WHAT_END_
};

enum feed_owed {
    FEED_OWED_LIKE,
    FEED_OWED_UNLIKE,
    FEED_OWED_LIKE_COMMENT,
    FEED_OWED_UNLIKE_COMMENT,
    FEED_OWED_END_
};

struct feed_watch {
    int64_t video;
    int64_t at_ms;
    uint32_t watched_ms;
};

struct feed_delta {
    int64_t number;
    uint8_t what;
    uint8_t count;                               /* of watches: 1 but for FEED_WATCHES, FEED_OWED */
    struct feed_watch watches[FEED_WATCHES_MAX]; /* [0].video is 0 for FEED_RESET */
};

MUST_USE enum err feed_delta_decode(struct span in, struct feed_delta *out_delta);
MUST_USE enum err feed_delta_encode(const struct feed_delta *delta, struct buf *out);

#endif
