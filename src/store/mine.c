#include "store_mine.h"

#include "base_limits.h"
#include "store_inside.h"

#include <string.h>

static bool is_sealed(const char *column)
{
    return strcmp(column, "sealed") == 0 || strcmp(column, "title") == 0 ||
           strcmp(column, "sound") == 0;
}

static enum err put_bytes(void *context, struct jot *j, const char *column, struct span bytes)
{
    const struct store_mine_of *of = context;
    bool opens = of->open != NULL && is_sealed(column);
    return opens ? of->open(of->context, j, column, bytes) : db_put_base64url(j, bytes);
}

static enum err put_table(struct db *db, const char *table, const char *sql,
                          const struct store_mine_of *of, struct jot *j)
{
    struct store_mine_of context = *of;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, of->person);
    jot_key(j, table);
    return db_put_rows(&q, j, &(struct db_put){put_bytes, &context});
}

enum err store_mine_person(struct store *s, const struct store_mine_of *of, struct jot *j)
{
    AUTO(reader) struct reader r = reader_take(s);
    TRY(put_table(r.db, "person", QUERY_MINE_PERSON, of, j));
    TRY(put_table(r.db, "draft", QUERY_MINE_DRAFT, of, j));
    TRY(put_table(r.db, "decision", QUERY_MINE_DECISION, of, j));
    TRY(put_table(r.db, "visibility", QUERY_MINE_VISIBILITY, of, j));
    TRY(put_table(r.db, "follow", QUERY_MINE_FOLLOW, of, j));
    return put_table(r.db, "notice", QUERY_MINE_NOTICE, of, j);
}

/* ---- what comes in pages */

static const struct {
    const char *sql; /* their numbers */
    size_t most;     /* in one page */
} parts[] = {
    [STORE_MINE_VIDEOS] = {QUERY_MINE_VIDEOS, LIMIT_PAGE},
    [STORE_MINE_COMMENTS] = {QUERY_MINE_COMMENTS, LIMIT_MINE_COMMENTS},
};

static const struct {
    struct store_mine_table is;
    const char *sql; /* rows of numbers in a range */
} tables[] = {
    {{"video", STORE_MINE_VIDEOS}, QUERY_MINE_VIDEO},
    {{"video_hashtag", STORE_MINE_VIDEOS}, QUERY_MINE_TAG},
    {{"rendition", STORE_MINE_VIDEOS}, QUERY_MINE_RENDITION},
    {{"picture_hash", STORE_MINE_VIDEOS}, QUERY_MINE_HASH},
    {{"job_media", STORE_MINE_VIDEOS}, QUERY_MINE_JOB},
    {{"caption", STORE_MINE_VIDEOS}, QUERY_MINE_CAPTION},
    {{"comment", STORE_MINE_COMMENTS}, QUERY_MINE_COMMENT},
    {{"mention", STORE_MINE_COMMENTS}, QUERY_MINE_MENTION},
};

enum err store_mine_page(struct store *s, int64_t person, enum store_mine_part part, int64_t below,
                         struct store_page *out_page)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    struct store_page page = {.first = 1, .last = 0};
    TRY(db_query_start(r.db, parts[part].sql, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, below);
    db_bind_i64(&q, 3, (int64_t)parts[part].most + 1);
    for (size_t count = 0; count <= parts[part].most; count++) {
        bool row = false;
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        page.more = count == parts[part].most;
        page.first = page.more ? page.first : db_column_i64(&q, 0);
        page.last = count == 0 ? page.first : page.last;
    }
    *out_page = page;
    return ERR_OK;
}

static enum err put_page(struct db *db, const struct store_mine_of *of, size_t i,
                         const struct store_page *page, struct jot *j)
{
    struct store_mine_of context = *of;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, tables[i].sql, &q));
    db_bind_i64(&q, 1, of->person);
    db_bind_i64(&q, 2, page->first);
    db_bind_i64(&q, 3, page->last);
    return db_put_rows(&q, j, &(struct db_put){put_bytes, &context});
}

enum err store_mine_part(struct store *s, const struct store_mine_of *of, enum store_mine_part part,
                         const struct store_page *page, struct jot *j)
{
    AUTO(reader) struct reader r = reader_take(s);
    for (size_t i = 0; i < store_mine_tables(); i++) {
        if (tables[i].is.part == part) {
            jot_key(j, tables[i].is.name);
            TRY(put_page(r.db, of, i, page, j));
        }
    }
    return ERR_OK;
}

size_t store_mine_tables(void)
{
    return sizeof(tables) / sizeof(tables[0]);
}

struct store_mine_table store_mine_table(size_t i)
{
    return tables[i].is;
}

enum err store_mine_rows(struct store *s, const struct store_mine_of *of, size_t i,
                         const struct store_page *page, struct jot *j)
{
    AUTO(reader) struct reader r = reader_take(s);
    return put_page(r.db, of, i, page, j);
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
    found.audience = column_audience(&q, 4);
    found.original_sealed = db_column_i64(&q, 5) != 0;
    found.original_bytes = (uint64_t)db_column_i64(&q, 6);
    *out_files = found;
    return ERR_OK;
}

enum err store_mine_videos(struct store *s, int64_t person, int64_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_MINE_COUNT, &q));
    db_bind_i64(&q, 1, person);
    TRY(db_step_row(&q));
    *out_count = db_column_i64(&q, 0);
    return ERR_OK;
}

enum err store_mine_video(struct store *s, int64_t person, int64_t newer, int64_t *out_video)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_MINE_NTH, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, newer);
    TRY(db_step_row(&q));
    *out_video = db_column_i64(&q, 0);
    return ERR_OK;
}
