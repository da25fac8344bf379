#include "store_fill.h"

#include "base_buf.h"
#include "base_id.h"
#include "base_limits.h"
#include "store_inside.h"

#include <stdio.h>
#include <string.h>

enum {
    STEP = 250,
    HANDLE_TEXT = 32,
    TAGS = 12,
    LINES = 2,
    DAY_MS = 24 * 60 * 60 * 1000,
    ID_RANDOM_BITS = 22
};

static const char *const tags[TAGS] = {"cats",  "dogs", "cooking", "travel", "football", "music",
                                       "dance", "art",  "science", "trains", "gardens",  "jokes"};

struct filling {
    const struct store_fill *fill;
    int64_t from; /* the first of this step */
};

/* Of number, the same each time; `what` tells draws of one number apart. Below max. */
static int64_t draw(int64_t number, uint64_t what, int64_t max)
{
    uint64_t x =
        (uint64_t)number * UINT64_C(0x9e3779b97f4a7c15) + what * UINT64_C(0xd1b54a32d192ed03);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((x ^ (x >> 31)) >> 1) % max;
}

static enum err is_there(struct db *db, const char *sql, bool *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    return db_step(&q, out);
}

/* The mark, before all else. */
static enum err op_mark(struct db *db, const void *in)
{
    static const char *const looks[] = {QUERY_FILL_ANYBODY, QUERY_FILL_ANYTHING, QUERY_FILL_IS};
    const struct store_fill *fill = in;
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        bool there = false;
        TRY(is_there(db, looks[i], &there));
        if (there) {
            return ERR_CONFLICT;
        }
    }
    return run_1(db, QUERY_FILL_MARK, fill->now_ms, NULL);
}

static int64_t end_of(int64_t from, int64_t count)
{
    return count - from < STEP ? count : from + STEP;
}

static enum err op_people(struct db *db, const void *in)
{
    const struct filling *f = in;
    for (int64_t i = f->from; i < end_of(f->from, f->fill->people); i++) {
        char handle[HANDLE_TEXT];
        (void)snprintf(handle, sizeof(handle), "filled_%lld", (long long)i + 1);
        TRY(put_person(db, &(struct store_person){i + 1, span_text(handle)}, f->fill->now_ms));
    }
    return ERR_OK;
}

static enum err put_row(struct db *db, const struct store_fill *fill, int64_t number, int64_t id,
                        int64_t age_ms, const char *title)
{
    AUTO(db_query) struct db_query q = {0};
    char poster[STORE_BLOB_ID + 1];
    int64_t viewers = draw(number, 1, 2 * fill->watches / fill->videos + 1);
    int64_t share = 200 + draw(number, 2, 700);
    (void)snprintf(poster, sizeof(poster), "%032llx", (unsigned long long)number * 8);
    TRY(db_query_start(db, QUERY_FILL_VIDEO, &q));
    db_bind_i64(&q, 1, id);
    db_bind_i64(&q, 2, 1 + draw(number, 3, fill->people));
    db_bind_text(&q, 3, span_text(title));
    db_bind_i64(&q, 4, fill->now_ms - age_ms);
    db_bind_i64(&q, 5, 4000 + draw(number, 4, 56000));
    db_bind_text(&q, 6, span_text(poster));
    db_bind_i64(&q, 7, viewers);
    db_bind_i64(&q, 8, viewers / 20);
    db_bind_i64(&q, 9, viewers * share);
    db_bind_i64(&q, 10, viewers * share / 1000 * share / 1000);
    return db_step_done(&q, NULL);
}

static enum err put_renditions(struct db *db, int64_t number, int64_t id)
{
    static const int64_t lines[LINES] = {480, 720};
    for (int64_t i = 0; i < LINES; i++) {
        struct store_rendition rendition = {.number = i,
                                            .width = lines[i],
                                            .height = lines[i] * 16 / 9,
                                            .rate_num = 25,
                                            .rate_den = 1,
                                            .level = 31,
                                            .bytes = 900000};
        (void)snprintf(rendition.mp4, sizeof(rendition.mp4), "%032llx",
                       (unsigned long long)(number * 8 + i + 1));
        TRY(put_rendition(db, id, &rendition));
    }
    return ERR_OK;
}

/* Its number is of its time, so that months hold what they hold elsewhere. */
static enum err put_video_of(struct db *db, const struct store_fill *fill, int64_t number)
{
    char title[STORE_TITLE];
    int64_t part = draw(number, 5, 1000);
    int64_t age_ms = (int64_t)LIMIT_FILL_DAYS * DAY_MS / 1000 * part / 1000 * part;
    int64_t id = id_since(fill->now_ms - age_ms) + (number & ((1 << ID_RANDOM_BITS) - 1));
    int64_t one = draw(number, 6, TAGS);
    int64_t other = (one + 1 + draw(number, 7, TAGS - 1)) % TAGS;
    (void)snprintf(title, sizeof(title), "Clip %lld of #%s and #%s", (long long)number, tags[one],
                   tags[other]);
    TRY(put_row(db, fill, number, id, age_ms, title));
    TRY(put_renditions(db, number, id));
    TRY(put_tags(db, id, span_text(title)));
    return search_put(db, SEARCH_VIDEO, id);
}

static enum err op_videos(struct db *db, const void *in)
{
    const struct filling *f = in;
    for (int64_t i = f->from; i < end_of(f->from, f->fill->videos); i++) {
        TRY(put_video_of(db, f->fill, i));
    }
    return ERR_OK;
}

static enum err in_steps(struct store *s, const struct store_fill *fill, write_op *op,
                         int64_t count)
{
    struct filling f = {.fill = fill};
    for (; f.from < count; f.from += STEP) {
        TRY(store_write(s, op, &f));
    }
    return ERR_OK;
}

enum err store_fill(struct store *s, const struct store_fill *fill)
{
    bool fits = fill->people >= 0 && fill->people <= LIMIT_FILL && fill->videos >= 0 &&
                fill->videos <= LIMIT_FILL && fill->watches >= 0 &&
                fill->watches / LIMIT_FILL <= fill->videos &&
                (fill->videos == 0 || fill->people > 0);
    if (!fits) {
        return ERR_LIMIT;
    }
    TRY(store_write(s, op_mark, fill));
    TRY(in_steps(s, fill, op_people, fill->people));
    return in_steps(s, fill, op_videos, fill->videos);
}

enum err store_fill_is(struct store *s, bool *out_filled)
{
    AUTO(reader) struct reader r = reader_take(s);
    return is_there(r.db, QUERY_FILL_IS, out_filled);
}
