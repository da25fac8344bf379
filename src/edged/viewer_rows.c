#include "viewer_rows.h"

#include "datamap_field.h"
#include "viewer_name.h"

/* As many as one message holds, from `from` on: at least one. Empty ones take no room in it. */
static size_t batch_end(const struct span *in, size_t from, size_t count)
{
    size_t bytes = 0;
    size_t items = 0;
    size_t end = from;
    while (end < count) {
        bytes += in[end].len;
        items += in[end].len > 0 ? 1 : 0;
        if (end > from && (bytes > LIMIT_FOLD_FRAME || items > LIMIT_ASK_ITEMS)) {
            break;
        }
        end++;
    }
    return end;
}

struct batch {
    size_t count;
    struct span in[LIMIT_ASK_ITEMS];
    struct span *to[LIMIT_ASK_ITEMS];
};

static struct batch batch_of(const struct span *in, struct span *out, size_t from, size_t end)
{
    struct batch batch = {0};
    for (size_t i = from; i < end; i++) {
        out[i] = span_of(NULL, 0);
        if (in[i].len > 0) {
            batch.in[batch.count] = in[i];
            batch.to[batch.count] = &out[i];
            batch.count++;
        }
    }
    return batch;
}

static enum err batch_keep(const struct batch *batch, const struct span *got, struct arena *memory)
{
    for (size_t i = 0; i < batch->count; i++) {
        char *copy = arena_text(memory, got[i]);
        if (copy == NULL) {
            return ERR_NOMEM;
        }
        *batch->to[i] = span_of(copy, got[i].len);
    }
    return ERR_OK;
}

/* A session that is there and is refused was given something else than was sealed for it. */
static enum err open_batch(const struct viewer *v, const struct custody_fields *fields,
                           struct buf *frame, struct span *out_items)
{
    struct custody_person person;
    enum err err = custody_open(v->e->custodian, fields, frame, out_items);
    if (err == ERR_DENIED) {
        TRY(custody_who(v->e->custodian, v->token, LIMIT_ASK_QUICK_MS, &person));
        return ERR_FORMAT;
    }
    return err;
}

enum err viewer_open(const struct viewer *v, uint16_t field, const struct span *sealed,
                     size_t count, struct arena *memory, struct span *out_plain)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span got[LIMIT_ASK_ITEMS];
    for (size_t from = 0; from < count;) {
        size_t end = batch_end(sealed, from, count);
        struct batch batch = batch_of(sealed, out_plain, from, end);
        struct custody_fields fields = {.token = v->token,
                                        .subject = v->person.user,
                                        .field = field,
                                        .items = batch.in,
                                        .count = batch.count};
        if (batch.count > 0) {
            TRY(open_batch(v, &fields, &frame, got));
            TRY(batch_keep(&batch, got, memory));
        }
        from = end;
    }
    return ERR_OK;
}

enum err viewer_seal(const struct viewer *v, const struct span *plain, size_t count,
                     struct arena *memory, struct custody_person *out_person,
                     struct span *out_sealed)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span got[LIMIT_ASK_ITEMS];
    for (size_t from = 0; from < count;) {
        size_t end = batch_end(plain, from, count);
        struct batch batch = batch_of(plain, out_sealed, from, end);
        struct custody_fields fields = {
            .token = v->token, .field = FIELD_VIEWER, .items = batch.in, .count = batch.count};
        TRY(custody_seal(v->e->custodian, &fields, &frame, out_person, got));
        TRY(batch_keep(&batch, got, memory));
        from = end;
    }
    return ERR_OK;
}

enum err viewer_read(const struct viewer *v, const struct feed_set_name *sets, size_t count,
                     struct arena *memory, struct span *out_sealed, struct span *out_plain)
{
    struct store_name names[FEED_SETS];
    for (size_t i = 0; i < count; i++) {
        names[i] = viewer_name(v->person.locker, sets[i].kind,
                               sets[i].month * (uint32_t)FEED_PLACES + sets[i].place);
    }
    TRY(store_viewer_get(v->e->store, names, count, memory, out_sealed));
    return viewer_open(v, FIELD_VIEWER, out_sealed, count, memory, out_plain);
}
