/*
 * viewer_mark.c: up to where a viewer has read what they were told: a sealed row of its own, so
 * that reading changes nothing else.
 */
#include "viewer.h"

#include "datamap_field.h"
#include "feed_mark.h"
#include "viewer_name.h"
#include "viewer_rows.h"

/* As it stands, and opened; sealed borrows from memory, and is empty if there is none. */
static enum err read_mark(const struct viewer *v, struct arena *memory, struct store_name *name,
                          struct span *sealed, int64_t *out_mark)
{
    struct span plain = {0};
    *name = viewer_name(v->person.locker, FEED_MARK, 0);
    *out_mark = 0;
    TRY(store_viewer_get(v->e->store, name, 1, memory, sealed));
    TRY(viewer_open(v, FIELD_VIEWER, sealed, 1, memory, &plain));
    return plain.len == 0 ? ERR_OK : feed_mark_decode(plain, out_mark);
}

enum err viewer_mark(const struct viewer *v, int64_t *out_mark)
{
    AUTO(arena) struct arena memory = {.max = 4 * FEED_SIZE_1};
    struct store_name name;
    struct span sealed = {0};
    return read_mark(v, &memory, &name, &sealed, out_mark);
}

static enum err put_once(const struct viewer *v, int64_t mark, int64_t *out_mark)
{
    AUTO(arena) struct arena memory = {.max = 8 * FEED_SIZE_1};
    AUTO(custody_frame) struct buf bytes = {.max = FEED_SIZE_1};
    struct store_change change = {.from = {NULL, 0}};
    struct custody_person person;
    TRY(read_mark(v, &memory, &change.name, &change.from, out_mark));
    if (*out_mark >= mark) {
        return ERR_OK;
    }
    TRY(feed_mark_encode(mark, &bytes));
    struct span plain = buf_span(&bytes);
    TRY(viewer_seal(v, &plain, 1, &memory, &person, &change.to));
    struct store_swap swap = {
        .changes = &change,
        .count = 1,
        .locker = span_of(v->person.locker, sizeof(v->person.locker)),
    };
    TRY(store_viewer_swap(v->e->store, &swap));
    *out_mark = mark;
    return ERR_OK;
}

enum err viewer_mark_put(const struct viewer *v, int64_t mark, int64_t *out_mark)
{
    for (int i = 0; i < LIMIT_FOLD_TRIES; i++) {
        enum err err = put_once(v, mark, out_mark);
        if (err != ERR_CONFLICT) {
            return err;
        }
    }
    return ERR_BUSY;
}
