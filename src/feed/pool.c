#include "pool.h"

#include "feed_sieve.h"

enum { HOUR_MS = 3600000, DROPPED = MAP_NONE - 1 };
static const int64_t AGAIN_STEP = 100 * (int64_t)FEED_ONE; /* more than all other terms */

struct fill {
    struct pool *pool;
    struct feed_sieve sieve;
    bool seen;
    struct map known; /* videos that came: their entry, or DROPPED */
};

/* Steps for a video that was seen: none if it is not among the recent watches. */
static int64_t steps_since(const struct feed_request *request, int64_t video)
{
    const struct feed_hot *hot = &request->view.state->hot;
    if (feed_ids_has(&request->filter.shown, video)) {
        return FEED_RECENT + 1;
    }
    for (size_t i = 0; i < hot->recent_count; i++) {
        if (hot->recent[i].video == video) {
            return FEED_RECENT - (int64_t)i;
        }
    }
    return 0;
}

static void score(const struct fill *fill, struct entry *entry)
{
    const struct feed_request *request = fill->pool->request;
    const struct feed_model *model = request->view.model;
    const struct feed_row *row = entry->row;
    feed_score(&request->view, row, &entry->score);
    if (fill->seen) {
        int64_t less = steps_since(request, row->facts.video) * AGAIN_STEP;
        entry->score.terms[FEED_TERM_AGAIN] = -less;
        entry->score.sum -= less;
    }
    entry->is_new =
        row->counts.watches < model->new_watches &&
        request->view.now_ms / HOUR_MS - row->published_ms / HOUR_MS <= model->new_hours;
    entry->lot = map_mix(request->seed ^ map_mix((uint64_t)row->facts.video));
}

static void enter(struct fill *fill, const struct feed_row *row)
{
    struct pool *pool = fill->pool;
    struct entry *entry = &pool->entries[pool->count];
    entry->row = row;
    score(fill, entry);
    uint16_t *group = map_at(&pool->groups, (uint64_t)row->person);
    if (*group == MAP_NONE) {
        *group = (uint16_t)pool->group_count++;
    }
    entry->group = *group;
    pool->group_left[*group]++;
    pool->count++;
}

/* A row that is not the first of its video adds its source. In a full pool no other is looked at.
 */
static void take_row(struct fill *fill, const struct feed_row *row, enum feed_source source)
{
    struct pool *pool = fill->pool;
    uint16_t known = map_find(&fill->known, (uint64_t)row->facts.video);
    if (known == MAP_NONE && pool->count < LIMIT_FEED_CANDIDATES) {
        enum feed_drop drop = feed_sieve_drop(&fill->sieve, row, fill->seen);
        known = drop == FEED_DROPS ? (uint16_t)pool->count : (uint16_t)DROPPED;
        *map_at(&fill->known, (uint64_t)row->facts.video) = known;
        if (drop == FEED_DROPS) {
            enter(fill, row);
        } else {
            pool->dropped[drop]++;
        }
    }
    if (known != MAP_NONE && known != DROPPED) {
        pool->entries[known].sources |= (uint8_t)(1u << source);
    }
}

enum err pool_fill(struct pool *pool, const struct feed_request *request, bool seen,
                   struct arena *scratch)
{
    struct fill fill = {.pool = pool, .seen = seen};
    size_t rows = 0;
    size_t longest = 0;
    for (size_t i = 0; i < FEED_SOURCES; i++) {
        size_t count = request->sources[i].count;
        rows += count;
        longest = count > longest ? count : longest;
    }
    size_t most = rows < LIMIT_FEED_CANDIDATES ? rows : LIMIT_FEED_CANDIDATES;
    *pool = (struct pool){.request = request};
    TRY(map_init(&fill.known, scratch, rows));
    TRY(map_init(&pool->groups, scratch, most));
    pool->entries = arena_alloc(scratch, most * sizeof(pool->entries[0]));
    pool->group_left = arena_alloc(scratch, most * sizeof(pool->group_left[0]));
    if (pool->entries == NULL || pool->group_left == NULL) {
        return ERR_NOMEM;
    }
    feed_sieve_init(&fill.sieve, request);
    for (size_t i = 0; i < longest; i++) {
        for (enum feed_source source = 0; source < FEED_SOURCES; source++) {
            if (i < request->sources[source].count) {
                take_row(&fill, request->sources[source].rows[i], source);
            }
        }
    }
    return ERR_OK;
}
