/*
 * replays.h: the watches that were counted last, so that one which is sent again, since its answer
 * was lost, is not counted twice. In memory only, and of each watch nothing but eight bytes of a
 * hash under its viewer's locker: whoever reads this process's memory and does not see that learns
 * of no viewer what they watched. What is remembered of a stranger is the watch alone, without an
 * address: two strangers' watches that are the same to the millisecond count once.
 */
#ifndef REPLAYS_H
#define REPLAYS_H

#include "base_auto.h"
#include "base_err.h"
#include "feed_hot.h"
#include "wire_ask.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct replays;

MUST_USE enum err replays_new(struct replays **out_replays);
void replays_free(struct replays *r);
AUTO_CLOSER(replays_free, struct replays)

/* replays_mark: what a watch is remembered by; locker: its viewer's, NULL: a stranger's. */
uint64_t replays_mark(const struct replays *r, const uint8_t *locker,
                      const struct feed_watch *watch);

/* replays_find: out_found[i]: whether marks[i] is remembered. replays_keep: it is from now on; of
 * LIMIT_REPLAYS that are, the oldest go. Of a watch that comes twice at once both may be new:
 * whoever counts takes one batch after the other. */
void replays_find(struct replays *r, const uint64_t *marks, size_t count, bool *out_found);
void replays_keep(struct replays *r, const uint64_t *marks, size_t count);

#endif
