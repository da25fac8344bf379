/*
 * counts.h: how often each video was watched and liked, added up in memory and written once a
 * minute, in shuffled order, by a thread of its own: no row tells who watched what, or when. What
 * was counted since the last time is lost in a crash.
 */
#ifndef COUNTS_H
#define COUNTS_H

#include "base_auto.h"
#include "base_err.h"
#include "store_watch.h"

#include <stdint.h>

struct counts;

MUST_USE enum err counts_new(struct store *store, int flush_ms, struct counts **out_counts);

/* counts_start: the thread. ERR_NOMEM. */
MUST_USE enum err counts_start(struct counts *c);

/* counts_add: one watch. With too many videos at once, one that is new is dropped until the next
 * writing, which then comes at once. */
void counts_add(struct counts *c, int64_t video);

/* counts_like: one like more (1) or less (-1). With too many videos at once the writing is done
 * before this returns. */
void counts_like(struct counts *c, int64_t video, int change);

/* counts_like_comment: the same, of a comment. */
void counts_like_comment(struct counts *c, int64_t comment, int change);

/* counts_flush: writes now. On failure everything is kept for the next time. */
MUST_USE enum err counts_flush(struct counts *c);

/* counts_free: ends the thread and writes what is left. */
void counts_free(struct counts *c);
AUTO_CLOSER(counts_free, struct counts)

#endif
