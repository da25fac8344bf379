/*
 * store_block.h: who blocked whom, by names that only custodiand makes (wire_ask.h, PAIR), each in
 * a slot of its blocker's (block.h of edged).
 */
#ifndef STORE_BLOCK_H
#define STORE_BLOCK_H

#include "store_viewer.h"

#include <stdbool.h>

/* store_block_any: whether anybody blocks anybody: if not, nobody need be asked for a name. */
MUST_USE enum err store_block_any(struct store *s, bool *out_any);

/* store_block_has: of each of these names whether it is there. */
MUST_USE enum err store_block_has(struct store *s, const struct store_name *pairs, size_t count,
                                  bool *out_there);

struct store_block {
    struct store_name pair;
    const struct store_name *slots; /* of the blocker: the first that is free is taken */
    size_t slot_count;
    int64_t person; /* who blocks */
    int64_t target;
};

/*
 * store_block_add: the row, durable; in the same step follows between the two end, and what the
 * blocker was told of the other goes. One that is there already is no failure. ERR_LIMIT: no slot
 * is free; ERR_DENIED: the person left.
 */
MUST_USE enum err store_block_add(struct store *s, const struct store_block *block);

/* store_block_drop: one that is not there is no failure. */
MUST_USE enum err store_block_drop(struct store *s, const struct store_name *pair);

/* store_block_forget: the rows of these slots. */
MUST_USE enum err store_block_forget(struct store *s, const struct store_name *slots, size_t count);

#endif
