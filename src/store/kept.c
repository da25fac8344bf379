#include "store_kept.h"

#include "store_draft.h"
#include "store_inside.h"

/* Its bytes were counted all the time: only how many wait is asked again. */
static enum err op_retry(struct db *db, const void *in)
{
    const struct store_retry *retry = in;
    enum video_state to = VIDEO_REFUSED;
    struct store_room room;
    TRY(video_move(VIDEO_REFUSED, VIDEO_RETRY, &to));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_KEPT_RETRY, &q));
    db_bind_text(&q, 1, span_text(video_state_name(to)));
    db_bind_i64(&q, 2, retry->video);
    db_bind_i64(&q, 3, retry->person);
    db_bind_text(&q, 4, span_text(video_state_name(VIDEO_REFUSED)));
    db_bind_i64(&q, 5, retry->now_ms);
    TRY(get_room(db, retry->person, &room));
    TRY(step_one(&q));
    return store_room_excess(&room, 0, false) == STORE_EXCESS_VIDEOS ? ERR_LIMIT : ERR_OK;
}

enum err store_kept_retry(struct store *s, const struct store_retry *retry)
{
    return store_write(s, op_retry, retry);
}

static void read_kept(struct db_query *q, struct store_kept *out)
{
    out->video = db_column_i64(q, 0);
    column_text(q, 1, out->original, sizeof(out->original));
    out->until_ms = db_column_i64(q, 2);
}

enum err store_kept_get(struct store *s, const struct store_retry *retry,
                        struct store_kept *out_kept)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_KEPT_GET, &q));
    db_bind_i64(&q, 1, retry->video);
    db_bind_i64(&q, 2, retry->person);
    db_bind_i64(&q, 3, retry->now_ms);
    TRY(db_step_row(&q));
    read_kept(&q, out_kept);
    return ERR_OK;
}

enum err store_kept_due(struct store *s, int64_t now_ms, struct store_kept *out_kept)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_KEPT_DUE, &q));
    db_bind_i64(&q, 1, now_ms);
    db_bind_i64(&q, 2, now_ms + 2 * (int64_t)LIMIT_KEPT_MS);
    TRY(db_step_row(&q));
    read_kept(&q, out_kept);
    return ERR_OK;
}

static enum err op_drop(struct db *db, const void *in)
{
    const struct store_kept *kept = in;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_KEPT_DROP, &q));
    db_bind_i64(&q, 1, kept->video);
    db_bind_text(&q, 2, span_text(kept->original));
    db_bind_i64(&q, 3, kept->until_ms);
    return step_one(&q);
}

enum err store_kept_drop(struct store *s, const struct store_kept *kept)
{
    return store_write(s, op_drop, kept);
}
