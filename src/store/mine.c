#include "store_mine.h"

#include "base_limits.h"
#include "store_inside.h"

static const struct db_put plain = {.bytes_fn = NULL};

static enum err put_table(struct db *db, const char *table, const char *sql, int64_t person,
                          struct jot *j)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, person);
    jot_key(j, table);
    return db_put_rows(&q, j, &plain);
}

enum err store_mine_person(struct store *s, int64_t person, struct jot *j)
{
    AUTO(reader) struct reader r = reader_take(s);
    TRY(put_table(r.db, "person", QUERY_MINE_PERSON, person, j));
    TRY(put_table(r.db, "draft", QUERY_MINE_DRAFT, person, j));
    TRY(put_table(r.db, "decision", QUERY_MINE_DECISION, person, j));
    TRY(put_table(r.db, "visibility", QUERY_MINE_VISIBILITY, person, j));
    TRY(put_table(r.db, "follow", QUERY_MINE_FOLLOW, person, j));
    return put_table(r.db, "notice", QUERY_MINE_NOTICE, person, j);
}

enum err store_mine_next(struct store *s, int64_t person, int64_t below, int64_t *out_video)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_MINE_NEXT, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, below);
    TRY(db_step_row(&q));
    if (db_column_is_null(&q, 0)) {
        return ERR_NOT_FOUND;
    }
    *out_video = db_column_i64(&q, 0);
    return ERR_OK;
}

/* Of rows with numbers in a range. */
struct table {
    const char *name;
    const char *sql;
};

static enum err put_range(struct db *db, const struct table *table, int64_t person,
                          struct store_range range, struct jot *j)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, table->sql, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, range.first);
    db_bind_i64(&q, 3, range.last);
    jot_key(j, table->name);
    return db_put_rows(&q, j, &plain);
}

enum err store_mine_videos(struct store *s, int64_t person, struct store_range range, struct jot *j)
{
    static const struct table tables[] = {
        {"video", QUERY_MINE_VIDEO},         {"video_hashtag", QUERY_MINE_TAG},
        {"rendition", QUERY_MINE_RENDITION}, {"picture_hash", QUERY_MINE_HASH},
        {"job_media", QUERY_MINE_JOB},
    };
    AUTO(reader) struct reader r = reader_take(s);
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        TRY(put_range(r.db, &tables[i], person, range, j));
    }
    return ERR_OK;
}

/* Where the page ends, and whether more follows. */
static enum err read_page(struct db *db, int64_t person, int64_t below, struct store_range *out,
                          bool *out_more)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_MINE_COMMENTS, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, below);
    db_bind_i64(&q, 3, LIMIT_MINE_COMMENTS + 1);
    *out = (struct store_range){.first = 1, .last = 0};
    *out_more = false;
    for (size_t count = 0; count <= LIMIT_MINE_COMMENTS; count++) {
        bool row = false;
        TRY(db_step(&q, &row));
        if (!row) {
            return ERR_OK;
        }
        *out_more = count == LIMIT_MINE_COMMENTS;
        out->first = *out_more ? out->first : db_column_i64(&q, 0);
        out->last = count == 0 ? out->first : out->last;
    }
    return ERR_OK;
}

enum err store_mine_comments(struct store *s, int64_t person, int64_t below, struct jot *j,
                             int64_t *out_next)
{
    static const struct table tables[] = {
        {"comment", QUERY_MINE_COMMENT},
        {"mention", QUERY_MINE_MENTION},
    };
    struct store_range range;
    bool more = false;
    AUTO(reader) struct reader r = reader_take(s);
    TRY(read_page(r.db, person, below, &range, &more));
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        TRY(put_range(r.db, &tables[i], person, range, j));
    }
    *out_next = more ? range.first : 0;
    return ERR_OK;
}
