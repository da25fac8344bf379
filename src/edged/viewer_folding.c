#include "viewer_folding.h"

#include "base_diag.h"
#include "base_id.h"
#include "base_time.h"
#include "datamap_field.h"
#include "facts.h"
#include "feed_row.h"
#include "store_watch.h"
#include "viewer_name.h"
#include "viewer_owed.h"
#include "viewer_rows.h"
#include "watch_event.h"

#include <stdlib.h>

enum {
    PLACES = LIMIT_DELTAS + 1,  /* rows that may be there: deltas, then the hot part */
    ACTS = LIMIT_DELTAS + 2,    /* with what an older version left, and one more */
    PARTS = FEED_SETS + 2,      /* that may be written: the hot part, sets, what is owed */
    OLD_MAX = FEED_WATCHES_MAX, /* events of an older version, folded as one delta */
    PARTS_MAX = PARTS * FEED_SIZE_4
};

struct folding {
    const struct viewer *v;
    const struct feed_delta *more;
    struct arena memory;
    struct feed_state state;
    struct store_name names[PLACES];
    struct span sealed[PLACES];
    struct span plain[PLACES];
    size_t old_count;
    struct store_sealed old[OLD_MAX];
    struct feed_delta deltas[ACTS];
    size_t act_count;
    struct {
        const struct feed_delta *delta;
        size_t place; /* PLACES: it is in no row of this table */
        struct feed_effect effect;
        uint64_t lost;                        /* of what was owed (viewer_owed.h) */
        uint32_t length_ms[FEED_WATCHES_MAX]; /* of the videos of watches that count */
    } acts[ACTS];
    struct owed owed;
    size_t month_count; /* of each all places are read */
    struct feed_set_name months[FEED_WATCHES_MAX];
    struct span sets[FEED_SETS]; /* as state.sets, sealed; empty: new */
    struct buf bytes;            /* of plain parts, one behind the other */
    size_t part_count;
    struct span parts[PARTS];
    struct store_change changes[PARTS + LIMIT_DELTAS]; /* of the parts first */
    struct store_swap swap;
};

void folding_free(struct folding *f)
{
    if (f != NULL) {
        feed_state_done(&f->state);
        arena_done(&f->memory);
        custody_frame_auto(&f->bytes);
        free(f);
    }
}

/* ---- what waits */

/* Events of an older version, as one delta before all others. */
static enum err take_old(struct folding *f)
{
    struct span sealed[OLD_MAX];
    struct span plain[OLD_MAX];
    const struct custody_person *person = &f->v->person;
    TRY(store_watch_old(f->v->e->store, span_of(person->locker, sizeof(person->locker)), OLD_MAX,
                        &f->memory, f->old, &f->old_count));
    if (f->old_count == 0) {
        return ERR_OK;
    }
    struct feed_delta *delta = &f->deltas[LIMIT_DELTAS];
    *delta = (struct feed_delta){.what = FEED_WATCHES};
    for (size_t i = 0; i < f->old_count; i++) {
        sealed[i] = f->old[i].sealed;
    }
    TRY(viewer_open(f->v, FIELD_WATCH, sealed, f->old_count, &f->memory, plain));
    for (size_t i = 0; i < f->old_count; i++) {
        struct watch_event event;
        TRY(watch_event_decode(plain[i], &event));
        if (event.video > 0 && event.watched_ms <= UINT32_MAX) {
            delta->watches[delta->count++] =
                (struct feed_watch){event.video, event.at_ms, (uint32_t)event.watched_ms};
        }
    }
    f->acts[f->act_count].delta = delta;
    f->acts[f->act_count++].place = PLACES;
    return ERR_OK;
}

/* In the order of their numbers. */
static void take_act(struct folding *f, size_t place)
{
    size_t at = f->act_count++;
    while (at > 0 && f->acts[at - 1].delta->number > f->deltas[place].number) {
        f->acts[at] = f->acts[at - 1];
        at--;
    }
    f->acts[at].delta = &f->deltas[place];
    f->acts[at].place = place;
}

/* Without a hot part: whether there is nothing else of the viewer's either, so that all there will
 * be comes by way of it. A hot part that was removed (viewer_mend) left sets behind. */
static enum err take_newcomer(struct folding *f)
{
    struct store_name names[2 * (FEED_MONTH_MAX + 1)];
    AUTO(arena) struct arena memory = {.max = LIMIT_FOLD_MEMORY};
    size_t count = 2 * (feed_month_at(time_wall_ms()) + 2u);
    size_t found = 0;
    count = count < sizeof(names) / sizeof(names[0]) ? count : sizeof(names) / sizeof(names[0]);
    struct span *sealed = arena_alloc(&memory, count * sizeof(*sealed));
    if (sealed == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = viewer_name(f->v->person.locker, i % 2 == 0 ? FEED_SEEN : FEED_LIKES,
                               (uint32_t)(i / 2) * FEED_PLACES);
    }
    TRY(store_viewer_get(f->v->e->store, names, count, &memory, sealed));
    for (size_t i = 0; i < count; i++) {
        found += sealed[i].len > 0;
    }
    f->state.hot.whole = found == 0 ? FEED_WHOLE | FEED_ONLY_SEEN : 0;
    return ERR_OK;
}

static enum err take_waiting(struct folding *f)
{
    const uint8_t *locker = f->v->person.locker;
    for (uint32_t i = 0; i < LIMIT_DELTAS; i++) {
        f->names[i] = viewer_name(locker, FEED_DELTA, i);
    }
    f->names[LIMIT_DELTAS] = viewer_name(locker, FEED_HOT, 0);
    TRY(store_viewer_get(f->v->e->store, f->names, PLACES, &f->memory, f->sealed));
    TRY(viewer_open(f->v, FIELD_VIEWER, f->sealed, PLACES, &f->memory, f->plain));
    if (f->plain[LIMIT_DELTAS].len > 0) {
        TRY(feed_hot_decode(f->plain[LIMIT_DELTAS], &f->state.hot));
    } else {
        TRY(take_newcomer(f));
    }
    for (size_t i = 0; i < LIMIT_DELTAS; i++) {
        if (f->plain[i].len > 0) {
            TRY(feed_delta_decode(f->plain[i], &f->deltas[i]));
            take_act(f, i);
        }
    }
    return ERR_OK;
}

/* ---- the sets that it touches */

static bool has_month(const struct folding *f, uint8_t kind, uint16_t month)
{
    for (size_t i = 0; i < f->month_count; i++) {
        if (f->months[i].kind == kind && f->months[i].month == month) {
            return true;
        }
    }
    return false;
}

/* Whether there is room for the sets of one more delta. */
static bool take_months(struct folding *f, const struct feed_delta *delta)
{
    struct feed_touched touched;
    size_t before = f->month_count;
    feed_touches(delta, &touched);
    for (size_t i = 0; i < touched.count; i++) {
        if (has_month(f, touched.kind, touched.months[i])) {
            continue;
        }
        if (f->month_count == FEED_WATCHES_MAX) {
            f->month_count = before;
            return false;
        }
        f->months[f->month_count++] =
            (struct feed_set_name){.kind = touched.kind, .month = touched.months[i]};
    }
    return true;
}

/* What comes past that room waits for the next folding. */
static void choose(struct folding *f)
{
    size_t taken = 0;
    if (f->more != NULL) {
        (void)take_months(f, f->more);
    }
    while (taken < f->act_count && take_months(f, f->acts[taken].delta)) {
        taken++;
    }
    f->act_count = taken;
    if (f->more != NULL) {
        f->acts[f->act_count].delta = f->more;
        f->acts[f->act_count++].place = PLACES;
    }
}

static enum err take_sets(struct folding *f)
{
    struct feed_set_name names[FEED_SETS] = {{0}};
    struct span sealed[FEED_SETS];
    struct span plain[FEED_SETS];
    size_t count = 0;
    for (size_t i = 0; i < f->month_count * FEED_PLACES; i++) {
        struct feed_set_name name = f->months[i / FEED_PLACES];
        name.place = (uint8_t)(i % FEED_PLACES);
        if (name.kind != FEED_SEEN || (f->state.hot.whole & FEED_ONLY_SEEN) == 0) {
            names[count++] = name;
        }
    }
    if (count == 0) {
        return ERR_OK;
    }
    TRY(viewer_read(f->v, names, count, &f->memory, sealed, plain));
    for (size_t i = 0; i < count; i++) {
        if (plain[i].len > 0) {
            f->sets[f->state.set_count] = sealed[i];
            TRY(feed_state_put(&f->state, &names[i], plain[i]));
        }
    }
    return ERR_OK;
}

/* ---- folding */

/* Videos that are not public any more are left out. */
static enum err facts_of(struct folding *f, const struct feed_delta *delta,
                         struct feed_facts *facts, size_t *out_count)
{
    size_t count = 0;
    for (size_t i = 0; i < delta->count; i++) {
        int64_t video = delta->watches[i].video;
        bool known = video == 0 || (i > 0 && delta->watches[i - 1].video == video);
        enum err err = known ? ERR_NOT_FOUND : facts_get(f->v->e, video, &facts[count]);
        if (err == ERR_OK) {
            count++;
        } else if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    *out_count = count;
    return ERR_OK;
}

static void note_length(struct folding *f, size_t act, const struct feed_facts *facts)
{
    const struct feed_delta *delta = f->acts[act].delta;
    for (size_t i = 0; i < delta->count; i++) {
        if (delta->watches[i].video == facts->video) {
            f->acts[act].length_ms[i] = (uint32_t)facts->length_ms;
        }
    }
}

static enum err begin(struct folding *f)
{
    const struct feed_delta *deltas[ACTS];
    for (size_t i = 0; i < f->act_count; i++) {
        deltas[i] = f->acts[i].delta;
    }
    return feed_state_begin(&f->state, deltas, f->act_count);
}

static enum err fold_acts(struct folding *f)
{
    TRY(begin(f));
    for (size_t i = 0; i < f->act_count; i++) {
        struct feed_facts facts[FEED_WATCHES_MAX];
        size_t count = 0;
        const struct feed_delta *delta = f->acts[i].delta;
        if (delta->what == FEED_OWED) {
            TRY(owed_look(f->v->e->counts, delta, &f->owed, &f->acts[i].lost));
            continue;
        }
        TRY(facts_of(f, delta, facts, &count));
        enum err err = feed_fold(&f->state, delta, facts, count, &f->acts[i].effect);
        if (err == ERR_LIMIT && delta == f->more) {
            return ERR_NOT_FOUND;
        }
        TRY(err);
        owed_add(&f->owed, delta, f->acts[i].effect.likes);
        for (size_t k = 0; k < count; k++) {
            note_length(f, i, &facts[k]);
        }
    }
    return ERR_OK;
}

/* ---- what takes the place of what was read */

static enum err plan_part(struct folding *f, const struct store_change *change, size_t from)
{
    f->parts[f->part_count] = span_of(f->bytes.ptr + from, f->bytes.len - from);
    f->changes[f->part_count++] = *change;
    return buf_status(&f->bytes);
}

static enum err plan_parts(struct folding *f)
{
    struct store_change hot = {f->names[LIMIT_DELTAS], f->sealed[LIMIT_DELTAS], {NULL, 0}};
    TRY(buf_grow(&f->bytes, (f->state.set_count + 2) * FEED_SIZE_4)); /* so that it never moves */
    TRY(feed_hot_encode(&f->state.hot, &f->bytes));
    TRY(plan_part(f, &hot, 0));
    for (size_t i = 0; i < f->state.set_count; i++) {
        const struct feed_set *set = f->state.sets[i];
        size_t from = f->bytes.len;
        uint32_t number = set->month * (uint32_t)FEED_PLACES + set->place;
        struct store_change change = {
            viewer_name(f->v->person.locker, set->kind, number), f->sets[i], {NULL, 0}};
        if (f->state.changed[i]) {
            TRY(feed_set_encode(set, &f->bytes));
            TRY(plan_part(f, &change, from));
        }
    }
    return ERR_OK;
}

/* In the place of a delta that goes, or in one that is free: whoever takes that meanwhile wins. */
static size_t owed_place(const struct folding *f)
{
    size_t place = 0;
    for (size_t i = 0; i < f->act_count; i++) {
        if (f->acts[i].place < LIMIT_DELTAS) {
            return f->acts[i].place;
        }
    }
    while (place < LIMIT_DELTAS && f->sealed[place].len > 0) {
        place++;
    }
    return place;
}

/* out_place: LIMIT_DELTAS: nothing is owed, or there is no room for it. */
static enum err plan_owed(struct folding *f, size_t *out_place)
{
    size_t from = f->bytes.len;
    size_t place = f->owed.delta.count > 0 ? owed_place(f) : (size_t)LIMIT_DELTAS;
    if (place < LIMIT_DELTAS) {
        struct store_change change = {f->names[place], f->sealed[place], {NULL, 0}};
        f->owed.delta.what = FEED_OWED;
        f->owed.delta.number = id_new();
        TRY(feed_delta_encode(&f->owed.delta, &f->bytes));
        TRY(plan_part(f, &change, from));
    }
    *out_place = place;
    return ERR_OK;
}

enum err folding_plan(struct folding *f)
{
    size_t owed = 0;
    TRY(plan_parts(f));
    TRY(plan_owed(f, &owed));
    size_t count = f->part_count;
    for (size_t i = 0; i < f->act_count; i++) {
        size_t place = f->acts[i].place;
        if (place < PLACES && place != owed) {
            f->changes[count++] =
                (struct store_change){f->names[place], f->sealed[place], {NULL, 0}};
        }
    }
    bool old = f->act_count > 0 && f->acts[0].delta == &f->deltas[LIMIT_DELTAS];
    f->swap = (struct store_swap){
        .changes = f->changes,
        .count = count,
        .locker = span_of(f->v->person.locker, sizeof(f->v->person.locker)),
        .old = f->old,
        .old_count = old ? f->old_count : 0,
    };
    return ERR_OK;
}

size_t folding_parts(const struct folding *f)
{
    return f->part_count;
}

struct span folding_part(const struct folding *f, size_t i)
{
    return f->parts[i];
}

enum err folding_sealed(struct folding *f, size_t i, struct span sealed)
{
    char *copy = arena_text(&f->memory, sealed);
    if (copy == NULL) {
        return ERR_NOMEM;
    }
    f->changes[i].to = span_of(copy, sealed.len);
    return ERR_OK;
}

const struct store_swap *folding_swap(const struct folding *f)
{
    return &f->swap;
}

const struct viewer *folding_viewer(const struct folding *f)
{
    return f->v;
}

static bool is_like(const struct feed_delta *delta)
{
    return delta->what == FEED_LIKE || delta->what == FEED_UNLIKE ||
           delta->what == FEED_LIKE_COMMENT || delta->what == FEED_UNLIKE_COMMENT;
}

bool folding_idle(const struct folding *f)
{
    bool idle = f->act_count == 0 || f->more != NULL;
    for (size_t i = 0; i < f->act_count; i++) {
        const struct feed_delta *delta = f->acts[i].delta;
        bool again = delta == f->more && is_like(delta) && f->acts[i].effect.likes == 0;
        idle = idle && (again || delta->what == FEED_OWED);
    }
    return idle;
}

static void count_owed(const struct folding *f, const struct store_count *count)
{
    if (!counts_owed(f->v->e->counts, count)) {
        diag(DIAG_ERROR, "a like is not counted: there is no room");
    }
}

void folding_count_likes(const struct folding *f)
{
    for (size_t i = 0; i < f->act_count; i++) {
        const struct feed_delta *delta = f->acts[i].delta;
        int likes = f->acts[i].effect.likes;
        bool of_comment = delta->what == FEED_LIKE_COMMENT || delta->what == FEED_UNLIKE_COMMENT;
        if (likes != 0) {
            count_owed(f, &(struct store_count){.video = delta->watches[0].video,
                                                .likes = likes,
                                                .comment = of_comment});
        }
        for (size_t k = 0; k < delta->count; k++) {
            struct store_count again = owed_count(&delta->watches[k]);
            if ((f->acts[i].lost & UINT64_C(1) << k) != 0) {
                count_owed(f, &again);
            }
        }
    }
}

bool folding_owes(const struct folding *f)
{
    return f->owed.delta.count > 0;
}

void folding_hand(struct folding *f, int64_t flush)
{
    owed_hand(&f->owed, flush);
}

/* A watch counts once for its video. */
void folding_count(const struct folding *f)
{
    struct counts *counts = f->v->e->counts;
    for (size_t i = 0; i < f->act_count; i++) {
        const struct feed_delta *delta = f->acts[i].delta;
        const struct feed_effect *effect = &f->acts[i].effect;
        if (effect->unwanted != 0) {
            counts_more(counts, &(struct store_count){.video = delta->watches[0].video,
                                                      .unwanted = effect->unwanted});
        }
        for (size_t k = 0; k < effect->gone_count; k++) {
            counts_more(counts, &(struct store_count){.video = effect->gone[k], .unwanted = -1});
        }
        for (size_t k = 0; k < delta->count; k++) {
            struct feed_counts one = {.watches = 0};
            if ((effect->seen & UINT64_C(1) << k) != 0) {
                feed_counts_watch(&one, &delta->watches[k], f->acts[i].length_ms[k]);
            }
            if (one.watches > 0) {
                counts_more(counts, &(struct store_count){.video = delta->watches[k].video,
                                                          .viewers = one.watches,
                                                          .shares = one.shares,
                                                          .finished = one.finished});
            }
        }
    }
}

enum err folding_read(struct folding *f)
{
    TRY(take_old(f));
    TRY(take_waiting(f));
    choose(f);
    TRY(take_sets(f));
    return fold_acts(f);
}

enum err folding_new(const struct viewer *v, const struct feed_delta *more,
                     struct folding **out_folding)
{
    struct folding *f = calloc(1, sizeof(*f));
    if (f == NULL) {
        return ERR_NOMEM;
    }
    f->v = v;
    f->more = more;
    f->memory.max = LIMIT_FOLD_MEMORY;
    f->bytes.max = PARTS_MAX;
    *out_folding = f;
    return ERR_OK;
}
