/*
 * viewer_mend.c: what is kept of a viewer, part by part: those that do not open, or are not what
 * their name says, are removed, and all others stay.
 */
#include "viewer.h"

#include "base_diag.h"
#include "base_time.h"
#include "datamap_field.h"
#include "feed_mark.h"
#include "store_watch.h"
#include "viewer_name.h"
#include "viewer_rows.h"
#include "watch_event.h"

#include <assert.h>
#include <stdlib.h>

enum { PLACES = LIMIT_DELTAS + 5 }; /* parts looked at in one go */

struct mending {
    const struct viewer *v;
    uint8_t lost; /* FEED_WHOLE_…: of which sets some are gone */
    struct feed_hot hot;
    struct arena memory;
    size_t count;
    struct feed_set_name of[PLACES];
    struct store_name names[PLACES];
    struct span sealed[PLACES];
    struct store_change changes[PLACES];
};
_Static_assert(PLACES >= 3 * FEED_PLACES, "a month's parts of all kinds have room");

static void mending_free(struct mending *m)
{
    if (m != NULL) {
        arena_done(&m->memory);
        free(m);
    }
}
AUTO_CLOSER(mending_free, struct mending)

static enum err decode(const struct feed_set_name *of, struct span plain)
{
    AUTO(feed_state) struct feed_state state = {.set_count = 0};
    struct feed_delta delta;
    int64_t mark = 0;
    struct feed_prefs prefs;
    struct feed_saved saved;
    struct feed_people people;
    switch (of->kind) {
    case FEED_DELTA:
        return feed_delta_decode(plain, &delta);
    case FEED_HOT:
        return feed_hot_decode(plain, &state.hot);
    case FEED_MARK:
        return feed_mark_decode(plain, &mark);
    case FEED_PREFS:
        return feed_prefs_decode(plain, &prefs);
    case FEED_SAVED:
        return feed_saved_decode(plain, &saved);
    case FEED_PEOPLE:
        return feed_people_decode(plain, &people);
    default:
        return feed_state_put(&state, of, plain);
    }
}

static void add_name(struct mending *m, struct feed_set_name of, uint32_t number)
{
    assert(m->count < PLACES);
    m->of[m->count] = of;
    m->names[m->count++] = viewer_name(m->v->person.locker, of.kind, number);
}

static uint8_t lost_of(uint8_t kind)
{
    return kind == FEED_SEEN ? FEED_WHOLE_SEEN : kind == FEED_LIKES ? FEED_WHOLE_LIKES : 0;
}

/* Those whose names were added; then there are none. */
static enum err mend_parts(struct mending *m, size_t *removed)
{
    struct store_swap swap = {
        .changes = m->changes,
        .locker = span_of(m->v->person.locker, sizeof(m->v->person.locker)),
    };
    TRY(store_viewer_get(m->v->e->store, m->names, m->count, &m->memory, m->sealed));
    for (size_t i = 0; i < m->count; i++) {
        AUTO(arena) struct arena memory = {.max = 2 * FEED_SIZE_4};
        struct span plain = {0};
        enum err err = viewer_open(m->v, FIELD_VIEWER, &m->sealed[i], 1, &memory, &plain);
        if (err == ERR_OK && plain.len > 0) {
            err = decode(&m->of[i], plain);
        }
        if (err == ERR_FORMAT) {
            m->changes[swap.count++] = (struct store_change){m->names[i], m->sealed[i], {NULL, 0}};
            m->lost |= lost_of(m->of[i].kind);
        } else {
            TRY(err);
        }
    }
    if (swap.count > 0) {
        TRY(store_viewer_swap(m->v->e->store, &swap));
    }
    *removed += swap.count;
    m->count = 0;
    arena_done(&m->memory);
    return ERR_OK;
}

static enum err decode_old(const struct viewer *v, struct span sealed)
{
    AUTO(arena) struct arena memory = {.max = LIMIT_FIELD};
    struct span plain = {0};
    struct watch_event event;
    TRY(viewer_open(v, FIELD_WATCH, &sealed, 1, &memory, &plain));
    return watch_event_decode(plain, &event);
}

/* As many of an older version's as one folding takes, the oldest: those that are whole are folded.
 */
static enum err mend_old(struct mending *m, size_t *out_count, size_t *removed)
{
    const struct viewer *v = m->v;
    struct store_sealed found[FEED_WATCHES_MAX];
    struct store_sealed bad[FEED_WATCHES_MAX];
    struct store_swap swap = {
        .locker = span_of(v->person.locker, sizeof(v->person.locker)),
        .old = bad,
    };
    TRY(store_watch_old(v->e->store, swap.locker, FEED_WATCHES_MAX, &m->memory, found, out_count));
    for (size_t i = 0; i < *out_count; i++) {
        enum err err = decode_old(v, found[i].sealed);
        if (err == ERR_FORMAT) {
            bad[swap.old_count++] = found[i];
        } else {
            TRY(err);
        }
    }
    if (swap.old_count > 0) {
        TRY(store_viewer_swap(v->e->store, &swap));
    }
    *removed += swap.old_count;
    arena_done(&m->memory);
    return *out_count > swap.old_count ? viewer_fold(v, NULL) : ERR_OK;
}

/* What was in a set that is gone is forgotten: pages go by the sets again, if there are any. */
static enum err unwhole(struct mending *m)
{
    AUTO(custody_frame) struct buf bytes = {.max = FEED_SIZE_4};
    struct store_change change = {.name = viewer_name(m->v->person.locker, FEED_HOT, 0)};
    struct store_swap swap = {
        .changes = &change,
        .count = 1,
        .locker = span_of(m->v->person.locker, sizeof(m->v->person.locker)),
    };
    struct custody_person person;
    struct span plain = {0};
    TRY(store_viewer_get(m->v->e->store, &change.name, 1, &m->memory, &change.from));
    TRY(viewer_open(m->v, FIELD_VIEWER, &change.from, 1, &m->memory, &plain));
    if (plain.len == 0) {
        return ERR_OK;
    }
    TRY(feed_hot_decode(plain, &m->hot));
    m->hot.whole &= (uint8_t)~m->lost;
    m->hot.whole |= (m->hot.whole & FEED_ONLY_SEEN) != 0 ? FEED_WHOLE_SEEN : 0;
    TRY(buf_grow(&bytes, FEED_SIZE_4));
    TRY(feed_hot_encode(&m->hot, &bytes));
    plain = buf_span(&bytes);
    TRY(viewer_seal(m->v, &plain, 1, &m->memory, &person, &change.to));
    return store_viewer_swap(m->v->e->store, &swap);
}

static enum err mend_all(struct mending *m, size_t *removed)
{
    uint32_t months = feed_month_at(time_wall_ms()) + 2u; /* as viewer_forget */
    size_t old = 0;
    for (uint32_t i = 0; i < LIMIT_DELTAS; i++) {
        add_name(m, (struct feed_set_name){.kind = FEED_DELTA}, i);
    }
    add_name(m, (struct feed_set_name){.kind = FEED_HOT}, 0);
    add_name(m, (struct feed_set_name){.kind = FEED_MARK}, 0);
    add_name(m, (struct feed_set_name){.kind = FEED_PREFS}, 0);
    add_name(m, (struct feed_set_name){.kind = FEED_SAVED}, 0);
    add_name(m, (struct feed_set_name){.kind = FEED_PEOPLE}, 0);
    TRY(mend_parts(m, removed));
    for (uint32_t i = 0; i < months * FEED_PLACES; i++) {
        struct feed_set_name of = {FEED_SEEN, (uint8_t)(i % FEED_PLACES),
                                   (uint16_t)(i / FEED_PLACES)};
        add_name(m, of, i);
        of.kind = FEED_LIKES;
        add_name(m, of, i);
        of.kind = FEED_COMMENT_LIKES;
        add_name(m, of, i);
        if (of.place == FEED_PLACES - 1) {
            TRY(mend_parts(m, removed));
        }
    }
    TRY(m->lost != 0 ? unwhole(m) : ERR_OK);
    do {
        TRY(mend_old(m, &old, removed));
    } while (old > 0);
    return ERR_OK;
}

enum err viewer_mend(const struct viewer *v, size_t *out_removed)
{
    AUTO(mending_free) struct mending *m = calloc(1, sizeof(*m));
    if (m == NULL) {
        return ERR_NOMEM;
    }
    m->v = v;
    m->memory.max = LIMIT_FOLD_MEMORY;
    *out_removed = 0;
    enum err err = mend_all(m, out_removed);
    if (*out_removed > 0) {
        diag(DIAG_ERROR, "what was kept of a viewer and did not open was removed");
    }
    return err;
}
