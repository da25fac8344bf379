#include "store_media.h"

#include "shown.h"
#include "store_inside.h"

#include <string.h>

/* In the order of RENDITION_COLUMNS. */
static void read_rendition(struct db_query *q, struct store_rendition *out)
{
    memset(out, 0, sizeof(*out));
    out->number = db_column_i64(q, 0);
    out->width = db_column_i64(q, 1);
    out->height = db_column_i64(q, 2);
    out->rate_num = db_column_i64(q, 3);
    out->rate_den = db_column_i64(q, 4);
    out->level = db_column_i64(q, 5);
    out->bytes = db_column_i64(q, 6);
    column_text(q, 7, out->mp4, sizeof(out->mp4));
    column_text(q, 8, out->hls, sizeof(out->hls));
    out->init_bytes = db_column_i64(q, 9);
}

enum err read_renditions(struct db *db, int64_t video, struct store_rendition *out,
                         size_t *out_count)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_RENDITIONS, &q));
    db_bind_i64(&q, 1, video);
    db_bind_i64(&q, 2, STORE_RENDITIONS);
    size_t count = 0;
    for (bool row = true; count < STORE_RENDITIONS; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        read_rendition(&q, &out[count]);
    }
    *out_count = count;
    return ERR_OK;
}

enum err put_rendition(struct db *db, int64_t video, const struct store_rendition *rendition)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_RENDITION_ADD, &q));
    db_bind_i64(&q, 1, video);
    db_bind_i64(&q, 2, rendition->number);
    db_bind_i64(&q, 3, rendition->width);
    db_bind_i64(&q, 4, rendition->height);
    db_bind_i64(&q, 5, rendition->rate_num);
    db_bind_i64(&q, 6, rendition->rate_den);
    db_bind_i64(&q, 7, rendition->level);
    db_bind_i64(&q, 8, rendition->bytes);
    db_bind_text(&q, 9, span_text(rendition->mp4));
    bind_name(&q, 10, rendition->hls);
    db_bind_i64(&q, 11, rendition->init_bytes);
    db_bind_blob(&q, 12, rendition->segments);
    return db_step_done(&q, NULL);
}

enum err store_media_hls(struct store *s, int64_t video, struct arena *memory,
                         struct store_rendition out[STORE_RENDITIONS], size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_RENDITIONS_PUBLIC, &q));
    db_bind_i64(&q, 1, video);
    db_bind_i64(&q, 2, STORE_RENDITIONS);
    size_t count = 0;
    for (bool row = true; count < STORE_RENDITIONS; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        read_rendition(&q, &out[count]);
        struct span segments = db_column_bytes(&q, 10);
        char *copy = arena_text(memory, segments);
        if (copy == NULL) {
            return ERR_NOMEM;
        }
        out[count].segments = span_of(copy, segments.len);
    }
    *out_count = count;
    return count > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_media_public(struct store *s, enum store_media kind, struct span name)
{
    static const char *const queries[] = {
        [STORE_MP4] = QUERY_MEDIA_MP4,
        [STORE_HLS] = QUERY_MEDIA_HLS,
        [STORE_PICTURE] = QUERY_MEDIA_PICTURE,
    };
    struct shown *shown = store_shown(s);
    uint64_t state = shown_state(shown);
    if (shown_has(shown, kind, name)) {
        return ERR_OK;
    }
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, queries[kind], &q));
    db_bind_text(&q, 1, name);
    TRY(db_step_row(&q));
    shown_keep(shown, state, kind, name);
    return ERR_OK;
}
