#include "store_job.h"

#include "store_inside.h"

#include <string.h>

/* Both ends of a move, as text that the query compares and sets. */
struct ends {
    struct span from;
    struct span to;
};

static enum err ends_of(enum video_state from, enum video_event event, struct ends *out)
{
    enum video_state to = from;
    TRY(video_move(from, event, &to));
    *out = (struct ends){span_text(video_state_name(from)), span_text(video_state_name(to))};
    return ERR_OK;
}

/* Exactly one video was in the state that it had to be in. */
static enum err step_one(struct db_query *q)
{
    int64_t changes = 0;
    TRY(db_step_done(q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

static void read_job(struct db_query *q, struct store_job *out)
{
    memset(out, 0, sizeof(*out));
    out->video = db_column_i64(q, 0);
    out->person = db_column_i64(q, 1);
    out->tries = db_column_i64(q, 2);
    column_text(q, 3, out->original, sizeof(out->original));
    out->original_bytes = db_column_i64(q, 4);
    column_text(q, 5, out->rendition, sizeof(out->rendition));
    column_text(q, 6, out->poster, sizeof(out->poster));
}

/* A wall clock that was set back must not keep a video waiting: nobody is due later than this. */
static int64_t due_at_most(int64_t now_ms)
{
    return now_ms + (int64_t)LIMIT_JOB_RETRY_MS * (LIMIT_JOB_TRIES + 1);
}

enum err store_job_next(struct store *s, int64_t now_ms, struct store_job *out_job)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_JOB_NEXT, &q));
    db_bind_i64(&q, 1, now_ms);
    db_bind_i64(&q, 2, due_at_most(now_ms));
    TRY(db_step_row(&q));
    read_job(&q, out_job);
    return ERR_OK;
}

struct job_start {
    const struct store_job *job;
    int64_t now_ms;
};

static enum err op_start(struct db *db, const void *in)
{
    const struct job_start *start = in;
    struct ends ends;
    TRY(ends_of(VIDEO_QUEUED, VIDEO_START, &ends));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_JOB_START, &q));
    db_bind_text(&q, 1, ends.to);
    db_bind_text(&q, 2, span_text(start->job->rendition));
    db_bind_text(&q, 3, span_text(start->job->poster));
    db_bind_i64(&q, 4, start->now_ms);
    db_bind_i64(&q, 5, start->job->video);
    db_bind_text(&q, 6, ends.from);
    return step_one(&q);
}

enum err store_job_start(struct store *s, const struct store_job *job, int64_t now_ms)
{
    return store_write(s, op_start, &(struct job_start){job, now_ms});
}

static enum err op_publish(struct db *db, const void *in)
{
    const struct store_result *result = in;
    struct ends ends;
    TRY(ends_of(VIDEO_RUNNING, VIDEO_PUBLISH, &ends));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_JOB_PUBLISH, &q));
    db_bind_text(&q, 1, ends.to);
    db_bind_i64(&q, 2, result->now_ms);
    db_bind_i64(&q, 3, result->duration_ms);
    db_bind_i64(&q, 4, result->width);
    db_bind_i64(&q, 5, result->height);
    db_bind_i64(&q, 6, result->audio ? 1 : 0);
    db_bind_i64(&q, 7, result->video);
    db_bind_text(&q, 8, ends.from);
    return step_one(&q);
}

enum err store_job_publish(struct store *s, const struct store_result *result)
{
    return store_write(s, op_publish, result);
}

static enum err op_refuse(struct db *db, const void *in)
{
    const struct store_refusal *refusal = in;
    struct ends ends;
    TRY(ends_of(VIDEO_RUNNING, VIDEO_REFUSE, &ends));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_JOB_REFUSE, &q));
    db_bind_text(&q, 1, ends.to);
    db_bind_i64(&q, 2, refusal->refusal);
    db_bind_i64(&q, 3, refusal->number);
    db_bind_text(&q, 4, refusal->codec);
    db_bind_i64(&q, 5, refusal->video);
    db_bind_text(&q, 6, ends.from);
    return step_one(&q);
}

enum err store_job_refuse(struct store *s, const struct store_refusal *refusal)
{
    return store_write(s, op_refuse, refusal);
}

struct job_back {
    int64_t video;
    enum video_event event;
    int64_t due_ms;
};

static enum err op_back(struct db *db, const void *in)
{
    const struct job_back *back = in;
    struct ends ends;
    TRY(ends_of(VIDEO_RUNNING, back->event, &ends));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_JOB_BACK, &q));
    db_bind_text(&q, 1, ends.to);
    db_bind_i64(&q, 2, back->event == VIDEO_AGAIN ? 1 : 0);
    db_bind_i64(&q, 3, back->due_ms);
    db_bind_i64(&q, 4, back->video);
    db_bind_text(&q, 5, ends.from);
    return step_one(&q);
}

enum err store_job_again(struct store *s, int64_t video, int64_t due_ms)
{
    return store_write(s, op_back, &(struct job_back){video, VIDEO_AGAIN, due_ms});
}

enum err store_job_resume(struct store *s, int64_t video, int64_t due_ms)
{
    return store_write(s, op_back, &(struct job_back){video, VIDEO_RESUME, due_ms});
}

enum err store_job_running(struct store *s, struct store_job *out_job)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_JOB_RUNNING, &q));
    TRY(db_step_row(&q));
    read_job(&q, out_job);
    return ERR_OK;
}

enum err store_job_needs(struct store *s, struct span original)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_JOB_NEEDS, &q));
    db_bind_text(&q, 1, original);
    return db_step_row(&q);
}
