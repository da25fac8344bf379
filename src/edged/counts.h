/*
 * counts.h: how often each video was watched and liked, and what it is ranked by, added up in
 * memory and written once a minute, in shuffled order, by a thread of its own: no row tells who
 * watched what, or when. What was counted since the last time is lost in a crash; which writing a
 * like's count was handed to is kept with the like, sealed, so that its owner's next folding can
 * count it again (viewer_owed.h).
 */
#ifndef COUNTS_H
#define COUNTS_H

#include "base_auto.h"
#include "base_err.h"
#include "shelf.h"
#include "store_watch.h"

#include <stdbool.h>
#include <stdint.h>

struct counts;

/* counts_new: the shelf is told of what was written; it outlives the counts. */
MUST_USE enum err counts_new(struct store *store, struct shelf *shelf, int flush_ms,
                             struct counts **out_counts);

/* counts_start: the thread. ERR_NOMEM. */
MUST_USE enum err counts_start(struct counts *c);

/* counts_add: one watch of each. With too many videos at once, one that is new is dropped until the
 * next writing, which then comes at once. */
void counts_add(struct counts *c, const int64_t *videos, size_t count);

/* counts_more: what a folding changes, of one video, or how much a comment is liked. With too many
 * videos at once the writing is done before this returns: not between counts_hold and
 * counts_let_go, which would wait for each other. */
void counts_more(struct counts *c, const struct store_count *more);

/* counts_hold: until counts_let_go no flush begins; out_flush: the next one. Errors of the store.
 * counts_owed: meanwhile, as counts_more, but it never writes: false: there is no room. */
MUST_USE enum err counts_hold(struct counts *c, int64_t *out_flush);
void counts_let_go(struct counts *c);
bool counts_owed(struct counts *c, const struct store_count *more);

/* counts_flushed: whether what was counted for that flush is durable, still to come, or lost.
 * Errors of the store. */
enum counts_state { COUNTS_DURABLE, COUNTS_TO_COME, COUNTS_LOST };
MUST_USE enum err counts_flushed(struct counts *c, int64_t flush, enum counts_state *out_state);

/* counts_flush: writes now. On failure everything is kept for the next time. */
MUST_USE enum err counts_flush(struct counts *c);

/* counts_free: ends the thread and writes what is left. */
void counts_free(struct counts *c);
AUTO_CLOSER(counts_free, struct counts)

#endif
