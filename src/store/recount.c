/*
 * recount.c: how many comments a video and replies a comment has: of those that are shown. One that
 * comes or goes changes the count by what is counted of it; a decision has all counted anew.
 */
#include "store_inside.h"

static enum err recount(struct db *db, int64_t video, int64_t parent)
{
    TRY(run_1(db, QUERY_COMMENTS_RECOUNT, video, NULL));
    return parent == 0 ? ERR_OK : run_2(db, QUERY_REPLIES_RECOUNT, video, parent, NULL);
}

enum err tally_of(struct db *db, int64_t video, int64_t comment, struct tally *out_tally)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COMMENT_COUNTED, &q));
    db_bind_i64(&q, 1, comment);
    db_bind_i64(&q, 2, video);
    TRY(db_step_row(&q));
    *out_tally = (struct tally){db_column_i64(&q, 0), db_column_i64(&q, 1), db_column_i64(&q, 2)};
    return ERR_OK;
}

static enum err recount_one(struct db *db, int64_t comment)
{
    bool row = false;
    int64_t video = 0;
    int64_t parent = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_COMMENT_ROW, &q));
        db_bind_i64(&q, 1, comment);
        TRY(db_step(&q, &row));
        video = row ? db_column_i64(&q, 1) : 0;
        parent = row ? db_column_i64(&q, 2) : 0;
    }
    return row ? recount(db, video, parent) : ERR_OK;
}

/* All that they said, wherever it is: a decision about a person is rare. */
static enum err recount_person(struct db *db, int64_t person)
{
    int64_t before = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COMMENT_PLACES, &q));
    db_bind_i64(&q, 1, person);
    for (bool row = true;;) {
        TRY(db_step(&q, &row));
        if (!row) {
            return ERR_OK;
        }
        int64_t video = db_column_i64(&q, 0);
        int64_t parent = db_column_i64(&q, 1);
        if (video != before) {
            TRY(recount(db, video, parent));
        } else if (parent != 0) {
            TRY(run_2(db, QUERY_REPLIES_RECOUNT, video, parent, NULL));
        }
        before = video;
    }
}

enum err recount_ruled(struct db *db, const struct store_ruling *ruling)
{
    switch (ruling->kind) {
    case POLICY_COMMENT:
        return recount_one(db, ruling->object);
    case POLICY_PERSON:
        return recount_person(db, ruling->object);
    case POLICY_VIDEO:
    case POLICY_KIND_COUNT_:
        break;
    }
    return ERR_OK;
}
