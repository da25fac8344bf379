#include "store_mine.h"

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
    return put_table(r.db, "draft", QUERY_MINE_DRAFT, person, j);
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

static const struct {
    const char *table;
    const char *sql;
} of_videos[] = {
    {"video", QUERY_MINE_VIDEO},
    {"rendition", QUERY_MINE_RENDITION},
    {"picture_hash", QUERY_MINE_HASH},
    {"job_media", QUERY_MINE_JOB},
};

size_t store_mine_tables(void)
{
    return sizeof(of_videos) / sizeof(of_videos[0]);
}

const char *store_mine_table(size_t i)
{
    return of_videos[i].table;
}

static enum err put_range(struct db *db, int64_t person, struct store_range range, size_t i,
                          struct jot *j)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, of_videos[i].sql, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, range.first);
    db_bind_i64(&q, 3, range.last);
    return db_put_rows(&q, j, &plain);
}

enum err store_mine_rows(struct store *s, int64_t person, struct store_range range, size_t i,
                         struct jot *j)
{
    AUTO(reader) struct reader r = reader_take(s);
    return put_range(r.db, person, range, i, j);
}

enum err store_mine_videos(struct store *s, int64_t person, struct store_range range, struct jot *j)
{
    AUTO(reader) struct reader r = reader_take(s);
    for (size_t i = 0; i < store_mine_tables(); i++) {
        jot_key(j, of_videos[i].table);
        TRY(put_range(r.db, person, range, i, j));
    }
    return ERR_OK;
}

enum err store_mine_files(struct store *s, int64_t person, int64_t below,
                          struct store_files *out_files)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    struct store_files found = {0};
    TRY(db_query_start(r.db, QUERY_MINE_FILES, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, below);
    TRY(db_step_row(&q));
    found.video = db_column_i64(&q, 0);
    column_text(&q, 1, found.largest, sizeof(found.largest));
    column_text(&q, 2, found.poster, sizeof(found.poster));
    column_text(&q, 3, found.original, sizeof(found.original));
    *out_files = found;
    return ERR_OK;
}
