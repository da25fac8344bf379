/*
 * spacing.h: what a video would cost at the next place of a page, by rules 1 and 2 of feed_page.h.
 */
#ifndef SPACING_H
#define SPACING_H

#include "pool.h"

enum { CROWDED_MAX = (FEED_WINDOW - 1) * FEED_KEYS };

struct spacing {
    const struct pool *pool;
    size_t left;       /* places, with this one */
    size_t stock;      /* entries that are not taken */
    uint16_t last;     /* the group that stands before, or MAP_NONE */
    uint16_t large[2]; /* the two groups with most that is not taken, or MAP_NONE */
    size_t tag_count;
    size_t sound_count;
    uint64_t tags[CROWDED_MAX];       /* that may not come again, if that can be avoided */
    uint64_t sounds[FEED_WINDOW - 1]; /* likewise */
};

/* spacing_at: for the place behind what page has. */
void spacing_at(struct spacing *spacing, const struct pool *pool, const struct feed_page *page,
                size_t left);

/* spacing_cost: 0: it keeps both rules. Rule 1 outweighs rule 2. */
unsigned spacing_cost(const struct spacing *spacing, const struct entry *entry);

#endif
