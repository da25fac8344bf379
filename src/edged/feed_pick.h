/*
 * feed_pick.h: which rows of the shelf a page is made of: from five sources, each only what may
 * come (feed_sieve.h), and of each only so many.
 */
#ifndef FEED_PICK_H
#define FEED_PICK_H

#include "base_arena.h"
#include "feed_sieve.h"
#include "shelf.h"

struct feed_pick {
    const struct shelf *shelf; /* held */
    /* Months whose videos may come, by month: of a viewer, those whose sets are in the state. NULL:
     * all. */
    const bool *months;
    bool newest; /* one source only: what is new, in its order */
    bool again;  /* what was seen, but not shown in this sitting */
};

/*
 * feed_pick: fills in the request's sources; its view, filter, seed and wanted are there. The rows
 * are the shelf's own. whole is set if these are all that may come of the months. ERR_NOMEM: memory
 * needs LIMIT_FEED_SCRATCH.
 */
MUST_USE enum err feed_pick(const struct feed_pick *pick, struct arena *memory,
                            struct feed_request *request);

#endif
