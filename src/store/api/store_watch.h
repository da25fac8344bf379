/*
 * store_watch.h: watch events: sealed ones of people, under their lockers, and what all of them
 * add up to for a video. The two are never written in one operation.
 */
#ifndef STORE_WATCH_H
#define STORE_WATCH_H

#include "base_arena.h"
#include "base_span.h"
#include "store.h"

#include <stddef.h>

struct store_sealed {
    int64_t id;
    int64_t created_ms;
    struct span sealed;
};

/* store_watch_add: all or none. */
MUST_USE enum err store_watch_add(struct store *s, struct span locker,
                                  const struct store_sealed *events, size_t count);

/* store_watch_own: the last added first, from below before_id (0: from the newest), at most max.
 * The bytes are copied into memory; ERR_NOMEM past its ceiling. */
MUST_USE enum err store_watch_own(struct store *s, struct span locker, int64_t before_id,
                                  size_t max, struct arena *memory, struct store_sealed *out_events,
                                  size_t *out_count);

/* store_watch_length: the duration of a public video; ERR_NOT_FOUND for any other. */
MUST_USE enum err store_watch_length(struct store *s, int64_t video, int64_t *out_duration_ms);

struct store_count {
    int64_t video;
    int64_t watches;
};

/* store_count_add: all or none, in the order given. A video that is not there is passed over. */
MUST_USE enum err store_count_add(struct store *s, const struct store_count *counts, size_t count);

#endif
