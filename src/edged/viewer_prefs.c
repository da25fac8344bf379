/*
 * viewer_prefs.c: what a viewer has said about their pages: read, and changed in one durable step.
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
    struct feed_prefs prefs;
};

static void reading_free(struct reading *r)
{
    if (r != NULL) {
        arena_done(&r->memory);
        free(r);
    }
}
AUTO_CLOSER(reading_free, struct reading)

static enum err read_prefs(const struct viewer *v, struct reading *r)
{
    struct span plain = {0};
    r->name = viewer_name(v->person.locker, FEED_PREFS, 0);
    TRY(store_viewer_get(v->e->store, &r->name, 1, &r->memory, &r->sealed));
    TRY(viewer_open(v, FIELD_VIEWER, &r->sealed, 1, &r->memory, &plain));
    return plain.len > 0 ? feed_prefs_decode(plain, &r->prefs) : ERR_OK;
}

enum err viewer_prefs(const struct viewer *v, struct feed_prefs *out_prefs)
{
    AUTO(reading_free) struct reading *r = calloc(1, sizeof(*r));
    if (r == NULL) {
        return ERR_NOMEM;
    }
    r->memory.max = LIMIT_FOLD_MEMORY;
    TRY(read_prefs(v, r));
    *out_prefs = r->prefs;
    return ERR_OK;
}

static enum err change_once(const struct viewer *v, viewer_prefs_fn *fn, void *context)
{
    AUTO(reading_free) struct reading *r = calloc(1, sizeof(*r));
    AUTO(custody_frame) struct buf bytes = {.max = FEED_SIZE_4};
    struct custody_person person;
    struct span sealed = {0};
    if (r == NULL) {
        return ERR_NOMEM;
    }
    r->memory.max = LIMIT_FOLD_MEMORY;
    TRY(buf_grow(&bytes, FEED_SIZE_4)); /* so that it never moves */
    TRY(read_prefs(v, r));
    TRY(fn(&r->prefs, context));
    TRY(feed_prefs_encode(&r->prefs, &bytes));
    struct span plain = buf_span(&bytes);
    TRY(viewer_seal(v, &plain, 1, &r->memory, &person, &sealed));
    struct store_change change = {r->name, r->sealed, sealed};
    struct store_swap swap = {
        .changes = &change,
        .count = 1,
        .locker = span_of(v->person.locker, sizeof(v->person.locker)),
    };
    return store_viewer_swap(v->e->store, &swap);
}

enum err viewer_prefs_change(const struct viewer *v, viewer_prefs_fn *fn, void *context)
{
    for (int i = 0; i < LIMIT_FOLD_TRIES; i++) {
        enum err err = change_once(v, fn, context);
        if (err != ERR_CONFLICT) {
            return err;
        }
    }
    return ERR_BUSY;
}
