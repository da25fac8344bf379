/*
 * store_watch.h: what is public about a video for those who watch it, what all watches and likes
 * add up to, and the sealed watch events that a database of an older version may still have. Counts
 * and what is sealed are never written in one operation.
 */
#ifndef STORE_WATCH_H
#define STORE_WATCH_H

#include "base_arena.h"
#include "base_limits.h"
#include "base_span.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>

struct store_facts {
    int64_t person;
    int64_t duration_ms;
    char title[LIMIT_TITLE * 4 + 1];
};

/* store_watch_facts: of a public video; ERR_NOT_FOUND for any other. */
MUST_USE enum err store_watch_facts(struct store *s, int64_t video, struct store_facts *out_facts);

struct store_count {
    int64_t video; /* or a comment */
    int64_t watches;
    int64_t likes; /* how many more, or fewer; nothing ever has fewer than none */
    bool comment;  /* then likes alone */
    /* For ranking (struct feed_counts): of signed-in viewers, each once. */
    int64_t viewers;
    int64_t shares;
    int64_t finished;
    int64_t unwanted; /* as likes */
};

/* store_count_add: all or none, in the order given. What is not there is passed over. Whose video
 * or comment is liked more is told so. */
MUST_USE enum err store_count_add(struct store *s, const struct store_count *counts, size_t count);

/* Which of a run's writings of counts, from 1 on. */
struct store_flush {
    int64_t run; /* from 1 on */
    int64_t number;
};

/* store_count_flush: store_count_add, and that this flush was made, durable as one. */
MUST_USE enum err store_count_flush(struct store *s, const struct store_flush *flush,
                                    const struct store_count *counts, size_t count);

/* store_counting_begin: a run that has made none. store_counting_get: the newest that a run made;
 * 0: none. ERR_NOT_FOUND: no such run. */
MUST_USE enum err store_counting_begin(struct store *s, int64_t *out_run);
MUST_USE enum err store_counting_get(struct store *s, int64_t run, int64_t *out_number);

struct store_sealed {
    int64_t id;
    struct span sealed;
};

/* store_watch_old: what an older version kept under the locker, the oldest first, at most max. The
 * bytes are copied into memory; ERR_NOMEM past its ceiling. store_viewer_swap removes it. */
MUST_USE enum err store_watch_old(struct store *s, struct span locker, size_t max,
                                  struct arena *memory, struct store_sealed *out_events,
                                  size_t *out_count);

#endif
