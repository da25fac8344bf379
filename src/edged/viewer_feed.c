#include "viewer_feed.h"

#include "datamap_field.h"
#include "viewer_name.h"
#include "viewer_rows.h"

#include <string.h>

enum {
    OF_MONTHS = 2 * LIMIT_FEED_MONTHS * FEED_PLACES, /* sets, of both kinds */
    OF_VIEWER = LIMIT_DELTAS + 4,                    /* deltas, the hot part, what they said */
    PARTS = OF_VIEWER + OF_MONTHS,
    MEMORY_USUAL = 96 * 1024 /* a hot part, deltas, and a set of each month, sealed and opened */
};

struct part {
    uint8_t kind;
    uint8_t place;
    uint16_t month;
};

/* What this needs is too much for a stack. */
struct reading {
    const struct viewer *v;
    struct viewer_feed *feed;
    struct arena *memory;
    size_t count;
    size_t opened; /* of these, so many */
    struct part parts[PARTS];
    struct store_name names[PARTS];
    struct span sealed[PARTS];
    struct span plain[PARTS];
    size_t delta_count;
    struct feed_delta *deltas[LIMIT_DELTAS]; /* in memory */
    struct feed_facts facts[FEED_WATCHES_MAX];
};

void viewer_feed_done(struct viewer_feed *feed)
{
    feed_state_done(&feed->state);
    arena_done(&feed->memory);
}

static void add_part(struct reading *r, struct part part)
{
    uint32_t number = part.kind == FEED_SEEN || part.kind == FEED_LIKES
                          ? part.month * (uint32_t)FEED_PLACES + part.place
                          : part.place;
    r->parts[r->count] = part;
    r->names[r->count++] = viewer_name(r->v->person.locker, part.kind, number);
}

/* Those that were added from `from` on, as they stand. */
static enum err get_parts(struct reading *r, size_t from)
{
    return store_viewer_get(r->v->e->store, r->names + from, r->count - from, r->memory,
                            r->sealed + from);
}

/* Whether there may be a set behind it. What was seen never leaves a set: one that is not full is
 * the last, and the smallest size holds no full one. */
static bool may_go_on(const struct reading *r, size_t i)
{
    _Static_assert((int)FEED_SET_MAX > (int)FEED_SIZE_1, "a full set is longer than that");
    size_t least = r->parts[i].kind == FEED_SEEN ? FEED_SIZE_2 : 1;
    return r->sealed[i].len >= least;
}

/* Of a month, places are filled in turn: a set behind one that is not there is not there either.
 * What was moved in between is found twice, and never missed. */
static enum err get_sets(struct reading *r, const uint16_t *months, size_t count)
{
    size_t from = r->count;
    for (size_t i = 0; i < count; i++) {
        add_part(r, (struct part){FEED_SEEN, 0, months[i]});
        add_part(r, (struct part){FEED_LIKES, 0, months[i]});
    }
    TRY(get_parts(r, from));
    for (uint8_t place = 1; place < FEED_PLACES; place++) {
        size_t end = r->count;
        for (size_t i = from; i < end; i++) {
            if (may_go_on(r, i)) {
                add_part(r, (struct part){r->parts[i].kind, place, r->parts[i].month});
            }
        }
        TRY(r->count > end ? get_parts(r, end) : ERR_OK);
        from = end;
    }
    return ERR_OK;
}

/* In the order of their numbers. */
static enum err take_delta(struct reading *r, struct span plain)
{
    size_t at = r->delta_count;
    struct feed_delta *delta = ARENA_NEW(r->memory, struct feed_delta);
    if (delta == NULL) {
        return ERR_NOMEM;
    }
    TRY(feed_delta_decode(plain, delta));
    for (; at > 0 && r->deltas[at - 1]->number > delta->number; at--) {
        r->deltas[at] = r->deltas[at - 1];
    }
    r->deltas[at] = delta;
    r->delta_count++;
    return ERR_OK;
}

static enum err take_part(struct reading *r, size_t i)
{
    struct feed_set_name name = {r->parts[i].kind, r->parts[i].place, r->parts[i].month};
    switch (r->parts[i].kind) {
    case FEED_DELTA:
        return take_delta(r, r->plain[i]);
    case FEED_HOT:
        return feed_hot_decode(r->plain[i], &r->feed->state.hot);
    case FEED_PREFS:
        return feed_prefs_decode(r->plain[i], &r->feed->prefs);
    case FEED_SAVED:
        return feed_saved_decode(r->plain[i], &r->feed->saved);
    case FEED_PEOPLE:
        return feed_people_decode(r->plain[i], &r->feed->people);
    default:
        return feed_state_put(&r->feed->state, &name, r->plain[i]);
    }
}

/* Opens those from `from` on. */
static enum err open_parts(struct reading *r, size_t from)
{
    TRY(viewer_open(r->v, FIELD_VIEWER, r->sealed + from, r->count - from, r->memory,
                    r->plain + from));
    for (size_t i = from; i < r->count; i++) {
        TRY(r->plain[i].len > 0 ? take_part(r, i) : ERR_OK);
        r->feed->opened = r->feed->opened || r->plain[i].len > 0;
    }
    return ERR_OK;
}

/* As folding would, but that nothing of it is written. */
static enum err fold_delta(struct reading *r, const struct feed_delta *delta)
{
    struct feed_effect effect;
    size_t count = 0;
    const struct shelf *shelf = shelf_hold(r->v->e->shelf);
    for (size_t i = 0; i < delta->count && delta->watches[0].video != 0; i++) {
        const struct feed_row *row = shelf_find(shelf, delta->watches[i].video);
        if (row != NULL) {
            r->facts[count++] = row->facts;
        }
    }
    shelf_let_go(r->v->e->shelf);
    return feed_fold(&r->feed->state, delta, r->facts, count, &effect);
}

/* What the hot part says of itself, once it is opened. */
static enum err take_whole(struct reading *r)
{
    uint8_t whole = r->feed->state.hot.whole;
    r->feed->whole = (whole & FEED_WHOLE) == FEED_WHOLE;
    return r->feed->whole || (whole & FEED_ONLY_SEEN) != 0 ? feed_state_whole(&r->feed->state)
                                                           : ERR_OK;
}

/* All that is of no month. What a hot part of this size says of itself is looked at first: mostly
 * it is whole, and no set is needed. A larger one may have dropped watches; then all is opened at
 * once. */
static enum err read_first(struct reading *r)
{
    size_t hot = r->count;
    TRY(viewer_fold_old(r->v));
    add_part(r, (struct part){FEED_HOT, 0, 0});
    add_part(r, (struct part){FEED_PREFS, 0, 0});
    add_part(r, (struct part){FEED_SAVED, 0, 0});
    add_part(r, (struct part){FEED_PEOPLE, 0, 0});
    for (uint8_t i = 0; i < LIMIT_DELTAS; i++) {
        add_part(r, (struct part){FEED_DELTA, i, 0});
    }
    TRY(get_parts(r, hot));
    r->feed->read = true;
    size_t len = r->sealed[hot].len;
    if (len == 0 || len > FEED_SIZE_3 + ASK_SEALING) {
        return ERR_OK;
    }
    TRY(open_parts(r, hot));
    r->opened = r->count;
    return take_whole(r);
}

static enum err read_all(struct reading *r, const uint16_t *months, size_t count)
{
    bool first = !r->feed->read;
    TRY(first ? read_first(r) : ERR_OK);
    if (!r->feed->whole) {
        bool unopened = first && r->opened == 0;
        TRY(get_sets(r, months, count));
        TRY(open_parts(r, r->opened));
        TRY(unopened ? take_whole(r) : ERR_OK);
    }
    for (size_t i = 0; i < r->delta_count; i++) {
        TRY(fold_delta(r, r->deltas[i]));
    }
    return ERR_OK;
}

enum err viewer_feed_read(const struct viewer *v, const uint16_t *months, size_t count,
                          struct viewer_feed *feed)
{
    feed->memory.max = LIMIT_FOLD_MEMORY;
    feed->memory.block = MEMORY_USUAL;
    arena_clear(&feed->memory);
    struct reading *r = ARENA_NEW(&feed->memory, struct reading);
    if (r == NULL) {
        return ERR_NOMEM;
    }
    if (count > LIMIT_FEED_MONTHS) {
        return ERR_LIMIT;
    }
    r->v = v;
    r->feed = feed;
    r->memory = &feed->memory;
    TRY(read_all(r, months, count));
    for (size_t i = 0; i < count; i++) {
        feed->months[months[i]] = true;
    }
    if (feed->whole) {
        memset(feed->months, true, sizeof(feed->months));
    }
    return ERR_OK;
}
