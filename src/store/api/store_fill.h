/*
 * store_fill.h: people, videos and counts that are made up, many of them, for benchmarks. They have
 * no accounts and no media, and a row of the table made_up says so from before the first of them:
 * the region's page about itself tells everybody (store_fill_is).
 */
#ifndef STORE_FILL_H
#define STORE_FILL_H

#include "store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store_fill {
    int64_t people;
    int64_t videos;  /* of theirs, in the last LIMIT_FILL_DAYS, more of them lately */
    int64_t watches; /* of all of these, about */
    int64_t now_ms;
};

/* store_fill: always the same for the same numbers, but for the time. ERR_CONFLICT: there are
 * people or videos already, or it was filled before, or begun to be. ERR_LIMIT: more than
 * LIMIT_FILL of one, or nobody whose videos they are. */
MUST_USE enum err store_fill(struct store *s, const struct store_fill *fill);

/* store_fill_is: whether the database was filled. */
MUST_USE enum err store_fill_is(struct store *s, bool *out_filled);

#endif
