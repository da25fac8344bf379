/*
 * pool.h: the videos that a page may be made of: rows merged, filtered, limited and scored.
 */
#ifndef POOL_H
#define POOL_H

#include "feed_page.h"
#include "map.h"

struct entry {
    const struct feed_row *row;
    uint8_t sources;
    bool is_new; /* as feed_model has it */
    bool taken;
    uint16_t group; /* of its creator */
    uint64_t lot;   /* the seed's, for this video */
    struct feed_score score;
};

struct pool {
    const struct feed_request *request;
    struct entry *entries;
    size_t count;
    struct map groups; /* by creator */
    size_t group_count;
    uint16_t *group_left; /* entries of each that are not taken */
    size_t dropped[FEED_DROPS];
};

/* pool_fill: with what was not seen; if seen is true, with what was. ERR_NOMEM. */
MUST_USE enum err pool_fill(struct pool *pool, const struct feed_request *request, bool seen,
                            struct arena *scratch);

#endif
