#include "store_shelf.h"

#include "known.h"
#include "store_inside.h"

/* In the order of SHELF_COLUMNS. */
static void read_row(struct db_query *q, struct store_row *out)
{
    out->id = db_column_i64(q, 0);
    out->person = db_column_i64(q, 1);
    column_text(q, 2, out->title, sizeof(out->title));
    out->duration_ms = db_column_i64(q, 3);
    out->published_ms = db_column_i64(q, 4);
    out->viewers = db_column_i64(q, 5);
    out->shares = db_column_i64(q, 6);
    out->finished = db_column_i64(q, 7);
    out->likes = db_column_i64(q, 8);
    out->unwanted = db_column_i64(q, 9);
    column_text(q, 10, out->sound, sizeof(out->sound));
}

enum err store_shelf_page(struct store *s, struct store_place after, size_t max,
                          struct store_row *out_rows, size_t *out_count)
{
    bool first = after.time_ms == 0 && after.id == 0;
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_SHELF_PAGE, &q));
    db_bind_i64(&q, 1, first ? INT64_MAX : after.time_ms);
    db_bind_i64(&q, 2, first ? INT64_MAX : after.id);
    db_bind_i64(&q, 3, (int64_t)max);
    size_t count = 0;
    for (bool row = true; count < max; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        read_row(&q, &out_rows[count]);
    }
    *out_count = count;
    return ERR_OK;
}

static enum err read_counts(struct db *db, struct store_row *row, bool *out_there)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_SHELF_COUNTS, &q));
    db_bind_i64(&q, 1, row->id);
    TRY(db_step(&q, out_there));
    if (*out_there) {
        row->viewers = db_column_i64(&q, 0);
        row->shares = db_column_i64(&q, 1);
        row->finished = db_column_i64(&q, 2);
        row->likes = db_column_i64(&q, 3);
        row->unwanted = db_column_i64(&q, 4);
    }
    return ERR_OK;
}

enum err store_shelf_counts(struct store *s, struct store_row *rows, size_t *count)
{
    size_t kept = 0;
    AUTO(reader) struct reader r = reader_take(s);
    enum err err = db_begin_read(r.db);
    for (size_t i = 0; i < *count && err == ERR_OK; i++) {
        bool there = false;
        err = read_counts(r.db, &rows[i], &there);
        if (there) {
            rows[kept++] = rows[i];
        }
    }
    db_rollback(r.db);
    *count = kept;
    return err;
}

enum err store_shelf_get(struct store *s, int64_t video, struct store_row *out_row)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_SHELF_ONE, &q));
    db_bind_i64(&q, 1, video);
    TRY(db_step_row(&q));
    read_row(&q, out_row);
    return ERR_OK;
}

/* Those that are not known, in one look at the database. */
static enum err read_public(struct store *s, const int64_t *videos, size_t count,
                            struct store_video *out_videos)
{
    uint64_t state = shown_state(store_shown(s));
    AUTO(reader) struct reader r = reader_take(s);
    enum err err = db_begin_read(r.db);
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        if (out_videos[i].id != 0) {
            continue;
        }
        err = load_video(r.db, videos[i], &out_videos[i]);
        if (err == ERR_OK && store_video_shown(&out_videos[i])) {
            known_keep(store_known(s), state, &out_videos[i]);
        } else {
            out_videos[i].id = 0;
            err = err == ERR_NOT_FOUND ? ERR_OK : err;
        }
    }
    db_rollback(r.db);
    return err;
}

enum err store_shelf_videos(struct store *s, const int64_t *videos, size_t count,
                            struct store_video *out_videos, size_t *out_count)
{
    bool all = true;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        out_videos[i].id = 0;
        all = known_get(store_known(s), videos[i], &out_videos[i]) && all;
    }
    TRY(all ? ERR_OK : read_public(s, videos, count, out_videos));
    for (size_t i = 0; i < count; i++) {
        if (out_videos[i].id == 0) {
            continue;
        }
        if (found < i) {
            out_videos[found] = out_videos[i];
        }
        found++;
    }
    *out_count = found;
    return ERR_OK;
}
