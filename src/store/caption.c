#include "store_caption.h"

#include "store_inside.h"

enum err captions_changed(struct db *db, int64_t video)
{
    int64_t bytes = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_CAPTION_LENGTHS, &q));
        db_bind_i64(&q, 1, video);
        for (bool row = true;;) {
            TRY(db_step(&q, &row));
            if (!row) {
                break;
            }
            for (int i = 0; i < 3; i++) {
                bytes += (int64_t)db_column_bytes(&q, i).len;
            }
        }
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_CAPTION_BYTES, &q));
    db_bind_i64(&q, 1, bytes);
    db_bind_i64(&q, 2, video);
    TRY(db_step_done(&q, NULL));
    return search_put(db, SEARCH_VIDEO, video);
}

/* Whether the person may: the video is theirs. */
static enum err find_own(struct db *db, const struct store_caption *caption)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VIDEO_OF, &q));
    db_bind_i64(&q, 1, caption->video);
    db_bind_i64(&q, 2, caption->person);
    return db_step_row(&q);
}

/* Whether they are sealed, or not, as those have to be for whom the video is now. */
static enum err check_audience(struct db *db, const struct store_caption *caption)
{
    AUTO(db_query) struct db_query q = {0};
    bool shut = true;
    TRY(db_query_start(db, QUERY_CAPTION_SHUT, &q));
    db_bind_i64(&q, 1, caption->video);
    db_bind_text(&q, 2, span_text(video_audience_name(caption->audience)));
    enum err err = db_step_row(&q);
    if (err == ERR_OK) {
        shut = db_column_i64(&q, 0) != 0;
    }
    bool fits = err == ERR_OK && shut == (caption->sealed.len > 0);
    return err == ERR_NOT_FOUND || (err == ERR_OK && !fits) ? ERR_CONFLICT : err;
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
    return captions_changed(db, caption->video);
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
    return captions_changed(db, caption->video);
}

enum err store_caption_drop(struct store *s, const struct store_caption *caption)
{
    return store_delete(s, op_drop, caption);
}

enum err move_caption(struct db *db, int64_t video, const struct store_move_caption *caption)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_CAPTION_CHANGE, &q));
    db_bind_text(&q, 1, caption->to);
    db_bind_text(&q, 2, caption->label);
    db_bind_text(&q, 3, caption->vtt);
    db_bind_text(&q, 4, caption->text);
    bind_sealed(&q, 5, caption->sealed);
    db_bind_i64(&q, 6, video);
    db_bind_text(&q, 7, caption->from);
    return step_one(&q);
}

static enum err read_whole(struct db_query *q, int64_t video, struct arena *memory,
                           struct store_caption *out)
{
    struct span *const parts[] = {&out->lang, &out->label, &out->name,
                                  &out->vtt,  &out->text,  &out->sealed};
    *out = (struct store_caption){.video = video};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        TRY(column_copy(q, (int)i, memory, parts[i]));
    }
    return ERR_OK;
}

struct left {
    int64_t video;
    const struct store_move_caption *captions;
    size_t count;
};

static enum err op_left(struct db *db, const void *in)
{
    const struct left *left = in;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_CAPTION_LEFT, &q));
        db_bind_i64(&q, 1, left->video - 1);
        TRY(db_step_row(&q));
        TRY(db_column_i64(&q, 0) == left->video ? ERR_OK : ERR_CONFLICT);
    }
    for (size_t i = 0; i < left->count; i++) {
        TRY(move_caption(db, left->video, &left->captions[i]));
    }
    return captions_changed(db, left->video);
}

enum err store_caption_shut(struct store *s, int64_t video,
                            const struct store_move_caption *captions, size_t count)
{
    return store_write(s, op_left, &(struct left){video, captions, count});
}

enum err store_caption_left(struct store *s, int64_t after, int64_t *out_video, int64_t *out_person)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_CAPTION_LEFT, &q));
    db_bind_i64(&q, 1, after);
    TRY(db_step_row(&q));
    *out_video = db_column_i64(&q, 0);
    *out_person = db_column_i64(&q, 1);
    return ERR_OK;
}

enum err store_caption_next(struct store *s, int64_t video, struct span after, struct arena *memory,
                            struct store_caption *out_caption)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_CAPTIONS_WHOLE, &q));
    db_bind_i64(&q, 1, video);
    db_bind_text(&q, 2, after);
    TRY(db_step_row(&q));
    return read_whole(&q, video, memory, out_caption);
}

enum err store_caption_all(struct store *s, int64_t video, struct arena *memory,
                           struct store_caption out_captions[LIMIT_LANGUAGES], size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_CAPTIONS_WHOLE, &q));
    db_bind_i64(&q, 1, video);
    db_bind_text(&q, 2, span_text(""));
    size_t count = 0;
    for (bool row = true; count < LIMIT_LANGUAGES; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        TRY(read_whole(&q, video, memory, &out_captions[count]));
    }
    *out_count = count;
    return ERR_OK;
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
