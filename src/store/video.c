#include "store_video.h"

#include "gone.h"
#include "store_inside.h"

#include <string.h>

/* The schema has no other names. */
enum video_state column_state(struct db_query *q, int column)
{
    struct span name = db_column_bytes(q, column);
    for (size_t i = 0; i < VIDEO_STATE_COUNT_; i++) {
        if (span_is(name, video_state_name((enum video_state)i))) {
            return (enum video_state)i;
        }
    }
    return VIDEO_REFUSED;
}

/* What nobody understands is nobody else's. */
enum video_audience column_audience(struct db_query *q, int column)
{
    enum video_audience audience = AUDIENCE_SELF;
    enum err err = video_audience_of(db_column_bytes(q, column), &audience);
    return err == ERR_OK ? audience : AUDIENCE_SELF;
}

static enum rest_state column_rest(struct db_query *q, int column)
{
    struct span name = db_column_bytes(q, column);
    for (size_t i = 0; i < REST_STATE_COUNT_; i++) {
        if (span_is(name, rest_state_name((enum rest_state)i))) {
            return (enum rest_state)i;
        }
    }
    return REST_NONE;
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
    out->rest = column_rest(q, 5);
    out->refusal = (uint8_t)db_column_i64(q, 6);
    out->refusal_number = (uint32_t)db_column_i64(q, 7);
    column_text(q, 8, out->refusal_codec, sizeof(out->refusal_codec));
    out->created_ms = db_column_i64(q, 9);
    out->published_ms = db_column_i64(q, 10);
    out->duration_ms = db_column_i64(q, 11);
    out->audio = db_column_i64(q, 12) != 0;
    column_text(q, 13, out->poster, sizeof(out->poster));
    column_text(q, 14, out->blurhash, sizeof(out->blurhash));
    column_text(q, 15, out->strip.name, sizeof(out->strip.name));
    out->strip.columns = db_column_i64(q, 16);
    out->strip.rows = db_column_i64(q, 17);
    out->strip.count = db_column_i64(q, 18);
    out->strip.width = db_column_i64(q, 19);
    out->strip.height = db_column_i64(q, 20);
    out->watches = db_column_i64(q, 21);
    out->kept_until_ms = db_column_i64(q, 22);
    out->likes = db_column_i64(q, 23);
    out->hidden = db_column_i64(q, 24) != 0;
    column_text(q, 25, out->label, sizeof(out->label));
    out->comments = db_column_i64(q, 26);
    column_text(q, 27, out->name, sizeof(out->name));
    column_text(q, 28, out->avatar, sizeof(out->avatar));
    column_text(q, 29, out->sound, sizeof(out->sound));
    out->captioned = db_column_i64(q, 30) != 0;
    out->audience = column_audience(q, 31);
}

enum err read_videos(struct db_query *q, size_t max, struct store_video *out_videos,
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
        TRY(read_renditions(q->db, out_videos[count].id, out_videos[count].renditions,
                            &out_videos[count].rendition_count));
        count++;
    }
    *out_count = count;
    return ERR_OK;
}

void bind_wish(struct db_query *q, int first, const struct store_wish *wish)
{
    db_bind_i64(q, first, wish->trim_from_ms);
    db_bind_i64(q, first + 1, wish->trim_to_ms);
    if (wish->has_poster) {
        db_bind_i64(q, first + 2, wish->poster_ms);
    } else {
        db_bind_null(q, first + 2);
    }
    bind_name(q, first + 3, wish->sound);
    db_bind_text(q, first + 4, span_text(video_audience_name(wish->audience)));
}

void column_wish(struct db_query *q, int first, struct store_wish *out)
{
    out->trim_from_ms = db_column_i64(q, first);
    out->trim_to_ms = db_column_i64(q, first + 1);
    out->has_poster = !db_column_is_null(q, first + 2);
    out->poster_ms = out->has_poster ? db_column_i64(q, first + 2) : 0;
    column_text(q, first + 3, out->sound, sizeof(out->sound));
    out->audience = column_audience(q, first + 4);
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
    bind_wish(&q, 7, &upload->wish);
    bind_sealed(&q, 12, upload->words);
    db_bind_i64(&q, 13, upload->original_sealed ? 1 : 0);
    return db_step_done(&q, NULL);
}

struct video_add {
    struct store *store;
    const struct store_upload *upload;
};

static enum err op_add(struct db *db, const void *in)
{
    const struct video_add *add = in;
    const struct store_upload *upload = add->upload;
    struct store_room room;
    if (gone_has_person(store_gone_of(add->store), upload->person.id)) {
        return ERR_DENIED;
    }
    TRY(put_person(db, &upload->person, upload->now_ms));
    TRY(get_room(db, upload->person.id, &room));
    if (store_room_excess(&room, upload->original_bytes, false) != STORE_EXCESS_NONE) {
        return ERR_LIMIT;
    }
    return put_video(db, upload);
}

enum err store_video_add(struct store *s, const struct store_upload *upload)
{
    return store_write(s, op_add, &(struct video_add){s, upload});
}

enum err load_video(struct db *db, int64_t id, struct store_video *out_video)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VIDEO_GET, &q));
    db_bind_i64(&q, 1, id);
    TRY(db_step_row(&q));
    read_video(&q, out_video);
    return read_renditions(db, id, out_video->renditions, &out_video->rendition_count);
}

enum err store_video_get(struct store *s, int64_t id, struct store_video *out_video)
{
    AUTO(reader) struct reader r = reader_take(s);
    return load_video(r.db, id, out_video);
}

struct store_place place_after(struct store_place after)
{
    bool first = after.time_ms == 0 && after.id == 0;
    return first ? (struct store_place){INT64_MAX, INT64_MAX} : after;
}

enum err store_video_newest(struct store *s, struct store_place after, size_t max,
                            struct store_video *out_videos, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    struct store_place place = place_after(after);
    TRY(db_query_start(r.db, QUERY_VIDEO_NEWEST, &q));
    db_bind_i64(&q, 1, place.time_ms);
    db_bind_i64(&q, 2, place.id);
    db_bind_i64(&q, 3, (int64_t)max);
    return read_videos(&q, max, out_videos, out_count);
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
    return read_videos(&q, max, out_videos, out_count);
}

enum err store_video_of(struct store *s, struct span handle, size_t max,
                        struct store_video *out_videos, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(r.db, QUERY_PERSON_FIND, &q));
        db_bind_text(&q, 1, handle);
        TRY(db_step_row(&q));
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_VIDEO_OF_PERSON, &q));
    db_bind_text(&q, 1, handle);
    db_bind_i64(&q, 2, (int64_t)max);
    return read_videos(&q, max, out_videos, out_count);
}

enum err store_video_by(struct store *s, const struct store_look *look, size_t max,
                        struct store_video *out_videos, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    struct store_place place = place_after(look->after);
    TRY(db_query_start(r.db, QUERY_VIDEO_BY, &q));
    db_bind_i64(&q, 1, look->viewer);
    db_bind_i64(&q, 2, look->person);
    db_bind_i64(&q, 3, place.time_ms);
    db_bind_i64(&q, 4, place.id);
    db_bind_i64(&q, 5, (int64_t)max);
    return read_videos(&q, max, out_videos, out_count);
}
