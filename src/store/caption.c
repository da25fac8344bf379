#include "store_caption.h"

#include "store_inside.h"

/* Whether the person may: the video is theirs. */
static enum err find_own(struct db *db, const struct store_caption *caption)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VIDEO_OF, &q));
    db_bind_i64(&q, 1, caption->video);
    db_bind_i64(&q, 2, caption->person);
    return db_step_row(&q);
}

/* Whether it is for those for whom it was made ready. */
static enum err check_audience(struct db *db, const struct store_caption *caption)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VIDEO_FOR, &q));
    db_bind_i64(&q, 1, caption->video);
    db_bind_i64(&q, 2, caption->person);
    db_bind_text(&q, 3, span_text(video_audience_name(caption->audience)));
    enum err err = db_step_row(&q);
    return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

static enum err drop(struct db *db, const struct store_caption *caption)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_CAPTION_DROP, &q));
    db_bind_i64(&q, 1, caption->video);
    db_bind_text(&q, 2, caption->lang);
    return db_step_done(&q, NULL);
}

static enum err check_count(struct db *db, int64_t video)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_CAPTION_COUNT, &q));
    db_bind_i64(&q, 1, video);
    TRY(db_step_row(&q));
    return db_column_i64(&q, 0) < LIMIT_LANGUAGES ? ERR_OK : ERR_LIMIT;
}

static enum err op_put(struct db *db, const void *in)
{
    const struct store_caption *caption = in;
    TRY(find_own(db, caption));
    TRY(check_audience(db, caption));
    TRY(drop(db, caption));
    TRY(check_count(db, caption->video));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_CAPTION_ADD, &q));
    db_bind_i64(&q, 1, caption->video);
    db_bind_text(&q, 2, caption->lang);
    db_bind_text(&q, 3, caption->label);
    db_bind_text(&q, 4, caption->name);
    db_bind_text(&q, 5, caption->vtt);
    db_bind_text(&q, 6, caption->text);
    bind_sealed(&q, 7, caption->sealed);
    TRY(db_step_done(&q, NULL));
    return search_put(db, SEARCH_VIDEO, caption->video);
}

enum err store_caption_put(struct store *s, const struct store_caption *caption)
{
    return store_write(s, op_put, caption);
}

static enum err op_drop(struct db *db, const void *in)
{
    const struct store_caption *caption = in;
    TRY(find_own(db, caption));
    TRY(drop(db, caption));
    return search_put(db, SEARCH_VIDEO, caption->video);
}

enum err store_caption_drop(struct store *s, const struct store_caption *caption)
{
    return store_delete(s, op_drop, caption);
}

enum err store_caption_list(struct store *s, int64_t video,
                            struct store_track out_tracks[LIMIT_LANGUAGES], size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_CAPTION_LIST, &q));
    db_bind_i64(&q, 1, video);
    size_t count = 0;
    for (bool row = true; count < LIMIT_LANGUAGES; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        column_text(&q, 0, out_tracks[count].lang, sizeof(out_tracks[count].lang));
        column_text(&q, 1, out_tracks[count].label, sizeof(out_tracks[count].label));
        column_text(&q, 2, out_tracks[count].name, sizeof(out_tracks[count].name));
    }
    *out_count = count;
    return ERR_OK;
}

enum err store_caption_sealed(struct store *s, int64_t video, struct span name, struct buf *out)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_CAPTION_SEALED, &q));
    db_bind_i64(&q, 1, video);
    db_bind_text(&q, 2, name);
    TRY(db_step_row(&q));
    return buf_append_span(out, db_column_bytes(&q, 0));
}

enum err store_caption_get(struct store *s, struct span name, struct buf *out_vtt)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_CAPTION_GET, &q));
    db_bind_text(&q, 1, name);
    TRY(db_step_row(&q));
    return buf_append_span(out_vtt, db_column_bytes(&q, 0));
}
