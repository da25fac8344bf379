#include "shelf_stock.h"

#include "base_limits.h"
#include "base_tag.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_ROOM = 64, HOUR_MS = 3600000, DAY_H = 24 };

/* ---- lists and indexes */

static enum err list_insert(struct stock_list *list, size_t place, uint32_t value)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 4 : 2 * list->room;
        uint32_t *grown = reallocarray(list->at, room, sizeof(*grown));
        if (grown == NULL) {
            return ERR_NOMEM;
        }
        list->at = grown;
        list->room = room;
    }
    memmove(&list->at[place + 1], &list->at[place], (list->count - place) * sizeof(list->at[0]));
    list->at[place] = value;
    list->count++;
    return ERR_OK;
}

static size_t index_place(const struct stock_index *index, uint64_t key)
{
    size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (index->size - 1);
    while (index->keys[at] != 0 && index->keys[at] != key) {
        at = (at + 1) & (index->size - 1);
    }
    return at;
}

static int64_t index_find(const struct stock_index *index, uint64_t key)
{
    if (index->size == 0) {
        return STOCK_NONE;
    }
    size_t at = index_place(index, key);
    return index->keys[at] == 0 ? STOCK_NONE : (int64_t)index->values[at];
}

static void index_done(struct stock_index *index)
{
    free(index->keys);
    free(index->values);
}

static enum err index_grow(struct stock_index *index)
{
    struct stock_index grown = {.size = index->size == 0 ? LEAST_ROOM : 2 * index->size};
    grown.keys = calloc(grown.size, sizeof(grown.keys[0]));
    grown.values = calloc(grown.size, sizeof(grown.values[0]));
    if (grown.keys == NULL || grown.values == NULL) {
        index_done(&grown);
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < index->size; i++) {
        if (index->keys[i] != 0) {
            size_t at = index_place(&grown, index->keys[i]);
            grown.keys[at] = index->keys[i];
            grown.values[at] = index->values[i];
        }
    }
    grown.used = index->used;
    index_done(index);
    *index = grown;
    return ERR_OK;
}

static enum err index_put(struct stock_index *index, uint64_t key, uint32_t value)
{
    assert(key != 0);
    if (2 * (index->used + 1) > index->size) {
        TRY(index_grow(index));
    }
    size_t at = index_place(index, key);
    index->used += index->keys[at] == 0;
    index->keys[at] = key;
    index->values[at] = value;
    return ERR_OK;
}

/* ---- */

enum err stock_new(struct stock **out_stock)
{
    struct stock *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    s->most = LIMIT_SHELF;
    static const struct feed_counts none[FEED_LENGTHS];
    feed_prior_of(none, &s->prior);
    *out_stock = s;
    return ERR_OK;
}

void stock_free(struct stock *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < s->count; i++) {
        free((void *)(uintptr_t)s->rows[i].title.ptr);
    }
    for (size_t i = 0; i < s->list_count; i++) {
        free(s->lists[i].at);
    }
    free(s->rows);
    free(s->trends);
    free(s->rounds);
    free(s->months);
    free(s->lists);
    free(s->newest.at);
    free(s->trending.at);
    index_done(&s->ids);
    index_done(&s->keys);
    free(s);
}

int64_t stock_find(const struct stock *s, int64_t video)
{
    int64_t at = index_find(&s->ids, (uint64_t)video);
    return at != STOCK_NONE && s->rows[at].visible ? at : STOCK_NONE;
}

const struct stock_list *stock_list_of(const struct stock *s, uint64_t key)
{
    int64_t at = index_find(&s->keys, key);
    return at == STOCK_NONE ? NULL : &s->lists[at];
}

static enum err rows_grow(struct stock *s)
{
    size_t room = s->room == 0 ? LEAST_ROOM : 2 * s->room;
    struct feed_row *rows = reallocarray(s->rows, room, sizeof(*rows));
    s->rows = rows == NULL ? s->rows : rows;
    int64_t *trends = reallocarray(s->trends, room, sizeof(*trends));
    s->trends = trends == NULL ? s->trends : trends;
    uint32_t *rounds = reallocarray(s->rounds, room, sizeof(*rounds));
    s->rounds = rounds == NULL ? s->rounds : rounds;
    uint16_t *months = reallocarray(s->months, room, sizeof(*months));
    s->months = months == NULL ? s->months : months;
    if (rows == NULL || trends == NULL || rounds == NULL || months == NULL) {
        return ERR_NOMEM;
    }
    s->room = room;
    return ERR_OK;
}

static bool is_older(const struct feed_row *a, const struct feed_row *b)
{
    return a->published_ms == b->published_ms ? a->facts.video < b->facts.video
                                              : a->published_ms < b->published_ms;
}

/* Behind all that are older: mostly the last place. */
static enum err list_by_age(const struct stock *s, struct stock_list *list, uint32_t value)
{
    size_t low = 0;
    size_t high = list->count;
    if (high > 0 && is_older(&s->rows[list->at[high - 1]], &s->rows[value])) {
        low = high;
    }
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (is_older(&s->rows[list->at[middle]], &s->rows[value])) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return list_insert(list, low, value);
}

static enum err list_under(struct stock *s, uint64_t key, uint32_t value)
{
    int64_t found = index_find(&s->keys, key);
    if (found == STOCK_NONE) {
        if (s->list_count == s->list_room) {
            size_t room = s->list_room == 0 ? LEAST_ROOM : 2 * s->list_room;
            struct stock_list *lists = reallocarray(s->lists, room, sizeof(*lists));
            if (lists == NULL) {
                return ERR_NOMEM;
            }
            s->lists = lists;
            s->list_room = room;
        }
        TRY(index_put(&s->keys, key, (uint32_t)s->list_count));
        found = (int64_t)s->list_count;
        s->lists[s->list_count++] = (struct stock_list){.count = 0};
    }
    return list_by_age(s, &s->lists[found], value);
}

static enum err list_all(struct stock *s, uint32_t at)
{
    const struct feed_facts *facts = &s->rows[at].facts;
    TRY(list_by_age(s, &s->newest, at));
    TRY(list_insert(&s->trending, s->trending.count, at));
    for (size_t i = 0; i < facts->key_count; i++) {
        TRY(list_under(s, facts->keys[i], at));
    }
    return index_put(&s->ids, (uint64_t)facts->video, at);
}

void stock_drop(struct stock *s, uint32_t at)
{
    if (s->rows[at].visible) {
        s->rows[at].visible = false;
        s->gone++;
        s->of_month[s->months[at]]--;
    }
}

/* For one more: the oldest goes, unless that is newer. */
static enum err make_room(struct stock *s, const struct feed_row *row)
{
    size_t i = 0;
    if (s->count - s->gone < s->most) {
        return ERR_OK;
    }
    while (!s->rows[s->newest.at[i]].visible) {
        i++;
    }
    if (is_older(row, &s->rows[s->newest.at[i]])) {
        return ERR_LIMIT;
    }
    stock_drop(s, s->newest.at[i]);
    return ERR_OK;
}

/* What fails half-way is in some lists and not visible. */
static enum err add(struct stock *s, const struct feed_row *row, int64_t trend, uint32_t round)
{
    TRY(make_room(s, row));
    if (s->count == s->room) {
        TRY(rows_grow(s));
    }
    uint32_t at = (uint32_t)s->count;
    char *title = malloc(row->title.len + 1);
    if (title == NULL) {
        return ERR_NOMEM;
    }
    memcpy(title, row->title.ptr, row->title.len);
    s->rows[at] = *row;
    s->rows[at].title = span_of(title, row->title.len);
    s->rows[at].visible = false;
    s->trends[at] = trend;
    s->rounds[at] = round;
    s->months[at] = feed_month(row->facts.video);
    s->count++;
    s->gone++;
    TRY(list_all(s, at));
    s->rows[at].visible = true;
    s->gone--;
    s->of_month[s->months[at]]++;
    return ERR_OK;
}

static bool is_same(const struct feed_row *a, const struct feed_row *b)
{
    return a->person == b->person && a->published_ms == b->published_ms && a->sound == b->sound &&
           a->facts.length_ms == b->facts.length_ms && a->title.len == b->title.len &&
           memcmp(a->title.ptr, b->title.ptr, a->title.len) == 0;
}

static struct feed_counts counts_of(const struct store_row *row)
{
    return (struct feed_counts){row->viewers, row->shares, row->finished, row->likes,
                                row->unwanted};
}

void stock_count(struct stock *s, const struct store_row *row)
{
    int64_t at = stock_find(s, row->id);
    if (at != STOCK_NONE) {
        s->rows[at].counts = counts_of(row);
    }
}

/* What is called the same, in any case of letters, counts as the same. */
static uint64_t sound_of(struct span name)
{
    char small[STORE_SOUND];
    return name.len == 0 ? 0 : feed_key_tag(span_of(small, tag_small(name, small)));
}

/* As if it had been watched evenly. */
static int64_t guess_trend(const struct store_row *row, int64_t now_ms)
{
    int64_t age_h = now_ms > row->published_ms ? (now_ms - row->published_ms) / HOUR_MS : 0;
    return row->viewers * STOCK_WATCH * DAY_H / (age_h + DAY_H);
}

enum err stock_put(struct stock *s, const struct store_row *from, uint32_t round, int64_t now_ms)
{
    char small[STORE_TITLE];
    struct span title = span_text(from->title);
    struct feed_row row = {
        .facts = feed_facts_of(from->id, from->person, from->duration_ms, title),
        .person = from->person,
        .sound = sound_of(span_text(from->sound)),
        .published_ms = from->published_ms,
        .counts = counts_of(from),
        .title = span_of(small, tag_small(title, small)),
        .visible = true,
    };
    int64_t at = stock_find(s, from->id);
    if (at != STOCK_NONE && is_same(&s->rows[at], &row)) {
        s->rows[at].counts = row.counts;
        s->rounds[at] = round;
        return ERR_OK;
    }
    int64_t trend = at == STOCK_NONE ? guess_trend(from, now_ms) : s->trends[at];
    if (at != STOCK_NONE) {
        stock_drop(s, (uint32_t)at);
    }
    return add(s, &row, trend, round);
}

/* What is equally watched: the newer one first. */
static int by_trend(const void *a, const void *b, void *of)
{
    const struct stock *s = of;
    uint32_t one = *(const uint32_t *)a;
    uint32_t other = *(const uint32_t *)b;
    if (s->trends[one] != s->trends[other]) {
        return s->trends[one] > s->trends[other] ? -1 : 1;
    }
    return is_older(&s->rows[one], &s->rows[other]) ? 1 : -1;
}

enum err stock_sort(struct stock *s)
{
    struct feed_counts totals[FEED_LENGTHS] = {{0}};
    if (s->trending.count > 0) {
        qsort_r(s->trending.at, s->trending.count, sizeof(s->trending.at[0]), by_trend, s);
    }
    for (size_t i = 0; i < s->count; i++) {
        const struct feed_counts *of = &s->rows[i].counts;
        struct feed_counts *total = &totals[feed_length_class(s->rows[i].facts.length_ms)];
        if (s->rows[i].visible) {
            total->watches += of->watches;
            total->shares += of->shares;
            total->finished += of->finished;
            total->likes += of->likes;
            total->unwanted += of->unwanted;
        }
    }
    feed_prior_of(totals, &s->prior);
    return ERR_OK;
}

enum err stock_copy(const struct stock *s, struct stock **out_stock)
{
    AUTO(stock_free) struct stock *copy = NULL;
    TRY(stock_new(&copy));
    copy->most = s->most;
    for (size_t i = 0; i < s->newest.count; i++) {
        uint32_t at = s->newest.at[i];
        if (s->rows[at].visible) {
            TRY(add(copy, &s->rows[at], s->trends[at], s->rounds[at]));
        }
    }
    TRY(stock_sort(copy));
    *out_stock = MOVE(copy);
    return ERR_OK;
}
