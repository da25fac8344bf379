#include "feed_pick.h"

#include <stdlib.h>

enum {
    OF_SOURCE = 80, /* rows of each; of what is drawn, half of it */
    OF_DRAWN = 40,
    OF_CREATOR = 10,  /* of the newest: a page's worth, so that no flood keeps others out, */
    PASSED = 10000,   /* passing over so many for that */
    AHEAD = 4,        /* rows */
    DRAWS = 120,      /* for them: what was seen is drawn, too */
    OF_FOLLOWED = 2,  /* of each who is followed, the newest */
    OF_KEY = 12,      /* of each creator or hashtag that the viewer likes, */
    KEYS = 12,        /* the dearest of these, */
    LOOKS_OF_KEY = 96 /* looking at so many */
};

struct picking {
    const struct feed_pick *pick;
    struct feed_sieve sieve;
    struct arena *memory;
    struct feed_request *request;
    const struct feed_row **rows; /* of the source under way */
    size_t count;
    size_t max;
};

static enum err source_start(struct picking *p, size_t max)
{
    p->rows = arena_alloc(p->memory, max * sizeof(p->rows[0]));
    p->count = 0;
    p->max = max;
    return p->rows == NULL ? ERR_NOMEM : ERR_OK;
}

static void source_end(struct picking *p, enum feed_source source)
{
    p->request->sources[source] = (struct feed_rows){p->rows, p->count};
}

static bool may_come(const struct picking *p, uint32_t at)
{
    const struct shelf *shelf = p->pick->shelf;
    const bool *months = p->pick->months;
    return (months == NULL || months[shelf_month(shelf, at)]) &&
           feed_sieve_drop(&p->sieve, shelf_row(shelf, at), p->pick->again) == FEED_DROPS;
}

/* Rows lie anywhere: those that come next are fetched meanwhile. */
static void soon(const struct picking *p, struct shelf_list list, size_t at)
{
    if (at < list.count) {
        shelf_soon(p->pick->shelf, list.at[at]);
    }
}

/* False: there is no room for one more. */
static bool take(struct picking *p, uint32_t at)
{
    if (p->count == p->max) {
        return false;
    }
    if (may_come(p, at)) {
        p->rows[p->count++] = shelf_row(p->pick->shelf, at);
    }
    return true;
}

/* The newest last; at most so many of them, looking at so many. */
static void take_newest_of(struct picking *p, struct shelf_list list, size_t most, size_t looks)
{
    size_t end = p->count + most;
    for (size_t i = list.count; i > 0 && looks > 0 && p->count < end; i--, looks--) {
        soon(p, list, i - 1 - AHEAD);
        if (!take(p, list.at[i - 1])) {
            return;
        }
    }
}

static int by_age(const void *a, const void *b)
{
    const struct feed_row *one = *(const struct feed_row *const *)a;
    const struct feed_row *other = *(const struct feed_row *const *)b;
    if (one->published_ms == other->published_ms) {
        return one->facts.video > other->facts.video ? -1 : 1;
    }
    return one->published_ms > other->published_ms ? -1 : 1;
}

static enum err pick_following(struct picking *p)
{
    const struct feed_ids *followed = &p->request->view.followed;
    TRY(source_start(p, followed->count * OF_FOLLOWED + 1));
    for (size_t i = 0; i < followed->count; i++) {
        struct shelf_list list = shelf_of(p->pick->shelf, feed_key_creator(followed->ids[i]));
        take_newest_of(p, list, OF_FOLLOWED, LOOKS_OF_KEY);
    }
    qsort(p->rows, p->count, sizeof(p->rows[0]), by_age);
    p->count = p->count < OF_SOURCE ? p->count : OF_SOURCE;
    source_end(p, FEED_FOLLOWING);
    return ERR_OK;
}

/* The heaviest first; how many. */
static size_t dearest(const struct feed_hot *hot, const struct feed_taste *out[KEYS])
{
    size_t count = 0;
    for (size_t i = 0; i < hot->taste_count; i++) {
        const struct feed_taste *taste = &hot->tastes[i];
        size_t at = count;
        if (taste->weight <= 0) {
            continue;
        }
        while (at > 0 && out[at - 1]->weight < taste->weight) {
            if (at < KEYS) {
                out[at] = out[at - 1];
            }
            at--;
        }
        if (at < KEYS) {
            out[at] = taste;
            count += count < KEYS;
        }
    }
    return count;
}

static enum err pick_similar(struct picking *p)
{
    const struct feed_taste *keys[KEYS];
    size_t count = dearest(&p->request->view.state->hot, keys);
    TRY(source_start(p, (size_t)KEYS * OF_KEY));
    for (size_t i = 0; i < count; i++) {
        take_newest_of(p, shelf_of(p->pick->shelf, keys[i]->key), OF_KEY, LOOKS_OF_KEY);
    }
    source_end(p, FEED_SIMILAR);
    return ERR_OK;
}

static enum err pick_trending(struct picking *p)
{
    struct shelf_list list = shelf_trending(p->pick->shelf);
    TRY(source_start(p, OF_SOURCE));
    for (size_t i = 0; i < list.count && take(p, list.at[i]); i++) {
        soon(p, list, i + AHEAD);
    }
    source_end(p, FEED_TRENDING);
    return ERR_OK;
}

static bool is_crowded(const struct picking *p, uint32_t at)
{
    int64_t person = shelf_row(p->pick->shelf, at)->person;
    size_t found = 0;
    for (size_t i = 0; i < p->count && !p->pick->newest; i++) {
        found += p->rows[i]->person == person;
    }
    return found >= OF_CREATOR;
}

/* whole: it came to the end of all there are, and had room. */
static enum err pick_fresh(struct picking *p)
{
    struct shelf_list list = shelf_newest(p->pick->shelf);
    size_t i = list.count;
    size_t passed = 0;
    TRY(source_start(p, OF_SOURCE));
    for (; i > 0 && p->count < p->max && passed < PASSED; i--) {
        uint32_t at = list.at[i - 1];
        soon(p, list, i - 1 - AHEAD);
        if (may_come(p, at)) {
            bool crowded = is_crowded(p, at);
            passed += crowded;
            p->rows[p->count] = shelf_row(p->pick->shelf, at);
            p->count += !crowded;
        }
    }
    p->request->whole = i == 0 && passed == 0;
    source_end(p, FEED_FRESH);
    return ERR_OK;
}

/* Knuth's; the high bits are good enough to draw from. */
static uint64_t next_draw(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static enum err pick_exploring(struct picking *p)
{
    struct shelf_list list = shelf_newest(p->pick->shelf);
    uint64_t seed = p->request->seed;
    TRY(source_start(p, OF_DRAWN));
    for (int i = 0; i < DRAWS && list.count > 0; i++) {
        if (!take(p, list.at[next_draw(&seed) % list.count])) {
            break;
        }
    }
    source_end(p, FEED_EXPLORING);
    return ERR_OK;
}

/* What was seen, less what was shown in this sitting: from a place that the seed draws, around;
 * what is among the recent watches comes only if there is room. */
static void take_again(struct picking *p, uint32_t at, bool recent)
{
    int64_t video = shelf_row(p->pick->shelf, at)->facts.video;
    if (!feed_ids_has(&p->request->filter.shown, video) &&
        feed_hot_recent(&p->request->view.state->hot, video) == recent) {
        (void)take(p, at);
    }
}

static enum err pick_again(struct picking *p)
{
    struct shelf_list list = shelf_newest(p->pick->shelf);
    size_t from = list.count == 0 ? 0 : (size_t)p->request->seed % list.count;
    TRY(source_start(p, LIMIT_FEED_ROWS));
    for (size_t i = 0; i < 2 * list.count && p->count < p->max && !p->pick->newest; i++) {
        take_again(p, list.at[(from + i) % list.count], i >= list.count);
    }
    for (size_t i = list.count; i > 0 && p->count < p->max && p->pick->newest; i--) {
        take_again(p, list.at[i - 1], true);
        take_again(p, list.at[i - 1], false);
    }
    p->request->whole = true;
    source_end(p, FEED_EXPLORING);
    return ERR_OK;
}

enum err feed_pick(const struct feed_pick *pick, struct arena *memory, struct feed_request *request)
{
    struct picking p = {.pick = pick, .memory = memory, .request = request};
    feed_sieve_init(&p.sieve, request);
    for (size_t i = 0; i < FEED_SOURCES; i++) {
        request->sources[i] = (struct feed_rows){NULL, 0};
    }
    if (pick->again) {
        return pick_again(&p);
    }
    TRY(pick_fresh(&p));
    if (pick->newest) {
        return ERR_OK;
    }
    TRY(pick_following(&p));
    TRY(pick_similar(&p));
    TRY(pick_trending(&p));
    return pick_exploring(&p);
}
