/*
 * feed_part.h: what all sealed values of a viewer have in common. Big-endian:
 *
 *   u8 version = 1 | u8 kind | u16 len | len bytes of the kind's own | zeroes
 *
 * The zeroes fill up to the smallest of four sizes that holds it, so that a sealed value's length
 * does not tell what is in it, or how much. Anything else is refused: there is one encoding.
 */
#ifndef FEED_PART_H
#define FEED_PART_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdint.h>

enum {
    /* What SQLite keeps in a row's own page, sealed, four rows to a page; then whole pages. */
    FEED_SIZE_1 = 832,
    FEED_SIZE_2 = 4096,
    FEED_SIZE_3 = 8192,
    FEED_SIZE_4 = 16384,
    FEED_PART_HEAD = 4
};

enum feed_kind {
    FEED_DELTA = 1,
    FEED_HOT,
    FEED_SEEN,
    FEED_LIKES,
    FEED_COMMENT_LIKES,
    FEED_MARK,
    FEED_PREFS,
    FEED_SAVED,
    FEED_PEOPLE
};

/* feed_part_read: the kind's own bytes, borrowed from in. ERR_FORMAT: anything but a part of this
 * kind. */
MUST_USE enum err feed_part_read(struct span in, uint8_t kind, struct span *out_body);

/* feed_part_write: body as a part, behind what out has. ERR_LIMIT: it fits no size. */
MUST_USE enum err feed_part_write(uint8_t kind, struct span body, struct buf *out);

#endif
