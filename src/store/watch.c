#include "store_watch.h"

#include "store_inside.h"

enum err store_watch_facts(struct store *s, int64_t video, struct store_facts *out_facts)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_WATCH_FACTS, &q));
    db_bind_i64(&q, 1, video);
    TRY(db_step_row(&q));
    out_facts->person = db_column_i64(&q, 0);
    out_facts->duration_ms = db_column_i64(&q, 1);
    column_text(&q, 2, out_facts->title, sizeof(out_facts->title));
    return ERR_OK;
}

struct count_add {
    const struct store_count *counts;
    size_t count;
    const struct store_flush *flush; /* NULL: none */
};

static enum err count_video(struct db *db, const struct store_count *count)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COUNT_ADD, &q));
    db_bind_i64(&q, 1, count->watches);
    db_bind_i64(&q, 2, count->likes);
    db_bind_i64(&q, 3, count->viewers);
    db_bind_i64(&q, 4, count->shares);
    db_bind_i64(&q, 5, count->finished);
    db_bind_i64(&q, 6, count->unwanted);
    db_bind_i64(&q, 7, count->video);
    return db_step_done(&q, NULL);
}

/* And that it is liked more is told to whoever made it: how much, never by whom. */
static enum err count_one(struct db *db, const struct store_count *count)
{
    int64_t video = count->comment ? 0 : count->video;
    int64_t comment = count->comment ? count->video : 0;
    TRY(count->comment ? run_2(db, QUERY_COMMENT_LIKES, count->likes, comment, NULL)
                       : count_video(db, count));
    return count->likes > 0 ? put_notice_likes(db, video, comment) : ERR_OK;
}

static enum err op_count(struct db *db, const void *in)
{
    const struct count_add *add = in;
    for (size_t i = 0; i < add->count; i++) {
        TRY(count_one(db, &add->counts[i]));
    }
    return add->flush == NULL
               ? ERR_OK
               : run_2(db, QUERY_COUNTING_PUT, add->flush->number, add->flush->run, NULL);
}

enum err store_count_add(struct store *s, const struct store_count *counts, size_t count)
{
    return store_write(s, op_count, &(struct count_add){counts, count, NULL});
}

enum err store_count_flush(struct store *s, const struct store_flush *flush,
                           const struct store_count *counts, size_t count)
{
    return store_write(s, op_count, &(struct count_add){counts, count, flush});
}

static enum err op_begin(struct db *db, const void *in)
{
    int64_t *const *run = in;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_COUNTING_ADD, &q));
        TRY(db_step_done(&q, NULL));
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COUNTING_NEWEST, &q));
    TRY(db_step_row(&q));
    **run = db_column_i64(&q, 0);
    return ERR_OK;
}

enum err store_counting_begin(struct store *s, int64_t *out_run)
{
    int64_t run = 0;
    int64_t *of = &run;
    TRY(store_write(s, op_begin, &of));
    *out_run = run;
    return ERR_OK;
}

enum err store_counting_get(struct store *s, int64_t run, int64_t *out_number)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_COUNTING_GET, &q));
    db_bind_i64(&q, 1, run);
    TRY(db_step_row(&q));
    *out_number = db_column_i64(&q, 0);
    return ERR_OK;
}

static enum err read_sealed(struct db_query *q, struct arena *memory, struct store_sealed *out)
{
    struct span sealed = db_column_bytes(q, 1);
    char *copy = arena_text(memory, sealed);
    if (copy == NULL) {
        return ERR_NOMEM;
    }
    *out = (struct store_sealed){.id = db_column_i64(q, 0), .sealed = span_of(copy, sealed.len)};
    return ERR_OK;
}

/* Nothing is added to that table any more: once it is empty, it stays so. */
static enum err learn_old(struct store *s, struct db *db)
{
    AUTO(db_query) struct db_query q = {0};
    bool any = false;
    TRY(db_query_start(db, QUERY_WATCH_OLD_ANY, &q));
    TRY(db_step(&q, &any));
    if (!any) {
        atomic_store(store_no_old(s), true);
    }
    return ERR_OK;
}

enum err store_watch_old(struct store *s, struct span locker, size_t max, struct arena *memory,
                         struct store_sealed *out_events, size_t *out_count)
{
    *out_count = 0;
    if (atomic_load(store_no_old(s))) {
        return ERR_OK;
    }
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(learn_old(s, r.db));
    TRY(db_query_start(r.db, QUERY_WATCH_OLD, &q));
    db_bind_blob(&q, 1, locker);
    db_bind_i64(&q, 2, (int64_t)max);
    size_t count = 0;
    bool row = true;
    while (count < max) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        TRY(read_sealed(&q, memory, &out_events[count]));
        count++;
    }
    *out_count = count;
    return ERR_OK;
}
