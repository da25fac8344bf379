#include "viewer.h"

#include "base_time.h"
#include "blocks.h"
#include "datamap_field.h"
#include "store_watch.h"
#include "viewer_name.h"
#include "viewer_rows.h"

#include <stdlib.h>

enum { FEW = LIMIT_FOLD_AT + 1 }; /* names of which one is free, mostly: each is a hash */

/* What several notes need at once. */
struct noting {
    struct buf plain;
    struct buf frame;
    struct viewer_note *notes;
    size_t count;
    struct custody_one ones[LIMIT_TOGETHER];
    size_t add_count;
    struct store_add adds[LIMIT_TOGETHER];
    size_t of[LIMIT_TOGETHER]; /* whose add it is */
    struct store_name names[LIMIT_TOGETHER][FEW];
};

static void noting_free(struct noting *n)
{
    if (n != NULL) {
        custody_frame_auto(&n->plain);
        custody_frame_auto(&n->frame);
        free(n);
    }
}
AUTO_CLOSER(noting_free, struct noting)

static enum err note_seal(struct noting *n, struct edged *e)
{
    TRY(buf_grow(&n->plain, n->count * FEED_SIZE_1)); /* so that it never moves */
    for (size_t i = 0; i < n->count; i++) {
        size_t from = n->plain.len;
        TRY(feed_delta_encode(n->notes[i].delta, &n->plain));
        n->ones[i].token = n->notes[i].viewer->token;
        n->ones[i].plain = span_of(n->plain.ptr + from, n->plain.len - from);
    }
    return custody_seal_each(e->custodian, FIELD_VIEWER, n->ones, n->count, &n->frame);
}

static void name_deltas(const struct custody_person *person, struct store_name *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = viewer_name(person->locker, FEED_DELTA, (uint32_t)i);
    }
}

/* Those that were sealed. */
static enum err note_add(struct noting *n, struct edged *e)
{
    for (size_t i = 0; i < n->count; i++) {
        struct custody_person *person = &n->notes[i].viewer->person;
        n->notes[i].err = n->ones[i].err;
        if (n->ones[i].err != ERR_OK) {
            continue;
        }
        *person = n->ones[i].person;
        struct store_name *names = n->names[n->add_count];
        name_deltas(person, names, FEW);
        n->of[n->add_count] = i;
        n->adds[n->add_count++] =
            (struct store_add){.locker = span_of(person->locker, sizeof(person->locker)),
                               .names = names,
                               .count = FEW,
                               .sealed = n->ones[i].sealed};
    }
    return n->add_count == 0 ? ERR_OK : store_viewer_add_each(e->store, n->adds, n->add_count);
}

/* None of the first names was free; or none at all: then what could not be folded may be now. */
static enum err note_again(const struct viewer *v, struct store_add *add)
{
    struct store_name names[LIMIT_DELTAS];
    name_deltas(&v->person, names, LIMIT_DELTAS);
    add->names = names;
    add->count = LIMIT_DELTAS;
    TRY(store_viewer_add_each(v->e->store, add, 1));
    if (add->err == ERR_LIMIT) {
        TRY(viewer_fold(v, NULL));
        TRY(store_viewer_add_each(v->e->store, add, 1));
    }
    return add->err == ERR_LIMIT ? ERR_CONFLICT : add->err;
}

static enum err note_all(struct noting *n, struct edged *e)
{
    TRY(note_seal(n, e));
    TRY(note_add(n, e));
    for (size_t i = 0; i < n->add_count; i++) {
        struct viewer_note *note = &n->notes[n->of[i]];
        note->err = n->adds[i].err;
        if (note->err == ERR_LIMIT) {
            note->err = note_again(note->viewer, &n->adds[i]);
        }
        note->many = note->err == ERR_OK && n->adds[i].taken + 1 >= LIMIT_FOLD_AT;
    }
    return ERR_OK;
}

void viewer_note_each(struct edged *e, struct viewer_note *notes, size_t count)
{
    AUTO(noting_free) struct noting *n = calloc(1, sizeof(*n));
    enum err err = count > LIMIT_TOGETHER ? ERR_LIMIT : n == NULL ? ERR_NOMEM : ERR_OK;
    if (err == ERR_OK) {
        n->plain.max = LIMIT_TOGETHER * (size_t)FEED_SIZE_1;
        n->frame.max = LIMIT_MESSAGE;
        n->notes = notes;
        n->count = count;
        err = note_all(n, e);
    }
    for (size_t i = 0; i < count && err != ERR_OK; i++) {
        notes[i].err = err;
    }
}

enum err viewer_note(struct viewer *v, const struct feed_delta *delta, bool *out_many)
{
    struct viewer_note note = {.viewer = v, .delta = delta};
    viewer_note_each(v->e, &note, 1);
    TRY(note.err);
    *out_many = note.many;
    return ERR_OK;
}

enum err viewer_fold_old(const struct viewer *v)
{
    for (;;) {
        AUTO(arena) struct arena memory = {.max = LIMIT_FIELD};
        struct store_sealed one;
        size_t count = 0;
        TRY(store_watch_old(v->e->store, span_of(v->person.locker, sizeof(v->person.locker)), 1,
                            &memory, &one, &count));
        if (count == 0) {
            return ERR_OK;
        }
        TRY(viewer_fold(v, NULL));
    }
}

static enum err add_waiting(struct span plain, struct feed_hot *hot)
{
    struct feed_delta delta;
    TRY(feed_delta_decode(plain, &delta));
    for (size_t i = 0; i < delta.count && delta.what == FEED_WATCHES; i++) {
        (void)feed_hot_watched(hot, &delta.watches[i]);
    }
    return ERR_OK;
}

enum err viewer_recent(const struct viewer *v, struct feed_hot *out_hot)
{
    enum { PLACES = LIMIT_DELTAS + 1 };
    AUTO(arena) struct arena memory = {.max = LIMIT_FOLD_MEMORY};
    struct store_name names[PLACES];
    struct span sealed[PLACES];
    struct span plain[PLACES];
    TRY(viewer_fold_old(v));
    names[0] = viewer_name(v->person.locker, FEED_HOT, 0);
    for (uint32_t i = 0; i < LIMIT_DELTAS; i++) {
        names[i + 1] = viewer_name(v->person.locker, FEED_DELTA, i);
    }
    TRY(store_viewer_get(v->e->store, names, PLACES, &memory, sealed));
    TRY(viewer_open(v, FIELD_VIEWER, sealed, PLACES, &memory, plain));
    *out_hot = (struct feed_hot){.day = 0};
    if (plain[0].len > 0) {
        TRY(feed_hot_decode(plain[0], out_hot));
    }
    for (size_t i = 1; i < PLACES; i++) {
        if (plain[i].len > 0) {
            TRY(add_waiting(plain[i], out_hot));
        }
    }
    return ERR_OK;
}

static enum err read_likes(const struct viewer *v, uint8_t kind, const uint16_t *months,
                           size_t count, struct feed_state *likes)
{
    AUTO(arena) struct arena memory = {.max = LIMIT_FOLD_MEMORY};
    struct feed_set_name names[FEED_SETS] = {{0}};
    struct span sealed[FEED_SETS];
    struct span plain[FEED_SETS];
    size_t places = 0;
    for (size_t i = 0; i < count * FEED_PLACES && places < FEED_SETS; i++) {
        names[places++] =
            (struct feed_set_name){kind, (uint8_t)(i % FEED_PLACES), months[i / FEED_PLACES]};
    }
    TRY(viewer_read(v, names, places, &memory, sealed, plain));
    for (size_t i = 0; i < places; i++) {
        if (plain[i].len > 0) {
            TRY(feed_state_put(likes, &names[i], plain[i]));
        }
    }
    return ERR_OK;
}

enum err viewer_likes(const struct viewer *v, const uint16_t *months, size_t count,
                      struct feed_state *likes)
{
    return read_likes(v, FEED_LIKES, months, count, likes);
}

enum err viewer_comment_likes(const struct viewer *v, const uint16_t *months, size_t count,
                              struct feed_state *likes)
{
    return read_likes(v, FEED_COMMENT_LIKES, months, count, likes);
}

/* Of what was seen there may be no sets, but watches in the hot part. */
static enum err take_seen(struct span plain, uint16_t month, struct feed_state *sets)
{
    AUTO(feed_state) struct feed_state all = {.set_count = 0};
    TRY(feed_hot_decode(plain, &all.hot));
    TRY((all.hot.whole & FEED_ONLY_SEEN) != 0 ? feed_state_spread(&all) : ERR_OK);
    for (size_t i = 0; i < all.set_count; i++) {
        if (all.sets[i]->month == month && sets->set_count < FEED_SETS) {
            sets->sets[sets->set_count++] = all.sets[i];
            all.sets[i] = NULL;
        }
    }
    return ERR_OK;
}

static enum err seen_in_hot(const struct viewer *v, uint16_t month, struct feed_state *sets)
{
    AUTO(arena) struct arena memory = {.max = LIMIT_FOLD_MEMORY};
    struct store_name name = viewer_name(v->person.locker, FEED_HOT, 0);
    struct span sealed = {0};
    struct span plain = {0};
    TRY(store_viewer_get(v->e->store, &name, 1, &memory, &sealed));
    TRY(viewer_open(v, FIELD_VIEWER, &sealed, 1, &memory, &plain));
    return plain.len > 0 ? take_seen(plain, month, sets) : ERR_OK;
}

enum err viewer_set(const struct viewer *v, uint8_t kind, uint16_t month, struct feed_state *sets)
{
    AUTO(arena) struct arena memory = {.max = LIMIT_FOLD_MEMORY};
    struct feed_set_name names[FEED_PLACES];
    struct span sealed[FEED_PLACES];
    struct span plain[FEED_PLACES];
    TRY(kind == FEED_SEEN ? seen_in_hot(v, month, sets) : ERR_OK);
    for (size_t i = 0; i < FEED_PLACES; i++) {
        names[i] = (struct feed_set_name){kind, (uint8_t)i, month};
    }
    TRY(viewer_read(v, names, FEED_PLACES, &memory, sealed, plain));
    for (size_t i = 0; i < FEED_PLACES; i++) {
        if (plain[i].len > 0) {
            TRY(feed_state_put(sets, &names[i], plain[i]));
        }
    }
    return ERR_OK;
}

enum err viewer_liked_month(const struct viewer *v, uint16_t from, uint16_t *out_month)
{
    for (uint32_t month = from + 1u; month > 0; month--) {
        AUTO(arena) struct arena memory = {.max = 2 * FEED_SIZE_4};
        struct span sealed = {0};
        struct store_name name =
            viewer_name(v->person.locker, FEED_LIKES, (month - 1) * FEED_PLACES);
        TRY(store_viewer_get(v->e->store, &name, 1, &memory, &sealed));
        if (sealed.len > 0) {
            *out_month = (uint16_t)(month - 1);
            return ERR_OK;
        }
    }
    return ERR_NOT_FOUND;
}

/* All sets up to the month after this one: a viewer's clock, or ours, may be a little off. */
enum err viewer_forget(struct store *s, const uint8_t locker[ASK_LOCKER])
{
    uint32_t sets = (feed_month_at(time_wall_ms()) + 2u) * FEED_PLACES;
    size_t count = 0;
    struct store_name *names = calloc(LIMIT_DELTAS + 5 + 3 * (size_t)sets, sizeof(*names));
    if (names == NULL) {
        return ERR_NOMEM;
    }
    for (uint32_t i = 0; i < LIMIT_DELTAS; i++) {
        names[count++] = viewer_name(locker, FEED_DELTA, i);
    }
    names[count++] = viewer_name(locker, FEED_HOT, 0);
    names[count++] = viewer_name(locker, FEED_MARK, 0);
    names[count++] = viewer_name(locker, FEED_PREFS, 0);
    names[count++] = viewer_name(locker, FEED_SAVED, 0);
    names[count++] = viewer_name(locker, FEED_PEOPLE, 0);
    for (uint32_t i = 0; i < sets; i++) {
        names[count++] = viewer_name(locker, FEED_SEEN, i);
        names[count++] = viewer_name(locker, FEED_LIKES, i);
        names[count++] = viewer_name(locker, FEED_COMMENT_LIKES, i);
    }
    enum err err = store_viewer_forget(s, names, count, span_of(locker, ASK_LOCKER));
    free(names);
    TRY(err);
    return blocks_forget(s, locker);
}
