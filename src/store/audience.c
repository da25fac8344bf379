#include "store_audience.h"

#include "store_inside.h"

#include <string.h>

enum err store_shut_get(struct store *s, int64_t video, enum video_audience audience,
                        struct buf *out_words, struct buf *out_looks)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_SHUT_GET, &q));
    db_bind_i64(&q, 1, video);
    db_bind_text(&q, 2, span_text(video_audience_name(audience)));
    TRY(db_step_row(&q));
    TRY(buf_append_span(out_words, db_column_bytes(&q, 0)));
    return buf_append_span(out_looks, db_column_bytes(&q, 1));
}

enum err store_shared_any(struct store *s, int64_t person, bool *out_any)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_SHARED_ANY, &q));
    db_bind_i64(&q, 1, person);
    return db_step(&q, out_any);
}

static enum err op_words(struct db *db, const void *in)
{
    const struct store_shut_words *words = in;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_SHUT_WORDS, &q));
    db_bind_blob(&q, 1, words->words);
    db_bind_i64(&q, 2, words->video);
    db_bind_i64(&q, 3, words->person);
    db_bind_text(&q, 4, span_text(video_audience_name(words->audience)));
    bind_sealed(&q, 5, words->before);
    TRY(step_one(&q));
    TRY(put_tags(db, words->video, span_text("")));
    return search_put(db, SEARCH_VIDEO, words->video);
}

enum err store_shut_words(struct store *s, const struct store_shut_words *words)
{
    return store_write(s, op_words, words);
}

enum err store_shut_left(struct store *s, int64_t after, struct store_left *out_left)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_SHUT_LEFT, &q));
    db_bind_i64(&q, 1, after);
    TRY(db_step_row(&q));
    out_left->video = db_column_i64(&q, 0);
    out_left->person = db_column_i64(&q, 1);
    column_text(&q, 2, out_left->title, sizeof(out_left->title));
    column_text(&q, 3, out_left->sound, sizeof(out_left->sound));
    return ERR_OK;
}

enum err store_shut_hashes(struct store *s, int64_t video, struct arena *memory,
                           struct store_hash out_hashes[STORE_HASHES], size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_SHUT_HASHES, &q));
    db_bind_i64(&q, 1, video);
    db_bind_i64(&q, 2, STORE_HASHES);
    size_t count = 0;
    for (bool row = true; count < STORE_HASHES; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        out_hashes[count].at_ms = db_column_i64(&q, 0);
        out_hashes[count].quality = db_column_i64(&q, 1);
        TRY(column_copy(&q, 2, memory, &out_hashes[count].hash));
    }
    *out_count = count;
    return ERR_OK;
}

static enum err with_name(struct db *db, const char *sql, const char *name)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_text(&q, 1, span_text(name));
    return db_step_done(&q, NULL);
}

static enum err op_begin(struct db *db, const void *in)
{
    const struct store_move *move = in;
    for (size_t i = 0; i < move->file_count; i++) {
        TRY(with_name(db, QUERY_MOVE_NOTE, move->files[i].to));
    }
    return ERR_OK;
}

enum err store_move_begin(struct store *s, const struct store_move *move)
{
    return store_write(s, op_begin, move);
}

static enum err op_undo(struct db *db, const void *in)
{
    const struct store_move *move = in;
    for (size_t i = 0; i < move->file_count; i++) {
        TRY(with_name(db, QUERY_MOVE_DONE, move->files[i].to));
        TRY(with_name(db, QUERY_MOVE_AWAY, move->files[i].to));
    }
    return ERR_OK;
}

enum err store_move_undo(struct store *s, const struct store_move *move)
{
    return store_write(s, op_undo, move);
}

static enum err op_recover(struct db *db, const void *in)
{
    (void)in;
    static const char *const queries[] = {QUERY_MOVE_LEFT, QUERY_MOVE_NONE};
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, queries[i], &q));
        TRY(db_step_done(&q, NULL));
    }
    return ERR_OK;
}

enum err store_move_recover(struct store *s)
{
    return store_write(s, op_recover, NULL);
}

static enum err move_video(struct db *db, const struct store_move *move)
{
    bool all = move->to == AUDIENCE_ALL;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_MOVE_VIDEO, &q));
    db_bind_text(&q, 1, span_text(video_audience_name(move->to)));
    db_bind_text(&q, 2, all ? move->title : span_text(""));
    bind_name(&q, 3, all ? move->sound : "");
    db_bind_text(&q, 4, all ? move->blurhash : span_text(""));
    bind_sealed(&q, 5, all ? span_of(NULL, 0) : move->words);
    bind_sealed(&q, 6, all ? span_of(NULL, 0) : move->looks);
    db_bind_i64(&q, 7, move->video);
    db_bind_i64(&q, 8, move->person);
    db_bind_text(&q, 9, span_text(video_audience_name(move->from)));
    return step_one(&q);
}

static enum err move_file(struct db *db, int64_t video, const struct store_move_file *file)
{
    static const char *const queries[] = {
        [MOVE_POSTER] = QUERY_MOVE_POSTER,
        [MOVE_STRIP] = QUERY_MOVE_STRIP,
        [MOVE_MP4] = QUERY_MOVE_MP4,
        [MOVE_HLS] = QUERY_MOVE_HLS,
    };
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, queries[file->kind], &q));
        db_bind_text(&q, 1, span_text(file->to));
        db_bind_text(&q, 2, span_text(file->from));
        db_bind_i64(&q, 3, video);
        TRY(step_one(&q));
    }
    TRY(with_name(db, QUERY_MOVE_DONE, file->to));
    return with_name(db, QUERY_MOVE_AWAY, file->from);
}

/* What is sealed of what was said is opened before its video is for everybody; what is not is
 * sealed behind the change, if it is for fewer now. */
static enum err move_spoken(struct db *db, const struct store_move *move)
{
    bool any = false;
    if (move->to != AUDIENCE_ALL) {
        return run_1(db, QUERY_SPOKEN_NOTE, move->video, NULL);
    }
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_SPOKEN_ANY, &q));
        db_bind_i64(&q, 1, move->video);
        TRY(db_step(&q, &any));
    }
    return any ? ERR_CONFLICT : run_1(db, QUERY_SPOKEN_DONE, move->video, NULL);
}

/* Nothing was added since the move was begun. */
static enum err check_counts(struct db *db, const struct store_move *move)
{
    int64_t renditions = 0;
    for (size_t i = 0; i < move->file_count; i++) {
        renditions += move->files[i].kind == MOVE_MP4 ? 1 : 0;
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_MOVE_COUNTS, &q));
    db_bind_i64(&q, 1, move->video);
    TRY(db_step_row(&q));
    bool same =
        db_column_i64(&q, 0) == renditions && db_column_i64(&q, 1) == (int64_t)move->caption_count;
    return same ? ERR_OK : ERR_CONFLICT;
}

static enum err op_done(struct db *db, const void *in)
{
    const struct store_move *move = in;
    bool all = move->to == AUDIENCE_ALL;
    TRY(move_video(db, move));
    TRY(check_counts(db, move));
    TRY(move_spoken(db, move));
    for (size_t i = 0; i < move->file_count; i++) {
        TRY(move_file(db, move->video, &move->files[i]));
    }
    for (size_t i = 0; i < move->caption_count; i++) {
        TRY(move_caption(db, move->video, &move->captions[i]));
    }
    TRY(run_1(db, QUERY_HASH_DROP, move->video, NULL));
    for (size_t i = 0; all && i < move->hash_count; i++) {
        TRY(put_hash(db, move->video, &move->hashes[i]));
    }
    TRY(put_tags(db, move->video, all ? move->title : span_text("")));
    return captions_changed(db, move->video);
}

enum err store_move_done(struct store *s, const struct store_move *move)
{
    return store_delete(s, op_done, move);
}
