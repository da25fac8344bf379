#include "store_search.h"

#include "base_word.h"
#include "store_inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    SCALE = 64,    /* what a rank's factors are counted in */
    DAYS_HALF = 30 /* a video of that age gains half of what a new one does */
};

static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

struct found {
    int64_t object;
    int64_t score;
};

struct finds {
    size_t count;
    struct found *items; /* best first */
};

/* What the index is asked for. What is searched for stays nowhere. */
struct typed {
    size_t count; /* of words */
    size_t len;
    char text[(LIMIT_SEARCH_WORDS + 1) * (WORD_BYTES + sizeof(" AND \"\"")) + sizeof("( OR *)")];
};
static inline void typed_auto(struct typed *t)
{
    explicit_bzero(t, sizeof(*t));
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

static void typed_put(struct typed *t, const char *text, size_t len)
{
    memcpy(t->text + t->len, text, len);
    t->len += len;
}

static void typed_put_word(struct typed *t, const struct word *word)
{
    typed_put(t, "\"", 1);
    typed_put(t, word->text, word->len); /* letters, digits and pictures: no quote */
    typed_put(t, "\"", 1);
}

/* All words; of the last one, a beginning, and more if it is whole. */
static void typed_read(struct typed *t, struct span text)
{
    struct word word;
    struct word next;
    bool more = word_next(&text, &word);
    while (more) {
        t->count++;
        more = t->count < LIMIT_SEARCH_WORDS && word_next(&text, &next);
        if (!more) {
            typed_put(t, "(", 1);
        }
        typed_put_word(t, &word);
        if (more) {
            typed_put(t, " AND ", 5);
            word = next;
        }
    }
    if (t->count > 0) {
        typed_put(t, " OR ", 4);
        typed_put_word(t, &word);
        typed_put(t, "*)", 2);
    }
    explicit_bzero(&word, sizeof(word));
    explicit_bzero(&next, sizeof(next));
}

/* The best by their words, best first. */
static enum err find(struct db *db, const char *sql, const struct store_search *search,
                     struct finds *out)
{
    AUTO(typed) struct typed typed = {.count = 0};
    AUTO(db_query) struct db_query q = {0};
    *out = (struct finds){0, arena_alloc(search->memory, LIMIT_SEARCH_TOP * sizeof(struct found))};
    if (out->items == NULL) {
        return ERR_NOMEM;
    }
    typed_read(&typed, search->text);
    if (typed.count == 0) {
        return ERR_OK;
    }
    TRY(db_query_start(db, sql, &q));
    db_bind_text(&q, 1, span_of(typed.text, typed.len));
    db_bind_i64(&q, 2, LIMIT_SEARCH_ROWS);
    db_bind_i64(&q, 3, LIMIT_SEARCH_TOP);
    for (bool row = true; out->count < LIMIT_SEARCH_TOP; out->count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        out->items[out->count] = (struct found){db_column_i64(&q, 0), db_column_i64(&q, 1)};
    }
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
    TRY(find(r.db, QUERY_WORDS_FIND_VIDEO, search, &all));
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
    TRY(find(r.db, QUERY_WORDS_FIND_PERSON, search, &all));
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

/* Above every text that begins with another. */
static const char last_character[] = "\xf4\x8f\xbf\xbf";

static enum err read_tags(struct db_query *q, size_t max, struct store_found_tag *out_tags,
                          size_t *out_count, bool *out_more)
{
    size_t count = 0;
    for (;;) {
        TRY(db_step(q, out_more));
        if (!*out_more || count == max) {
            *out_count = count;
            return ERR_OK;
        }
        struct store_found_tag *t = &out_tags[count++];
        column_text(q, 0, t->tag.text, sizeof(t->tag.text));
        t->tag.len = strlen(t->tag.text);
        t->videos = db_column_i64(q, 1);
    }
}

enum err store_search_tags(struct store *s, const struct store_search *search,
                           struct store_found_tag *out_tags, size_t *out_count, bool *out_more)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    char end[TAG_BYTES + sizeof(last_character)];
    struct tag tag;
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
    return read_tags(&q, search->max, out_tags, out_count, out_more);
}

enum err store_tags_lately(struct store *s, size_t max, struct store_found_tag *out_tags,
                           size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    bool more = false;
    TRY(db_query_start(r.db, QUERY_TAGS_LATELY, &q));
    db_bind_i64(&q, 1, LIMIT_LATELY);
    db_bind_i64(&q, 2, (int64_t)max);
    return read_tags(&q, max, out_tags, out_count, &more);
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
