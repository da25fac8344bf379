/*
 * viewer_prefs.c: what a viewer said once for all: about their pages, what they saved, whom they
 * muted and blocked. Each is one sealed part, read whole, and changed in one durable step.
 */
#include "viewer.h"

#include "datamap_field.h"
#include "viewer_name.h"
#include "viewer_rows.h"

#include <stdlib.h>

/* What this needs is too much for a stack. */
struct reading {
    struct arena memory;
    struct store_name name;
    struct span sealed; /* as it stands; empty: it does not */
    union {
        struct feed_prefs prefs;
        struct feed_saved saved;
        struct feed_people people;
    } of;
};

static void reading_free(struct reading *r)
{
    if (r != NULL) {
        arena_done(&r->memory);
        free(r);
    }
}
AUTO_CLOSER(reading_free, struct reading)

static struct reading *reading_new(void)
{
    struct reading *r = calloc(1, sizeof(*r));
    if (r != NULL) {
        r->memory.max = LIMIT_FOLD_MEMORY;
    }
    return r;
}

static enum err decode(uint8_t kind, struct span plain, struct reading *r)
{
    switch (kind) {
    case FEED_PREFS:
        return feed_prefs_decode(plain, &r->of.prefs);
    case FEED_SAVED:
        return feed_saved_decode(plain, &r->of.saved);
    default: /* FEED_PEOPLE */
        return feed_people_decode(plain, &r->of.people);
    }
}

static enum err encode(uint8_t kind, const struct reading *r, struct buf *out)
{
    switch (kind) {
    case FEED_PREFS:
        return feed_prefs_encode(&r->of.prefs, out);
    case FEED_SAVED:
        return feed_saved_encode(&r->of.saved, out);
    default: /* FEED_PEOPLE */
        return feed_people_encode(&r->of.people, out);
    }
}

static enum err read_part(const struct viewer *v, uint8_t kind, struct reading *r)
{
    struct span plain = {0};
    r->name = viewer_name(v->person.locker, kind, 0);
    TRY(store_viewer_get(v->e->store, &r->name, 1, &r->memory, &r->sealed));
    TRY(viewer_open(v, FIELD_VIEWER, &r->sealed, 1, &r->memory, &plain));
    return plain.len > 0 ? decode(kind, plain, r) : ERR_OK;
}

enum err viewer_prefs(const struct viewer *v, struct feed_prefs *out_prefs)
{
    AUTO(reading_free) struct reading *r = reading_new();
    if (r == NULL) {
        return ERR_NOMEM;
    }
    TRY(read_part(v, FEED_PREFS, r));
    *out_prefs = r->of.prefs;
    return ERR_OK;
}

enum err viewer_saved(const struct viewer *v, struct feed_saved *out_saved)
{
    AUTO(reading_free) struct reading *r = reading_new();
    if (r == NULL) {
        return ERR_NOMEM;
    }
    TRY(read_part(v, FEED_SAVED, r));
    *out_saved = r->of.saved;
    return ERR_OK;
}

enum err viewer_people(const struct viewer *v, struct feed_people *out_people)
{
    AUTO(reading_free) struct reading *r = reading_new();
    if (r == NULL) {
        return ERR_NOMEM;
    }
    TRY(read_part(v, FEED_PEOPLE, r));
    *out_people = r->of.people;
    return ERR_OK;
}

/* What is to become of a part: the word of its kind. */
struct change {
    uint8_t kind;
    viewer_prefs_fn *of_prefs;
    viewer_saved_fn *of_saved;
    viewer_people_fn *of_people;
    void *context;
};

static enum err apply(const struct change *change, struct reading *r)
{
    switch (change->kind) {
    case FEED_PREFS:
        return change->of_prefs(&r->of.prefs, change->context);
    case FEED_SAVED:
        return change->of_saved(&r->of.saved, change->context);
    default: /* FEED_PEOPLE */
        return change->of_people(&r->of.people, change->context);
    }
}

static enum err change_once(const struct viewer *v, const struct change *change)
{
    AUTO(reading_free) struct reading *r = reading_new();
    AUTO(custody_frame) struct buf bytes = {.max = FEED_SIZE_4};
    struct custody_person person;
    struct span sealed = {0};
    if (r == NULL) {
        return ERR_NOMEM;
    }
    TRY(buf_grow(&bytes, FEED_SIZE_4)); /* so that it never moves */
    TRY(read_part(v, change->kind, r));
    TRY(apply(change, r));
    TRY(encode(change->kind, r, &bytes));
    struct span plain = buf_span(&bytes);
    TRY(viewer_seal(v, &plain, 1, &r->memory, &person, &sealed));
    struct store_change stored = {r->name, r->sealed, sealed};
    struct store_swap swap = {
        .changes = &stored,
        .count = 1,
        .locker = span_of(v->person.locker, sizeof(v->person.locker)),
    };
    return store_viewer_swap(v->e->store, &swap);
}

static enum err change_part(const struct viewer *v, const struct change *change)
{
    for (int i = 0; i < LIMIT_FOLD_TRIES; i++) {
        enum err err = change_once(v, change);
        if (err != ERR_CONFLICT) {
            return err;
        }
    }
    return ERR_BUSY;
}

enum err viewer_prefs_change(const struct viewer *v, viewer_prefs_fn *fn, void *context)
{
    return change_part(v, &(struct change){.kind = FEED_PREFS, .of_prefs = fn, .context = context});
}

enum err viewer_saved_change(const struct viewer *v, viewer_saved_fn *fn, void *context)
{
    return change_part(v, &(struct change){.kind = FEED_SAVED, .of_saved = fn, .context = context});
}

enum err viewer_people_change(const struct viewer *v, viewer_people_fn *fn, void *context)
{
    return change_part(v,
                       &(struct change){.kind = FEED_PEOPLE, .of_people = fn, .context = context});
}
