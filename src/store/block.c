#include "store_block.h"

#include "gone.h"
#include "shown.h"
#include "store_inside.h"

enum { FORGET_STEP = 64 }; /* rows in one transaction */

static struct span name_span(const struct store_name *name)
{
    return span_of(name->bytes, sizeof(name->bytes));
}

/* Where nobody did, nobody does until the next write: every page asks. */
enum err store_block_any(struct store *s, bool *out_any)
{
    uint64_t state = shown_state(store_shown(s));
    if (atomic_load(store_unblocked(s)) == state) {
        *out_any = false;
        return ERR_OK;
    }
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_BLOCK_ANY, &q));
    TRY(db_step(&q, out_any));
    if (!*out_any) {
        atomic_store(store_unblocked(s), state);
    }
    return ERR_OK;
}

static enum err has(struct db *db, const struct store_name *pair, bool *out_there)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_BLOCK_HAS, &q));
    db_bind_blob(&q, 1, name_span(pair));
    return db_step(&q, out_there);
}

enum err store_block_has(struct store *s, const struct store_name *pairs, size_t count,
                         bool *out_there)
{
    AUTO(reader) struct reader r = reader_take(s);
    for (size_t i = 0; i < count; i++) {
        TRY(has(r.db, &pairs[i], &out_there[i]));
    }
    return ERR_OK;
}

struct block {
    struct store *store;
    const struct store_block *of;
};

static enum err add_row(struct db *db, const struct store_block *of)
{
    for (size_t i = 0; i < of->slot_count; i++) {
        AUTO(db_query) struct db_query q = {0};
        int64_t changes = 0;
        TRY(db_query_start(db, QUERY_BLOCK_ADD, &q));
        db_bind_blob(&q, 1, name_span(&of->pair));
        db_bind_blob(&q, 2, name_span(&of->slots[i]));
        TRY(db_step_done(&q, &changes));
        if (changes == 1) {
            return ERR_OK;
        }
    }
    return ERR_LIMIT;
}

static enum err op_block(struct db *db, const void *in)
{
    const struct block *block = in;
    const struct store_block *of = block->of;
    bool there = false;
    if (gone_has_person(store_gone_of(block->store), of->person)) {
        return ERR_DENIED;
    }
    TRY(has(db, &of->pair, &there));
    TRY(there ? ERR_OK : add_row(db, of));
    TRY(drop_follow(db, of->target, of->person));
    TRY(drop_follow(db, of->person, of->target));
    return run_2(db, QUERY_NOTICE_DROP_OF, of->target, of->person, NULL);
}

enum err store_block_add(struct store *s, const struct store_block *block)
{
    return store_write(s, op_block, &(struct block){s, block});
}

static enum err op_unblock(struct db *db, const void *in)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_BLOCK_DROP, &q));
    db_bind_blob(&q, 1, name_span(in));
    return db_step_done(&q, NULL);
}

enum err store_block_drop(struct store *s, const struct store_name *pair)
{
    return store_delete(s, op_unblock, pair);
}

struct forget {
    const struct store_name *slots;
    size_t count;
};

static enum err op_forget(struct db *db, const void *in)
{
    const struct forget *forget = in;
    for (size_t i = 0; i < forget->count; i++) {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_BLOCK_FORGET, &q));
        db_bind_blob(&q, 1, name_span(&forget->slots[i]));
        TRY(db_step_done(&q, NULL));
    }
    return ERR_OK;
}

enum err store_block_forget(struct store *s, const struct store_name *slots, size_t count)
{
    for (size_t from = 0; from < count; from += FORGET_STEP) {
        size_t some = count - from < FORGET_STEP ? count - from : FORGET_STEP;
        TRY(store_delete(s, op_forget, &(struct forget){slots + from, some}));
    }
    return ERR_OK;
}
