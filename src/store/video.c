#include "store_video.h"

#include "store_inside.h"

#include <string.h>

/* Every move that is allowed; anything else is ERR_CONFLICT. */
static const struct {
    enum video_state from;
    enum video_event on;
    enum video_state to;
} moves[] = {
    {VIDEO_QUEUED, VIDEO_START, VIDEO_RUNNING},   {VIDEO_RUNNING, VIDEO_PUBLISH, VIDEO_PUBLIC},
    {VIDEO_RUNNING, VIDEO_REFUSE, VIDEO_REFUSED}, {VIDEO_RUNNING, VIDEO_AGAIN, VIDEO_QUEUED},
    {VIDEO_RUNNING, VIDEO_RESUME, VIDEO_QUEUED},
};

static const char *const state_names[] = {
    [VIDEO_QUEUED] = "queued",
    [VIDEO_RUNNING] = "running",
    [VIDEO_PUBLIC] = "public",
    [VIDEO_REFUSED] = "refused",
};

enum err video_move(enum video_state from, enum video_event event, enum video_state *out_to)
{
    for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
        if (moves[i].from == from && moves[i].on == event) {
            *out_to = moves[i].to;
            return ERR_OK;
        }
    }
    return ERR_CONFLICT;
}

const char *video_state_name(enum video_state state)
{
    return (size_t)state < VIDEO_STATE_COUNT_ ? state_names[state] : "unknown";
}

/* The schema has no other names. */
static enum video_state column_state(struct db_query *q, int column)
{
    struct span name = db_column_bytes(q, column);
    for (size_t i = 0; i < VIDEO_STATE_COUNT_; i++) {
        if (span_is(name, state_names[i])) {
            return (enum video_state)i;
        }
    }
    return VIDEO_REFUSED;
}

/* In the order of VIDEO_COLUMNS. */
static void read_video(struct db_query *q, struct store_video *out)
{
    memset(out, 0, sizeof(*out));
    out->id = db_column_i64(q, 0);
    out->person = db_column_i64(q, 1);
    column_text(q, 2, out->handle, sizeof(out->handle));
    column_text(q, 3, out->title, sizeof(out->title));
    out->state = column_state(q, 4);
    out->refusal = (uint8_t)db_column_i64(q, 5);
    out->refusal_number = (uint32_t)db_column_i64(q, 6);
    column_text(q, 7, out->refusal_codec, sizeof(out->refusal_codec));
    out->created_ms = db_column_i64(q, 8);
    out->published_ms = db_column_i64(q, 9);
    out->duration_ms = db_column_i64(q, 10);
    out->width = db_column_i64(q, 11);
    out->height = db_column_i64(q, 12);
    out->audio = db_column_i64(q, 13) != 0;
    column_text(q, 14, out->rendition, sizeof(out->rendition));
    column_text(q, 15, out->poster, sizeof(out->poster));
    out->watches = db_column_i64(q, 16);
}

static enum err read_page(struct db_query *q, size_t max, struct store_video *out_videos,
                          size_t *out_count)
{
    size_t count = 0;
    bool row = true;
    while (count < max) {
        TRY(db_step(q, &row));
        if (!row) {
            break;
        }
        read_video(q, &out_videos[count]);
        count++;
    }
    *out_count = count;
    return ERR_OK;
}

enum err put_video(struct db *db, const struct store_upload *upload)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VIDEO_ADD, &q));
    db_bind_i64(&q, 1, upload->id);
    db_bind_i64(&q, 2, upload->person.id);
    db_bind_text(&q, 3, upload->title);
    db_bind_text(&q, 4, upload->original);
    db_bind_i64(&q, 5, upload->original_bytes);
    db_bind_i64(&q, 6, upload->now_ms);
    return db_step_done(&q, NULL);
}

static enum err op_add(struct db *db, const void *in)
{
    const struct store_upload *upload = in;
    struct store_room room;
    TRY(put_person(db, &upload->person, upload->now_ms));
    TRY(get_room(db, upload->person.id, &room));
    if (store_room_excess(&room, upload->original_bytes, false) != STORE_EXCESS_NONE) {
        return ERR_LIMIT;
    }
    return put_video(db, upload);
}

enum err store_video_add(struct store *s, const struct store_upload *upload)
{
    return store_write(s, op_add, upload);
}

enum err store_video_get(struct store *s, int64_t id, struct store_video *out_video)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_VIDEO_GET, &q));
    db_bind_i64(&q, 1, id);
    TRY(db_step_row(&q));
    read_video(&q, out_video);
    return ERR_OK;
}

enum err store_video_newest(struct store *s, struct store_place after, size_t max,
                            struct store_video *out_videos, size_t *out_count)
{
    bool first = after.time_ms == 0 && after.id == 0;
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_VIDEO_NEWEST, &q));
    db_bind_i64(&q, 1, first ? INT64_MAX : after.time_ms);
    db_bind_i64(&q, 2, first ? INT64_MAX : after.id);
    db_bind_i64(&q, 3, (int64_t)max);
    return read_page(&q, max, out_videos, out_count);
}

enum err store_video_own(struct store *s, int64_t person, struct store_place after, size_t max,
                         struct store_video *out_videos, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_VIDEO_OWN, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, after.id == 0 ? INT64_MAX : after.id);
    db_bind_i64(&q, 3, (int64_t)max);
    return read_page(&q, max, out_videos, out_count);
}

enum err store_media_public(struct store *s, enum store_media kind, struct span name)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, kind == STORE_RENDITION ? QUERY_MEDIA_RENDITION : QUERY_MEDIA_POSTER,
                       &q));
    db_bind_text(&q, 1, name);
    return db_step_row(&q);
}
