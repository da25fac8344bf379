/*
 * viewer_owed.h: what a folding leaves behind for the next one of its viewer: likes whose counts
 * are not durable yet, sealed as one more delta (FEED_OWED). What a crash lost of the counts is
 * counted again by that, once, and no file tells who liked what.
 */
#ifndef VIEWER_OWED_H
#define VIEWER_OWED_H

#include "counts.h"
#include "feed_delta.h"

/* As many as a delta holds; what comes past them is counted, and lost in a crash. */
struct owed {
    struct feed_delta delta; /* of a flush 0: not counted yet */
};

/* owed_look: at a delta of an earlier folding: what is not durable yet is owed further on;
 * out_lost: bit i is set if watches[i] is to be counted again. Errors of the store. */
MUST_USE enum err owed_look(struct counts *c, const struct feed_delta *before, struct owed *o,
                            uint64_t *out_lost);

/* owed_add: a like that is folded, and changed how many like its object: by 1 or -1. */
void owed_add(struct owed *o, const struct feed_delta *act, int likes);

/* owed_hand: to this flush go those that are not counted yet. */
void owed_hand(struct owed *o, int64_t flush);

/* owed_count: what one of them is in counts. */
struct store_count owed_count(const struct feed_watch *one);

#endif
