/*
 * feed_saved.h: what a viewer has saved. A part (feed_part.h) of kind FEED_SAVED:
 *
 *   u16 n, to 2000 | n x i64 video   what was saved last first; each greater than zero, and once
 */
#ifndef FEED_SAVED_H
#define FEED_SAVED_H

#include "base_limits.h"
#include "feed_part.h"

#include <stdbool.h>
#include <stddef.h>

struct feed_saved {
    uint16_t count;
    int64_t videos[LIMIT_SAVED];
};

MUST_USE enum err feed_saved_decode(struct span in, struct feed_saved *out_saved);
MUST_USE enum err feed_saved_encode(const struct feed_saved *saved, struct buf *out);

/* feed_saved_place: where the video stands; saved->count if it does not. */
size_t feed_saved_place(const struct feed_saved *saved, int64_t video);

/* feed_saved_add: as the first; what is there stays where it is. ERR_LIMIT: LIMIT_SAVED are there.
 * feed_saved_drop: what is not there is no failure. */
MUST_USE enum err feed_saved_add(struct feed_saved *saved, int64_t video);
void feed_saved_drop(struct feed_saved *saved, int64_t video);

#endif
