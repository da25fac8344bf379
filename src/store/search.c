#include "store_search.h"

#include "base_word.h"
#include "store_inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    SCALE = 64, /* what a rank's factors are counted in */
    IDF_BITS = 20,
    DAYS_HALF = 30 /* a video of that age gains half of what a new one does */
};

static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

/* Above every text that begins with another. */
static const char last_character[] = "\xf4\x8f\xbf\xbf";

struct found {
    int64_t object;
    int64_t score;
};

struct finds {
    size_t count;
    struct found *items; /* by object, each once */
};

/* What is searched for stays nowhere. */
struct typed {
    size_t count;
    struct word words[LIMIT_SEARCH_WORDS];
};
static inline void typed_auto(struct typed *t)
{
    explicit_bzero(t, sizeof(*t));
}

static int by_object(const void *a, const void *b)
{
    const struct found *x = a;
    const struct found *y = b;
    return x->object < y->object ? -1 : x->object > y->object;
}

/* The best first; of two that are alike, the newer. */
static int by_score(const void *a, const void *b)
{
    const struct found *x = a;
    const struct found *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return x->object > y->object ? -1 : x->object < y->object;
}

/* Sixteen times the logarithm to the base of two, of a number from 1 on. */
static int64_t log_16(int64_t n)
{
    int64_t whole = 0;
    while (n >> (whole + 1) > 0) {
        whole++;
    }
    return 16 * whole + ((n - (INT64_C(1) << whole)) * 16 >> whole);
}

/* Of the same object, the best counts. */
static void settle(struct finds *f)
{
    size_t kept = 0;
    qsort(f->items, f->count, sizeof(f->items[0]), by_object);
    for (size_t i = 0; i < f->count; i++) {
        if (kept > 0 && f->items[kept - 1].object == f->items[i].object) {
            int64_t score = f->items[i].score;
            f->items[kept - 1].score =
                score > f->items[kept - 1].score ? score : f->items[kept - 1].score;
        } else {
            f->items[kept++] = f->items[i];
        }
    }
    f->count = kept;
}

/* The rows of a word; of a beginning, those of all words that have it, which count half. */
static enum err rows_of(struct db *db, enum search_kind kind, const struct word *word,
                        bool beginning, struct finds *out)
{
    AUTO(db_query) struct db_query q = {0};
    char end[WORD_BYTES + sizeof(last_character)];
    struct span text = span_of(word->text, word->len);
    memcpy(end, word->text, word->len);
    memcpy(end + word->len, last_character, sizeof(last_character));
    TRY(db_query_start(db, beginning ? QUERY_WORD_BEGUN : QUERY_WORD_ROWS, &q));
    db_bind_text(&q, 1, text);
    db_bind_i64(&q, 2, (int64_t)kind);
    db_bind_i64(&q, 3, LIMIT_SEARCH_ROWS);
    if (beginning) {
        db_bind_text(&q, 4, span_text(end));
    }
    out->count = 0;
    for (bool row = true; out->count < LIMIT_SEARCH_ROWS;) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        bool whole = !beginning || span_equal(db_column_bytes(&q, 2), text);
        out->items[out->count++] =
            (struct found){db_column_i64(&q, 0), db_column_i64(&q, 1) * (whole ? 2 : 1)};
    }
    int64_t rare = 16 * IDF_BITS - log_16((int64_t)out->count + 1);
    for (size_t i = 0; i < out->count; i++) {
        out->items[i].score *= rare;
    }
    settle(out);
    return ERR_OK;
}

/* What is in both, with both scores. */
static void intersect(struct finds *all, const struct finds *more)
{
    size_t kept = 0;
    for (size_t i = 0, k = 0; i < all->count; i++) {
        while (k < more->count && more->items[k].object < all->items[i].object) {
            k++;
        }
        if (k < more->count && more->items[k].object == all->items[i].object) {
            all->items[kept++] =
                (struct found){all->items[i].object, all->items[i].score + more->items[k].score};
        }
    }
    all->count = kept;
}

/* The best by their words, best first. */
static enum err find(struct db *db, enum search_kind kind, const struct store_search *search,
                     struct finds *out)
{
    struct finds more = {.items =
                             arena_alloc(search->memory, LIMIT_SEARCH_ROWS * sizeof(struct found))};
    struct finds all = {.items =
                            arena_alloc(search->memory, LIMIT_SEARCH_ROWS * sizeof(struct found))};
    struct span rest = search->text;
    AUTO(typed) struct typed typed = {.count = 0};
    if (more.items == NULL || all.items == NULL) {
        return ERR_NOMEM;
    }
    while (typed.count < LIMIT_SEARCH_WORDS && word_next(&rest, &typed.words[typed.count])) {
        typed.count++;
    }
    for (size_t i = 0; i < typed.count && (i == 0 || all.count > 0); i++) {
        TRY(rows_of(db, kind, &typed.words[i], i + 1 == typed.count, i == 0 ? &all : &more));
        if (i > 0) {
            intersect(&all, &more);
        }
    }
    qsort(all.items, all.count, sizeof(all.items[0]), by_score);
    all.count = all.count < LIMIT_SEARCH_TOP ? all.count : LIMIT_SEARCH_TOP;
    *out = all;
    return ERR_OK;
}

/* A page of what is left, and whether more follows. */
static struct finds page_of(const struct finds *all, const struct store_search *search,
                            bool *out_more)
{
    size_t from = search->from < all->count ? search->from : all->count;
    size_t left = all->count - from;
    *out_more = left > search->max;
    return (struct finds){left < search->max ? left : search->max, all->items + from};
}

/* ---- videos */

/* How many like and watched it, each of them once, and how new it is, each worth at most as much as
 * its words. */
static enum err rank_video(struct db *db, int64_t now_ms, struct found *f, bool *out_there)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_SEARCH_FACTS, &q));
    db_bind_i64(&q, 1, f->object);
    TRY(db_step(&q, out_there));
    if (!*out_there) {
        return ERR_OK;
    }
    int64_t liked = log_16(1 + 4 * db_column_i64(&q, 0) + db_column_i64(&q, 1)) / 4;
    int64_t age = now_ms - db_column_i64(&q, 2);
    int64_t days = age > 0 ? age / DAY_MS : 0;
    f->score *= SCALE + (liked < SCALE ? liked : SCALE) + SCALE * DAYS_HALF / (DAYS_HALF + days);
    return ERR_OK;
}

static enum err rank_videos(struct db *db, int64_t now_ms, struct finds *all)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++) {
        bool there = false;
        TRY(rank_video(db, now_ms, &all->items[i], &there));
        if (there) {
            all->items[kept++] = all->items[i];
        }
    }
    all->count = kept;
    qsort(all->items, all->count, sizeof(all->items[0]), by_score);
    return ERR_OK;
}

enum err store_search_videos(struct store *s, const struct store_search *search,
                             struct store_video *out_videos, size_t *out_count, bool *out_more)
{
    AUTO(reader) struct reader r = reader_take(s);
    struct finds all;
    size_t count = 0;
    TRY(find(r.db, SEARCH_VIDEO, search, &all));
    TRY(rank_videos(r.db, search->now_ms, &all));
    struct finds page = page_of(&all, search, out_more);
    for (size_t i = 0; i < page.count; i++) {
        enum err err = load_video(r.db, page.items[i].object, &out_videos[count]);
        if (err != ERR_OK && err != ERR_NOT_FOUND) {
            return err;
        }
        count += err == ERR_OK && store_video_shown(&out_videos[count]) ? 1 : 0;
    }
    *out_count = count;
    return ERR_OK;
}

/* ---- people */

enum err store_search_people(struct store *s, const struct store_search *search,
                             struct store_found_person *out_people, size_t *out_count,
                             bool *out_more)
{
    AUTO(reader) struct reader r = reader_take(s);
    struct finds all;
    size_t count = 0;
    TRY(find(r.db, SEARCH_PERSON, search, &all));
    struct finds page = page_of(&all, search, out_more);
    for (size_t i = 0; i < page.count; i++) {
        AUTO(db_query) struct db_query q = {0};
        bool there = false;
        TRY(db_query_start(r.db, QUERY_SEARCH_PERSON, &q));
        db_bind_i64(&q, 1, page.items[i].object);
        TRY(db_step(&q, &there));
        if (there) {
            struct store_found_person *p = &out_people[count++];
            p->id = db_column_i64(&q, 0);
            column_text(&q, 1, p->handle, sizeof(p->handle));
            column_text(&q, 2, p->name, sizeof(p->name));
            column_text(&q, 3, p->avatar, sizeof(p->avatar));
        }
    }
    *out_count = count;
    return ERR_OK;
}

/* ---- hashtags */

enum err store_search_tags(struct store *s, const struct store_search *search,
                           struct store_found_tag *out_tags, size_t *out_count, bool *out_more)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    char end[TAG_BYTES + sizeof(last_character)];
    struct tag tag;
    size_t count = 0;
    bool row = true;
    *out_count = 0;
    *out_more = false;
    if (tag_of(search->text, &tag) != ERR_OK) {
        return ERR_OK; /* no hashtag begins like that */
    }
    memcpy(end, tag.text, tag.len);
    memcpy(end + tag.len, last_character, sizeof(last_character));
    TRY(db_query_start(r.db, QUERY_SEARCH_TAGS, &q));
    db_bind_text(&q, 1, span_of(tag.text, tag.len));
    db_bind_text(&q, 2, span_text(end));
    db_bind_i64(&q, 3, (int64_t)search->max + 1);
    db_bind_i64(&q, 4, (int64_t)search->from);
    for (;;) {
        TRY(db_step(&q, &row));
        if (!row || count == search->max) {
            break;
        }
        struct store_found_tag *t = &out_tags[count++];
        column_text(&q, 0, t->tag.text, sizeof(t->tag.text));
        t->tag.len = strlen(t->tag.text);
        t->videos = db_column_i64(&q, 1);
    }
    *out_count = count;
    *out_more = row;
    return ERR_OK;
}

enum err store_tag_count(struct store *s, const struct tag *tag, int64_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_TAG_COUNT, &q));
    db_bind_text(&q, 1, span_of(tag->text, tag->len));
    TRY(db_step_row(&q));
    *out_count = db_column_i64(&q, 0);
    return ERR_OK;
}

enum err store_tag_videos(struct store *s, const struct tag *tag, struct store_place after,
                          size_t max, struct store_video *out_videos, size_t *out_count)
{
    bool first = after.time_ms == 0 && after.id == 0;
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_TAG_VIDEOS, &q));
    db_bind_text(&q, 1, span_of(tag->text, tag->len));
    db_bind_i64(&q, 2, first ? INT64_MAX : after.time_ms);
    db_bind_i64(&q, 3, first ? INT64_MAX : after.id);
    db_bind_i64(&q, 4, (int64_t)max);
    return read_videos(&q, max, out_videos, out_count);
}
