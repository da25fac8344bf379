#include "store_spoken.h"

#include "store_inside.h"

enum err store_spoken_noted(struct store *s, int64_t after, int64_t *out_video)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_SPOKEN_NOTED, &q));
    db_bind_i64(&q, 1, after);
    TRY(db_step_row(&q));
    *out_video = db_column_i64(&q, 0);
    return ERR_OK;
}

static enum err op_noted_done(struct db *db, const void *in)
{
    const int64_t *video = in;
    return run_1(db, QUERY_SPOKEN_DONE, *video, NULL);
}

enum err store_spoken_done(struct store *s, int64_t video)
{
    return store_write(s, op_noted_done, &video);
}

static enum err read_step(struct store *s, const char *sql, const struct store_spoken_place *after,
                          size_t max, struct store_comment *out_comments, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, sql, &q));
    db_bind_i64(&q, 1, after->video);
    db_bind_i64(&q, 2, after->parent);
    db_bind_i64(&q, 3, after->id);
    db_bind_i64(&q, 4, (int64_t)max);
    return read_comments(&q, max, out_comments, out_count);
}

enum err store_spoken_clear(struct store *s, const struct store_spoken_place *after, size_t max,
                            struct store_comment *out_comments, size_t *out_count)
{
    return read_step(s, QUERY_SPOKEN_CLEAR, after, max, out_comments, out_count);
}

enum err store_spoken_sealed(struct store *s, const struct store_spoken_place *after, size_t max,
                             struct store_comment *out_comments, size_t *out_count)
{
    return read_step(s, QUERY_SPOKEN_SEALED, after, max, out_comments, out_count);
}

struct step {
    const struct store_comment *comments;
    size_t count;
};

static enum err seal_one(struct db *db, const struct store_comment *comment)
{
    int64_t changes = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_SPOKEN_SEAL, &q));
        db_bind_blob(&q, 1, span_of(comment->sealed, comment->sealed_len));
        db_bind_i64(&q, 2, comment->id);
        TRY(db_step_done(&q, &changes));
    }
    return changes == 0 ? ERR_OK : run_1(db, QUERY_COMMENT_DROP_MENTIONS, comment->id, NULL);
}

static enum err op_seal(struct db *db, const void *in)
{
    const struct step *step = in;
    for (size_t i = 0; i < step->count; i++) {
        TRY(seal_one(db, &step->comments[i]));
    }
    return ERR_OK;
}

enum err store_spoken_seal(struct store *s, const struct store_comment *comments, size_t count)
{
    return store_delete(s, op_seal, &(struct step){comments, count});
}

static enum err open_one(struct db *db, const struct store_comment *comment)
{
    int64_t changes = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_SPOKEN_OPEN, &q));
        db_bind_text(&q, 1, span_text(comment->text));
        db_bind_i64(&q, 2, comment->id);
        TRY(db_step_done(&q, &changes));
    }
    for (size_t i = 0; changes > 0 && i < comment->named_count; i++) {
        TRY(run_2(db, QUERY_SPOKEN_NAMED, comment->id, comment->named[i], NULL));
    }
    return ERR_OK;
}

static enum err op_open(struct db *db, const void *in)
{
    const struct step *step = in;
    for (size_t i = 0; i < step->count; i++) {
        TRY(run_1(db, QUERY_SPOKEN_NOTE, step->comments[i].video, NULL));
        TRY(open_one(db, &step->comments[i]));
    }
    return ERR_OK;
}

enum err store_spoken_open(struct store *s, const struct store_comment *comments, size_t count)
{
    return store_write(s, op_open, &(struct step){comments, count});
}

enum err store_spoken_names(struct store *s, struct store_comment *comment)
{
    AUTO(reader) struct reader r = reader_take(s);
    comment->mention_count = 0;
    for (size_t i = 0; i < comment->named_count; i++) {
        bool there = false;
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(r.db, QUERY_PERSON_HANDLE, &q));
        db_bind_i64(&q, 1, comment->named[i]);
        TRY(db_step(&q, &there));
        if (there) {
            column_text(&q, 0, comment->mentions[comment->mention_count++], LIMIT_HANDLE + 1);
        }
    }
    return ERR_OK;
}
