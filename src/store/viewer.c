#include "store_viewer.h"

#include "gone.h"
#include "store_inside.h"
#include "store_watch.h"

#include <string.h>

enum { AT_ONCE = 32 }; /* parameters of QUERY_VIEWER_MANY */

static struct span name_span(const struct store_name *name)
{
    return span_of(name->bytes, sizeof(name->bytes));
}

static enum err take_one(struct db_query *q, const struct store_name *names, size_t count,
                         struct arena *memory, struct span *out_sealed)
{
    struct span name = db_column_bytes(q, 0);
    struct span sealed = db_column_bytes(q, 1);
    char *copy = arena_text(memory, sealed);
    if (copy == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        if (name.len == STORE_NAME && memcmp(name.ptr, names[i].bytes, STORE_NAME) == 0) {
            out_sealed[i] = span_of(copy, sealed.len);
        }
    }
    return ERR_OK;
}

/* At most AT_ONCE of them. */
static enum err get_some(struct db *db, const struct store_name *names, size_t count,
                         struct arena *memory, struct span *out_sealed)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VIEWER_MANY, &q));
    for (size_t i = 0; i < AT_ONCE; i++) {
        if (i < count) {
            db_bind_blob(&q, (int)i + 1, name_span(&names[i]));
            out_sealed[i] = span_of(NULL, 0);
        } else {
            db_bind_null(&q, (int)i + 1);
        }
    }
    for (bool row = true;;) {
        TRY(db_step(&q, &row));
        if (!row) {
            return ERR_OK;
        }
        TRY(take_one(&q, names, count, memory, out_sealed));
    }
}

enum err store_viewer_get(struct store *s, const struct store_name *names, size_t count,
                          struct arena *memory, struct span *out_sealed)
{
    AUTO(reader) struct reader r = reader_take(s);
    enum err err = db_begin_read(r.db);
    for (size_t i = 0; i < count && err == ERR_OK; i += AT_ONCE) {
        size_t some = count - i < AT_ONCE ? count - i : AT_ONCE;
        err = get_some(r.db, &names[i], some, memory, &out_sealed[i]);
    }
    db_rollback(r.db);
    return err;
}

struct viewer_add {
    struct store *store;
    struct span locker;
    const struct store_name *names;
    size_t count;
    struct span sealed;
    size_t *taken;
};

static enum err op_add(struct db *db, const void *in)
{
    const struct viewer_add *add = in;
    if (gone_has_locker(store_gone_of(add->store), add->locker)) {
        return ERR_DENIED;
    }
    for (size_t i = 0; i < add->count; i++) {
        AUTO(db_query) struct db_query q = {0};
        int64_t changes = 0;
        TRY(db_query_start(db, QUERY_VIEWER_ADD, &q));
        db_bind_blob(&q, 1, name_span(&add->names[i]));
        db_bind_blob(&q, 2, add->sealed);
        TRY(db_step_done(&q, &changes));
        if (changes == 1) {
            *add->taken = i;
            return ERR_OK;
        }
    }
    return ERR_LIMIT;
}

enum err store_viewer_add(struct store *s, struct span locker, const struct store_name *names,
                          size_t count, struct span sealed, size_t *out_taken)
{
    size_t taken = 0;
    TRY(store_write_part(s, op_add, &(struct viewer_add){s, locker, names, count, sealed, &taken}));
    *out_taken = taken;
    return ERR_OK;
}

static enum err change_one(struct db *db, const struct store_change *change)
{
    AUTO(db_query) struct db_query q = {0};
    int64_t changes = 0;
    if (change->from.len == 0) {
        TRY(db_query_start(db, QUERY_VIEWER_ADD, &q));
        db_bind_blob(&q, 1, name_span(&change->name));
        db_bind_blob(&q, 2, change->to);
    } else if (change->to.len == 0) {
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
        TRY(change_one(db, &swap->changes[i]));
    }
    for (size_t i = 0; i < swap->old_count; i++) {
        TRY(drop_old(db, swap->locker, swap->old[i].id));
    }
    return ERR_OK;
}

enum err store_viewer_swap(struct store *s, const struct store_swap *swap)
{
    return store_write_part(s, op_swap, &(struct viewer_swap){s, swap});
}

struct viewer_forget {
    const struct store_name *names;
    size_t count;
    struct span locker;
};

static enum err forget_one(struct db *db, const char *query, struct span key)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, query, &q));
    db_bind_blob(&q, 1, key);
    return db_step_done(&q, NULL);
}

static enum err op_forget(struct db *db, const void *in)
{
    const struct viewer_forget *forget = in;
    for (size_t i = 0; i < forget->count; i++) {
        TRY(forget_one(db, QUERY_VIEWER_FORGET, name_span(&forget->names[i])));
    }
    return forget_one(db, QUERY_WATCH_FORGET, forget->locker);
}

enum err store_viewer_forget(struct store *s, const struct store_name *names, size_t count,
                             struct span locker)
{
    return store_write_part(s, op_forget, &(struct viewer_forget){names, count, locker});
}
