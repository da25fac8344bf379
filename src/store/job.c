#include "store_job.h"

#include "store_inside.h"

#include <string.h>

/* Both ends of a move, as text that the query compares and sets. */
struct ends {
    struct span from;
    struct span to;
};

static enum err video_ends(enum video_state from, enum video_event event, struct ends *out)
{
    enum video_state to = from;
    TRY(video_move(from, event, &to));
    *out = (struct ends){span_text(video_state_name(from)), span_text(video_state_name(to))};
    return ERR_OK;
}

static enum err rest_ends(enum rest_state from, enum rest_event event, struct ends *out)
{
    enum rest_state to = from;
    TRY(rest_move(from, event, &to));
    *out = (struct ends){span_text(rest_state_name(from)), span_text(rest_state_name(to))};
    return ERR_OK;
}

static void read_job(struct db_query *q, bool rest, struct store_job *out)
{
    memset(out, 0, sizeof(*out));
    out->rest = rest;
    out->video = db_column_i64(q, 0);
    out->person = db_column_i64(q, 1);
    out->tries = db_column_i64(q, 2);
    column_text(q, 3, out->original, sizeof(out->original));
    out->original_bytes = db_column_i64(q, 4);
    column_wish(q, 5, &out->wish);
    out->original_sealed = db_column_i64(q, 10) != 0;
}

/* A wall clock that was set back must not keep a video waiting: nobody is due later than this. */
static int64_t due_at_most(int64_t now_ms)
{
    return now_ms + LIMIT_JOB_ROOM_MS + (int64_t)LIMIT_JOB_RETRY_MS * (LIMIT_JOB_TRIES + 1);
}

enum err store_job_next(struct store *s, bool rest, int64_t now_ms, struct store_job *out_job)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, rest ? QUERY_JOB_NEXT_REST : QUERY_JOB_NEXT, &q));
    db_bind_i64(&q, 1, now_ms);
    db_bind_i64(&q, 2, due_at_most(now_ms));
    TRY(db_step_row(&q));
    read_job(&q, rest, out_job);
    return ERR_OK;
}

static enum err put_media(struct db *db, const struct store_job *job)
{
    for (int64_t i = 0; i < STORE_JOB_MEDIA; i++) {
        if (job->media[i][0] == '\0') {
            continue;
        }
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_JOB_MEDIA_ADD, &q));
        db_bind_i64(&q, 1, job->video);
        db_bind_i64(&q, 2, i);
        db_bind_text(&q, 3, span_text(job->media[i]));
        TRY(db_step_done(&q, NULL));
    }
    return ERR_OK;
}

static enum err forget_media(struct db *db, int64_t video)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_JOB_MEDIA_DROP, &q));
    db_bind_i64(&q, 1, video);
    return db_step_done(&q, NULL);
}

static enum err read_media(struct db *db, struct store_job *job)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_JOB_MEDIA, &q));
    db_bind_i64(&q, 1, job->video);
    for (bool row = true;;) {
        TRY(db_step(&q, &row));
        if (!row) {
            return ERR_OK;
        }
        int64_t place = db_column_i64(&q, 0);
        if (place < STORE_JOB_MEDIA) {
            column_text(&q, 1, job->media[place], sizeof(job->media[place]));
        }
    }
}

struct job_start {
    const struct store_job *job;
    int64_t now_ms;
};

static enum err op_start(struct db *db, const void *in)
{
    const struct job_start *start = in;
    struct ends ends;
    if (start->job->rest) {
        TRY(rest_ends(REST_WAITING, REST_START, &ends));
    } else {
        TRY(video_ends(VIDEO_QUEUED, VIDEO_START, &ends));
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, start->job->rest ? QUERY_REST_START : QUERY_JOB_START, &q));
    db_bind_text(&q, 1, ends.to);
    db_bind_i64(&q, 2, start->now_ms);
    db_bind_i64(&q, 3, start->job->video);
    db_bind_text(&q, 4, ends.from);
    db_bind_text(&q, 5, span_text(video_audience_name(start->job->wish.audience)));
    TRY(step_one(&q));
    return put_media(db, start->job);
}

enum err store_job_start(struct store *s, const struct store_job *job, int64_t now_ms)
{
    return store_write(s, op_start, &(struct job_start){job, now_ms});
}

enum err put_hash(struct db *db, int64_t video, const struct store_hash *hash)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_HASH_ADD, &q));
    db_bind_i64(&q, 1, video);
    db_bind_i64(&q, 2, hash->at_ms);
    db_bind_i64(&q, 3, hash->quality);
    db_bind_blob(&q, 4, hash->hash);
    return db_step_done(&q, NULL);
}

static enum err put_made(struct db *db, const struct store_result *result)
{
    for (size_t i = 0; i < result->rendition_count; i++) {
        TRY(put_rendition(db, result->video, &result->renditions[i]));
    }
    for (size_t i = 0; i < result->hash_count; i++) {
        TRY(put_hash(db, result->video, &result->hashes[i]));
    }
    return forget_media(db, result->video);
}

/* Until now nothing that follows from its title was there. */
static enum err show_words(struct db *db, const struct store_result *result)
{
    if (result->waiting.len > 0) {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_SHUT_SHOW, &q));
        db_bind_text(&q, 1, result->title);
        bind_name(&q, 2, result->sound);
        db_bind_i64(&q, 3, result->video);
        db_bind_blob(&q, 4, result->waiting);
        TRY(db_step_done(&q, NULL));
    }
    for (size_t i = 0; i < result->caption_count; i++) {
        enum err err = move_caption(db, result->video, &result->captions[i]);
        TRY(err == ERR_CONFLICT ? ERR_BUSY : err);
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_SHUT_SHOWN, &q));
    db_bind_i64(&q, 1, result->video);
    bool row = false;
    TRY(db_step(&q, &row));
    if (!row) {
        return ERR_BUSY;
    }
    TRY(put_tags(db, result->video, db_column_bytes(&q, 0)));
    return captions_changed(db, result->video);
}

static enum err op_publish(struct db *db, const void *in)
{
    const struct store_result *result = in;
    struct ends ends;
    struct ends rest = {.to = span_text(rest_state_name(REST_NONE))};
    TRY(video_ends(VIDEO_RUNNING, VIDEO_PUBLISH, &ends));
    if (result->more) {
        TRY(rest_ends(REST_NONE, REST_ASK, &rest));
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_JOB_PUBLISH, &q));
    db_bind_text(&q, 1, ends.to);
    db_bind_text(&q, 2, rest.to);
    db_bind_i64(&q, 3, result->now_ms);
    db_bind_i64(&q, 4, result->duration_ms);
    db_bind_i64(&q, 5, result->audio ? 1 : 0);
    db_bind_text(&q, 6, span_text(result->poster));
    db_bind_text(&q, 7, result->blurhash);
    bind_name(&q, 8, result->strip.name);
    db_bind_i64(&q, 9, result->strip.columns);
    db_bind_i64(&q, 10, result->strip.rows);
    db_bind_i64(&q, 11, result->strip.count);
    db_bind_i64(&q, 12, result->strip.width);
    db_bind_i64(&q, 13, result->strip.height);
    bind_sealed(&q, 14, result->looks);
    db_bind_i64(&q, 15, result->video);
    db_bind_text(&q, 16, ends.from);
    TRY(step_one(&q));
    TRY(show_words(db, result));
    TRY(put_notice_video(db, result->video));
    return put_made(db, result);
}

enum err store_job_publish(struct store *s, const struct store_result *result)
{
    return store_write(s, op_publish, result);
}

static enum err end_rest(struct db *db, int64_t video, enum rest_event event)
{
    struct ends ends;
    TRY(rest_ends(REST_RUNNING, event, &ends));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_REST_END, &q));
    db_bind_text(&q, 1, ends.to);
    db_bind_i64(&q, 2, video);
    db_bind_text(&q, 3, ends.from);
    TRY(step_one(&q));
    return forget_media(db, video);
}

static enum err op_add(struct db *db, const void *in)
{
    const struct store_result *result = in;
    TRY(end_rest(db, result->video, REST_ADD));
    return put_made(db, result);
}

enum err store_job_add(struct store *s, const struct store_result *result)
{
    return store_write(s, op_add, result);
}

static enum err op_give_up(struct db *db, const void *in)
{
    const int64_t *video = in;
    return end_rest(db, *video, REST_GIVE_UP);
}

enum err store_job_give_up(struct store *s, int64_t video)
{
    return store_write(s, op_give_up, &video);
}

static enum err op_refuse(struct db *db, const void *in)
{
    const struct store_refusal *refusal = in;
    struct ends ends;
    TRY(video_ends(VIDEO_RUNNING, VIDEO_REFUSE, &ends));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_JOB_REFUSE, &q));
    db_bind_text(&q, 1, ends.to);
    db_bind_i64(&q, 2, refusal->kept_until_ms);
    db_bind_i64(&q, 3, refusal->refusal);
    db_bind_i64(&q, 4, refusal->number);
    db_bind_text(&q, 5, refusal->codec);
    db_bind_i64(&q, 6, refusal->video);
    db_bind_text(&q, 7, ends.from);
    TRY(step_one(&q));
    TRY(put_notice_video(db, refusal->video));
    return forget_media(db, refusal->video);
}

enum err store_job_refuse(struct store *s, const struct store_refusal *refusal)
{
    return store_write(s, op_refuse, refusal);
}

struct job_back {
    const struct store_job *job;
    bool again;
    int64_t due_ms;
};

static enum err op_back(struct db *db, const void *in)
{
    const struct job_back *back = in;
    struct ends ends;
    if (back->job->rest) {
        TRY(rest_ends(REST_RUNNING, back->again ? REST_AGAIN : REST_RESUME, &ends));
    } else {
        TRY(video_ends(VIDEO_RUNNING, back->again ? VIDEO_AGAIN : VIDEO_RESUME, &ends));
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, back->job->rest ? QUERY_REST_BACK : QUERY_JOB_BACK, &q));
    db_bind_text(&q, 1, ends.to);
    db_bind_i64(&q, 2, back->again ? 1 : 0);
    db_bind_i64(&q, 3, back->due_ms);
    db_bind_i64(&q, 4, back->job->video);
    db_bind_text(&q, 5, ends.from);
    TRY(step_one(&q));
    return forget_media(db, back->job->video);
}

enum err store_job_again(struct store *s, const struct store_job *job, int64_t due_ms)
{
    return store_write(s, op_back, &(struct job_back){job, true, due_ms});
}

enum err store_job_resume(struct store *s, const struct store_job *job, int64_t due_ms)
{
    return store_write(s, op_back, &(struct job_back){job, false, due_ms});
}

static enum err find_running(struct db *db, bool rest, struct store_job *out_job)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, rest ? QUERY_JOB_RUNNING_REST : QUERY_JOB_RUNNING, &q));
    TRY(db_step_row(&q));
    read_job(&q, rest, out_job);
    return ERR_OK;
}

enum err store_job_running(struct store *s, struct store_job *out_job)
{
    AUTO(reader) struct reader r = reader_take(s);
    enum err err = find_running(r.db, false, out_job);
    if (err == ERR_NOT_FOUND) {
        err = find_running(r.db, true, out_job);
    }
    TRY(err);
    return read_media(r.db, out_job);
}

enum err store_job_needs(struct store *s, struct span original)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_JOB_NEEDS, &q));
    db_bind_text(&q, 1, original);
    return db_step_row(&q);
}
