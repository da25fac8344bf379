/*
 * feed_hot.h: the part of a viewer's state that every page needs. A part (feed_part.h) of kind
 * FEED_HOT:
 *
 *   i64 day                                   up to which taste has decayed, days since 2025-01-01
 *   u16 n, to 500 | n x (i64 video | i64 at_ms | u32 watched_ms)   the latest watches; sorted by
 *                                             at_ms, video, watched_ms, all falling
 *   u16 n, to 160 | n x (u64 key | i32 weight)  taste; keys rise, no weight is 0
 *   u16 n, to 64 | n x (i64 video | i64 at_ms)  the latest likes, the newest first, each video once
 *   u16 n, to 256 | n x i64 video             what the viewer was not interested in, likewise
 *   u8, if it is not 0                        FEED_WHOLE_… and FEED_ONLY_SEEN: what is here whole,
 *                                             and not only lately
 *
 * Every key and video is greater than zero, no time is negative.
 */
#ifndef FEED_HOT_H
#define FEED_HOT_H

#include "feed_delta.h"

/* Every video that is in a set of what was seen is among the latest watches; likewise of likes. So
 * a page needs no sets of who has not watched 500 times yet. Said once there is no set, and no more
 * once one of the lists had to drop something. FEED_ONLY_SEEN, beside FEED_WHOLE_SEEN: of what was
 * seen there is no set at all (feed_state_begin). */
enum { FEED_WHOLE_SEEN = 1, FEED_WHOLE_LIKES = 2, FEED_WHOLE = 3, FEED_ONLY_SEEN = 4 };

enum { FEED_RECENT = 500, FEED_TASTES = 160, FEED_LIKED = 64, FEED_UNWANTED = 256 };

struct feed_taste {
    uint64_t key; /* feed_taste.h */
    int32_t weight;
};

struct feed_like {
    int64_t video;
    int64_t at_ms;
};

struct feed_hot {
    int64_t day;
    uint16_t recent_count;
    uint16_t taste_count;
    uint16_t liked_count;
    uint16_t unwanted_count;
    uint8_t whole;
    struct feed_watch recent[FEED_RECENT];
    struct feed_taste tastes[FEED_TASTES];
    struct feed_like liked[FEED_LIKED];
    int64_t unwanted[FEED_UNWANTED];
};

MUST_USE enum err feed_hot_decode(struct span in, struct feed_hot *out_hot);
MUST_USE enum err feed_hot_encode(const struct feed_hot *hot, struct buf *out);

/* feed_watch_order: below, at or above 0 as a stands before, with or behind b in recent. */
int feed_watch_order(const struct feed_watch *a, const struct feed_watch *b);

/* feed_hot_watched: one more, if it is among the latest. False: the same watch is there already (a
 * batch that was sent again, since its answer was lost). */
bool feed_hot_watched(struct feed_hot *hot, const struct feed_watch *watch);

/* feed_hot_recent: whether a watch of the video is among the latest. */
bool feed_hot_recent(const struct feed_hot *hot, int64_t video);

#endif
