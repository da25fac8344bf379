/*
 * shelf_stock.h: what stands on the shelf (shelf.h), without any lock: rows at places that never
 * move, lists of places, an index of numbers and one of keys. A row that goes stays at its place,
 * not visible, until the stock is made anew.
 */
#ifndef SHELF_STOCK_H
#define SHELF_STOCK_H

#include "base_auto.h"
#include "feed_score.h"
#include "store_shelf.h"

#include <stdbool.h>

struct stock_list {
    uint32_t *at;
    size_t count;
    size_t room;
};

/* Numbers above zero to places. Open addressing, half of it free. */
struct stock_index {
    uint64_t *keys;
    uint32_t *values;
    size_t size; /* a power of two, or 0 */
    size_t used;
};

struct stock {
    size_t count; /* of rows, with those that are gone */
    size_t gone;
    size_t room;
    size_t most; /* rows that are visible: LIMIT_SHELF */
    struct feed_row *rows;
    int64_t *trends;  /* watches of late, STOCK_WATCH each */
    uint32_t *rounds; /* in which each was last found in the database */
    uint16_t *months;
    struct stock_list newest;   /* the newest last */
    struct stock_list trending; /* the most watched first; as of the last stock_sort */
    struct stock_index ids;
    struct stock_index keys; /* to lists */
    struct stock_list *lists;
    size_t list_count;
    size_t list_room;
    uint32_t of_month[FEED_MONTH_MAX + 1]; /* visible rows */
    struct feed_prior prior;               /* as of the last stock_sort */
};

enum { STOCK_WATCH = 1024, STOCK_NONE = -1 };

MUST_USE enum err stock_new(struct stock **out_stock);
void stock_free(struct stock *s);
AUTO_CLOSER(stock_free, struct stock)

/* stock_find: the place of a video, or STOCK_NONE. stock_list_of: NULL: there is none. */
int64_t stock_find(const struct stock *s, int64_t video);
const struct stock_list *stock_list_of(const struct stock *s, uint64_t key);

/* stock_put: a row as the database has it: new, or with other counts; one whose title, sound or
 * author changed gets another place. now_ms: its trend is guessed by its age. ERR_NOMEM: nothing
 * was changed, or the old one is gone. Of more than LIMIT_SHELF the oldest goes; ERR_LIMIT: it is
 * older. */
MUST_USE enum err stock_put(struct stock *s, const struct store_row *row, uint32_t round,
                            int64_t now_ms);

/* stock_count: only the counts of a row that is there. */
void stock_count(struct stock *s, const struct store_row *row);

/* stock_drop: a row is gone. */
void stock_drop(struct stock *s, uint32_t at);

/* stock_sort: trending, and what is usual. ERR_NOMEM. */
MUST_USE enum err stock_sort(struct stock *s);

/* stock_copy: another one without what is gone; with the trends. */
MUST_USE enum err stock_copy(const struct stock *s, struct stock **out_stock);

#endif
