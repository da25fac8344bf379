/*
 * hashtag.c: the hashtags of titles, as rows. Written with the title, by one rule (base_tag.h).
 */
#include "base_tag.h"
#include "store_inside.h"
#include "store_video.h"

enum { UNTAGGED_AT_ONCE = 256 }; /* videos in one transaction */

static enum err of_video(struct db *db, const char *sql, int64_t video)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, video);
    return db_step_done(&q, NULL);
}

enum err put_tags(struct db *db, int64_t video, struct span title)
{
    struct tag tags[TAGS_MAX];
    size_t count = tags_of(title, tags);
    TRY(of_video(db, QUERY_TAGS_DROP, video));
    for (size_t i = 0; i < count; i++) {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_TAG_ADD, &q));
        db_bind_text(&q, 1, span_of(tags[i].text, tags[i].len));
        db_bind_i64(&q, 2, video);
        TRY(db_step_done(&q, NULL));
    }
    return ERR_OK;
}

/* ERR_NOT_FOUND: none is left. */
static enum err read_one(struct db *db)
{
    char title[STORE_TITLE + 1];
    int64_t video = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_UNTAGGED_NEXT, &q));
        TRY(db_step_row(&q));
        video = db_column_i64(&q, 0);
        column_text(&q, 1, title, sizeof(title));
    }
    TRY(put_tags(db, video, span_text(title)));
    return of_video(db, QUERY_UNTAGGED_DONE, video);
}

enum err read_untagged(struct db *db)
{
    enum err err = ERR_OK;
    while (err == ERR_OK) {
        TRY(db_begin(db));
        for (int i = 0; i < UNTAGGED_AT_ONCE && err == ERR_OK; i++) {
            err = read_one(db);
        }
        if (err != ERR_OK && err != ERR_NOT_FOUND) {
            db_rollback(db);
            return err;
        }
        TRY(db_commit(db));
    }
    return ERR_OK;
}
