/*
 * feed_set.h: an exact set of videos of one month: what a viewer has seen, or likes; or of
 * comments that they like. A part (feed_part.h) of kind FEED_SEEN, FEED_LIKES or
 * FEED_COMMENT_LIKES; a comment's number stands as a video's does:
 *
 *   u16 month | u8 place, 0 to 3 | u16 n, to 2000 | i64 the lowest video, if n > 0
 *   | (n - 1) x the distance to the next, 1 at least, in groups of 7 bits, the lowest group first,
 *     bit 7 set in all but the last, which is not 0 unless it is the only one
 *
 * The month of a video is that of its number's own time (base_id.h), counted from January 2025: a
 * video becomes public within minutes of it, and never changes it. Of one month a viewer has up to
 * four sets, place 0 being filled first.
 */
#ifndef FEED_SET_H
#define FEED_SET_H

#include "feed_part.h"

#include <stdbool.h>

enum {
    FEED_SET_MAX = 2000, /* videos: 8 bytes each at most, so that it fits FEED_SIZE_4 */
    FEED_PLACES = 4,     /* 8000 videos of one month: 250 a day */
    FEED_MONTH_MAX = 836 /* of the highest number that there can be */
};

struct feed_set {
    uint8_t kind; /* FEED_SEEN, FEED_LIKES or FEED_COMMENT_LIKES */
    uint8_t place;
    uint16_t month;
    uint16_t count;
    uint16_t room;   /* FEED_SET_MAX, or as many as there will be */
    int64_t *videos; /* rising */
};

/* feed_month: of a video, or of a moment since 1970 (before 2025: month 0). */
uint16_t feed_month(int64_t video);
uint16_t feed_month_at(int64_t wall_ms);

/* feed_day: of a number of base_id.h, days since 2025-01-01. */
int64_t feed_day(int64_t number);

/* feed_set_count: how many the bytes say that they have, whatever they are; at most FEED_SET_MAX.
 * feed_set_decode: out_set has room, and ERR_FORMAT is also for more than that. */
size_t feed_set_count(struct span in);
MUST_USE enum err feed_set_decode(struct span in, uint8_t kind, struct feed_set *out_set);
MUST_USE enum err feed_set_encode(const struct feed_set *set, struct buf *out);

bool feed_set_has(const struct feed_set *set, int64_t video);

/* feed_set_add, feed_set_drop: whether that changed it. The video is of the set's month; a full set
 * is not changed. A month above FEED_MONTH_MAX is none: of a set that is never stored. */
bool feed_set_add(struct feed_set *set, int64_t video);
bool feed_set_drop(struct feed_set *set, int64_t video);

#endif
