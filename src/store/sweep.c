/*
 * sweep.c: what goes in steps, each a bounded transaction: what was said about videos that are
 * gone, and what people who left said, whom they followed and what they were told.
 */
#include "store_inside.h"
#include "store_leave.h"

enum err sweep_video(struct db *db, int64_t video)
{
    return run_1(db, QUERY_SWEEP_ADD, video, NULL);
}

enum err sweep_step(struct db *db, bool *out_more)
{
    int64_t video = 0;
    int64_t notices = 0;
    int64_t comments = 0;
    bool row = false;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_SWEEP_NEXT, &q));
        TRY(db_step(&q, &row));
        video = row ? db_column_i64(&q, 0) : 0;
    }
    *out_more = row;
    if (!row) {
        return ERR_OK;
    }
    TRY(run_2(db, QUERY_SWEEP_NOTICES, video, LIMIT_SWEEP, &notices));
    if (notices == 0) {
        TRY(run_2(db, QUERY_SWEEP_MENTIONS, video, LIMIT_SWEEP, NULL));
        TRY(run_2(db, QUERY_SWEEP_COMMENTS, video, LIMIT_SWEEP, &comments));
    }
    return notices + comments > 0 ? ERR_OK : run_1(db, QUERY_SWEEP_DONE, video, NULL);
}

static enum err op_sweep(struct db *db, const void *in)
{
    bool *const *more = in;
    return sweep_step(db, *more);
}

enum err store_sweep_step(struct store *s, bool *out_more)
{
    bool more = false;
    bool *in = &more;
    TRY(store_write(s, op_sweep, &in));
    *out_more = more;
    return ERR_OK;
}

/* Pairs or triples of numbers, read before any of them is removed. */
struct numbers {
    size_t count;
    int64_t of[LIMIT_SWEEP][3];
};

static enum err read_numbers(struct db *db, const char *sql, int64_t person, int64_t max,
                             struct numbers *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, max);
    out->count = 0;
    for (bool row = true; out->count < (size_t)max; out->count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        for (int i = 0; i < db_column_count(&q); i++) {
            out->of[out->count][i] = db_column_i64(&q, i);
        }
    }
    return ERR_OK;
}

static enum err leave_comments(struct db *db, int64_t person, bool *out_more)
{
    struct numbers found;
    TRY(read_numbers(db, QUERY_LEAVE_COMMENTS, person, LIMIT_LEAVE_COMMENTS, &found));
    for (size_t i = 0; i < found.count; i++) {
        TRY(remove_comment(db, found.of[i][0], found.of[i][1], found.of[i][2]));
    }
    *out_more = found.count > 0;
    return ERR_OK;
}

static enum err leave_follows(struct db *db, const char *sql, int64_t person, bool *out_more)
{
    struct numbers found;
    TRY(read_numbers(db, sql, person, LIMIT_SWEEP, &found));
    for (size_t i = 0; i < found.count; i++) {
        TRY(run_2(db, QUERY_FOLLOW_DROP, found.of[i][0], found.of[i][1], NULL));
        TRY(run_2(db, QUERY_FOLLOW_COUNT_FOLLOWING, -1, found.of[i][0], NULL));
        TRY(run_2(db, QUERY_FOLLOW_COUNT_FOLLOWERS, -1, found.of[i][1], NULL));
    }
    *out_more = found.count > 0;
    return ERR_OK;
}

/* Of one kind at a time, as long as there is any. */
enum err leave_words(struct db *db, int64_t person, bool *out_more)
{
    static const char *const follows[] = {QUERY_LEAVE_FOLLOWERS, QUERY_LEAVE_FOLLOWING};
    static const char *const rows[] = {QUERY_LEAVE_MENTIONS, QUERY_LEAVE_NOTICES_FOR,
                                       QUERY_LEAVE_NOTICES_BY};
    TRY(leave_comments(db, person, out_more));
    for (size_t i = 0; !*out_more && i < sizeof(follows) / sizeof(follows[0]); i++) {
        TRY(leave_follows(db, follows[i], person, out_more));
    }
    for (size_t i = 0; !*out_more && i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t changes = 0;
        TRY(run_2(db, rows[i], person, LIMIT_SWEEP, &changes));
        *out_more = changes > 0;
    }
    return ERR_OK;
}
