/*
 * feed_mark.h: up to where a viewer has read what they were told. A part (feed_part.h) of kind
 * FEED_MARK: i64, the number of the newest notice read, greater than zero.
 */
#ifndef FEED_MARK_H
#define FEED_MARK_H

#include "feed_part.h"

/* feed_mark_decode: ERR_FORMAT. feed_mark_encode: behind what out has. */
MUST_USE enum err feed_mark_decode(struct span in, int64_t *out_mark);
MUST_USE enum err feed_mark_encode(int64_t mark, struct buf *out);

#endif
