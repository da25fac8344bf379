#include "store_viewer.h"

#include "base_id.h"
#include "base_limits.h"
#include "gone.h"
#include "names.h"
#include "store_inside.h"
#include "store_watch.h"

#include <stdlib.h>
#include <string.h>

enum {
    AT_ONCE = 48, /* names in QUERY_VIEWER_MANY: those of a page, mostly */
    FEW = 8       /* for which that is too much */
};

static struct span name_span(const struct store_name *name)
{
    return span_of(name->bytes, sizeof(name->bytes));
}

static enum err keep(struct span sealed, struct arena *memory, struct span *out_sealed)
{
    char *copy = arena_text(memory, sealed);
    *out_sealed = span_of(copy, sealed.len);
    return copy == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err get_one(struct db *db, const struct store_name *name, struct arena *memory,
                        struct span *out_sealed)
{
    AUTO(db_query) struct db_query q = {0};
    bool row = false;
    TRY(db_query_start(db, QUERY_VIEWER_GET, &q));
    db_bind_blob(&q, 1, name_span(name));
    TRY(db_step(&q, &row));
    return row ? keep(db_column_bytes(&q, 0), memory, out_sealed) : ERR_OK;
}

/* At most AT_ONCE of them. */
static enum err get_many(struct db *db, const struct store_name *names, size_t count,
                         struct arena *memory, struct span *out_sealed)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VIEWER_MANY, &q));
    for (size_t i = 0; i < count; i++) {
        db_bind_blob(&q, (int)i + 1, name_span(&names[i])); /* the others are NULL */
    }
    for (bool row = true;;) {
        TRY(db_step(&q, &row));
        if (!row) {
            return ERR_OK;
        }
        TRY(keep(db_column_bytes(&q, 1), memory, &out_sealed[db_column_i64(&q, 0)]));
    }
}

static enum err get_all(struct db *db, const struct store_name *names, size_t count,
                        struct arena *memory, struct span *out_sealed)
{
    for (size_t i = 0; i < count; i++) {
        out_sealed[i] = span_of(NULL, 0);
    }
    for (size_t i = 0; i < count && count <= FEW; i++) {
        TRY(get_one(db, &names[i], memory, &out_sealed[i]));
    }
    for (size_t i = 0; i < count && count > FEW; i += AT_ONCE) {
        size_t some = count - i < AT_ONCE ? count - i : AT_ONCE;
        TRY(get_many(db, &names[i], some, memory, &out_sealed[i]));
    }
    return ERR_OK;
}

/* At most AT_ONCE of them: those that may be there. */
static enum err get_likely(struct db *db, const struct store_name *names, size_t count,
                           const bool *may, struct arena *memory, struct span *out_sealed)
{
    struct store_name likely[AT_ONCE];
    struct span found[AT_ONCE];
    size_t of[AT_ONCE];
    size_t some = 0;
    for (size_t i = 0; i < count; i++) {
        out_sealed[i] = span_of(NULL, 0);
        if (may[i]) {
            of[some] = i;
            likely[some++] = names[i];
        }
    }
    TRY(get_all(db, likely, some, memory, found));
    for (size_t i = 0; i < some; i++) {
        out_sealed[of[i]] = found[i];
    }
    return ERR_OK;
}

/* A row that came or went meanwhile may belong to what was read: then all are looked for. */
static enum err get_sifted(struct db *db, struct names *n, const struct store_name *names,
                           size_t count, struct arena *memory, struct span *out_sealed)
{
    uint64_t before = names_moves(n);
    for (size_t i = 0; i < count; i += AT_ONCE) {
        bool may[AT_ONCE];
        size_t some = count - i < AT_ONCE ? count - i : AT_ONCE;
        names_sift(n, &names[i], some, may);
        TRY(get_likely(db, &names[i], some, may, memory, &out_sealed[i]));
    }
    return names_moves(n) == before ? ERR_OK : get_all(db, names, count, memory, out_sealed);
}

enum err store_viewer_get(struct store *s, const struct store_name *names, size_t count,
                          struct arena *memory, struct span *out_sealed)
{
    AUTO(reader) struct reader r = reader_take(s);
    enum err err = db_begin_read(r.db);
    err = err == ERR_OK ? get_sifted(r.db, store_names(s), names, count, memory, out_sealed) : err;
    db_rollback(r.db);
    return err;
}

enum err names_load(struct db *db, struct names *out_names)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VIEWER_NAMES, &q));
    for (bool row = true;;) {
        struct store_name name;
        TRY(db_step(&q, &row));
        if (!row) {
            return ERR_OK;
        }
        struct span bytes = db_column_bytes(&q, 0);
        if (bytes.len == sizeof(name.bytes)) { /* no other is ever looked for */
            memcpy(name.bytes, bytes.ptr, sizeof(name.bytes));
            names_add(out_names, &name);
        }
    }
}

/* Random, above zero: where a row stands tells nothing. */
static int64_t place_new(void)
{
    int64_t place = 0;
    while (place == 0) {
        place = (int64_t)(random_u64() >> 1);
    }
    return place;
}

/* False: the name is not free; or, once in a lifetime, the place: then whoever asks draws again. */
static enum err add_one(struct db *db, struct names *n, const struct store_name *name,
                        struct span sealed, bool *out_added)
{
    AUTO(db_query) struct db_query q = {0};
    int64_t changes = 0;
    TRY(db_query_start(db, QUERY_VIEWER_ADD, &q));
    db_bind_i64(&q, 1, place_new());
    db_bind_blob(&q, 2, name_span(name));
    db_bind_blob(&q, 3, sealed);
    TRY(db_step_done(&q, &changes));
    *out_added = changes == 1;
    if (changes == 1) { /* before anybody can read it; if it is undone, one too many is named */
        names_add(n, name);
    }
    return ERR_OK;
}

struct viewer_adds {
    struct store *store;
    struct store_add *adds;
    size_t count;
};

/* Under the first that is surely free; if none is, under the first that is. */
static enum err add_somewhere(struct db *db, struct names *n, struct store_add *add)
{
    for (size_t i = 0; i < 2 * add->count; i++) {
        const struct store_name *name = &add->names[i % add->count];
        bool may = false;
        bool added = false;
        names_sift(n, name, 1, &may);
        if (may && i < add->count) {
            continue;
        }
        TRY(add_one(db, n, name, add->sealed, &added));
        if (added) {
            add->err = ERR_OK;
            add->taken = i % add->count;
            return ERR_OK;
        }
    }
    add->err = ERR_LIMIT;
    return ERR_OK;
}

/* What is refused has changed nothing. */
static enum err add_first(struct db *db, struct store *s, struct store_add *add)
{
    if (gone_has_locker(store_gone_of(s), add->locker)) {
        add->err = ERR_DENIED;
        return ERR_OK;
    }
    return add_somewhere(db, store_names(s), add);
}

static enum err op_add(struct db *db, const void *in)
{
    const struct viewer_adds *all = in;
    for (size_t i = 0; i < all->count; i++) {
        TRY(add_first(db, all->store, &all->adds[i]));
    }
    return ERR_OK;
}

enum err store_viewer_add_each(struct store *s, struct store_add *adds, size_t count)
{
    return store_write_part(s, op_add, &(struct viewer_adds){s, adds, count});
}

enum err store_viewer_add(struct store *s, struct span locker, const struct store_name *names,
                          size_t count, struct span sealed, size_t *out_taken)
{
    struct store_add add = {.locker = locker, .names = names, .count = count, .sealed = sealed};
    TRY(store_viewer_add_each(s, &add, 1));
    TRY(add.err);
    *out_taken = add.taken;
    return ERR_OK;
}

static enum err change_one(struct db *db, struct names *n, const struct store_change *change)
{
    AUTO(db_query) struct db_query q = {0};
    int64_t changes = 0;
    if (change->from.len == 0) {
        bool added = false;
        TRY(add_one(db, n, &change->name, change->to, &added));
        return added ? ERR_OK : ERR_CONFLICT;
    }
    if (change->to.len == 0) {
        TRY(db_query_start(db, QUERY_VIEWER_DROP, &q));
        db_bind_blob(&q, 1, name_span(&change->name));
        db_bind_blob(&q, 2, change->from);
    } else {
        TRY(db_query_start(db, QUERY_VIEWER_CHANGE, &q));
        db_bind_blob(&q, 1, change->to);
        db_bind_blob(&q, 2, name_span(&change->name));
        db_bind_blob(&q, 3, change->from);
    }
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

static enum err drop_old(struct db *db, struct span locker, int64_t id)
{
    AUTO(db_query) struct db_query q = {0};
    int64_t changes = 0;
    TRY(db_query_start(db, QUERY_WATCH_DROP, &q));
    db_bind_blob(&q, 1, locker);
    db_bind_i64(&q, 2, id);
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

struct viewer_swap {
    struct store *store;
    const struct store_swap *swap;
};

static enum err op_swap(struct db *db, const void *in)
{
    const struct viewer_swap *of = in;
    const struct store_swap *swap = of->swap;
    if (gone_has_locker(store_gone_of(of->store), swap->locker)) {
        return ERR_DENIED;
    }
    for (size_t i = 0; i < swap->count; i++) {
        TRY(change_one(db, store_names(of->store), &swap->changes[i]));
    }
    for (size_t i = 0; i < swap->old_count; i++) {
        TRY(drop_old(db, swap->locker, swap->old[i].id));
    }
    return ERR_OK;
}

void store_viewer_swap_each(struct store *s, const struct store_swap *swaps, size_t count,
                            enum err *out_errs)
{
    struct viewer_swap all[LIMIT_TOGETHER];
    const void *ins[LIMIT_TOGETHER] = {NULL};
    for (size_t i = 0; i < count; i++) {
        all[i] = (struct viewer_swap){s, &swaps[i]};
        ins[i] = &all[i];
    }
    store_write_parts(s, op_swap, ins, count, out_errs);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < swaps[i].count && out_errs[i] == ERR_OK; k++) {
            const struct store_change *change = &swaps[i].changes[k];
            if (change->from.len > 0 && change->to.len == 0) {
                names_drop(store_names(s), &change->name);
            }
        }
    }
}

enum err store_viewer_swap(struct store *s, const struct store_swap *swap)
{
    enum err err = ERR_OK;
    store_viewer_swap_each(s, swap, 1, &err);
    return err;
}

struct viewer_forget {
    const struct store_name *names;
    size_t count;
    struct span locker;
    bool *gone; /* of each name, whether its row was there */
};

static enum err forget_one(struct db *db, const char *query, struct span key, int64_t *out_changes)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, query, &q));
    db_bind_blob(&q, 1, key);
    return db_step_done(&q, out_changes);
}

static enum err op_forget(struct db *db, const void *in)
{
    const struct viewer_forget *forget = in;
    for (size_t i = 0; i < forget->count; i++) {
        int64_t changes = 0;
        TRY(forget_one(db, QUERY_VIEWER_FORGET, name_span(&forget->names[i]), &changes));
        forget->gone[i] = changes > 0;
    }
    return forget_one(db, QUERY_WATCH_FORGET, forget->locker, NULL);
}

enum err store_viewer_forget(struct store *s, const struct store_name *names, size_t count,
                             struct span locker)
{
    bool *gone = calloc(count + 1, sizeof(*gone));
    if (gone == NULL) {
        return ERR_NOMEM;
    }
    enum err err =
        store_write_part(s, op_forget, &(struct viewer_forget){names, count, locker, gone});
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        if (gone[i]) {
            names_drop(store_names(s), &names[i]);
        }
    }
    free(gone);
    return err;
}
