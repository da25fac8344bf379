/*
 * watch_event.h: one watch event, as it is sealed (FIELD_WATCH). EVENT_SIZE bytes, big-endian:
 *
 *   u8 version = 1 | i64 video | i64 watched_ms | i64 at_ms
 *
 * Nothing may follow.
 */
#ifndef WATCH_EVENT_H
#define WATCH_EVENT_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdint.h>

enum { WATCH_EVENT_SIZE = 25 };

struct watch_event {
    int64_t video;
    int64_t watched_ms;
    int64_t at_ms;
};

/* watch_event_decode: ERR_FORMAT on another version or length, or a negative number. */
MUST_USE enum err watch_event_decode(struct span in, struct watch_event *out_event);
MUST_USE enum err watch_event_encode(const struct watch_event *event, struct buf *out);

#endif
