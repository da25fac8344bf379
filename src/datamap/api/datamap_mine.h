/*
 * datamap_mine.h: of every row of the map, whether it is about a person, and then whether that
 * person is shown it (docs/decisions/0021) or told why not. A test holds that each row of the map
 * has exactly one of these; a table of people's without one fails it.
 */
#ifndef DATAMAP_MINE_H
#define DATAMAP_MINE_H

#include "datamap.h"

enum datamap_mine {
    MINE_NOBODY,   /* not about a person */
    MINE_SHOWN,    /* its value stands in GET /api/v1/me/data under the table's and column's name */
    MINE_FILE,     /* a file; a row that is shown names it */
    MINE_WITHHELD, /* not shown, with the reason */
};

struct datamap_mine_row {
    enum datamap_store store;
    const char *table;
    const char *column; /* NULL: all of a table that is about nobody */
    enum datamap_mine how;
    const char *reason; /* of MINE_WITHHELD, in words; else NULL */
};

extern const struct datamap_mine_row datamap_mine_rows[];
extern const size_t datamap_mine_count;

/* datamap_mine_find: of a row of the map; NULL: nobody has decided. */
const struct datamap_mine_row *datamap_mine_find(const struct datamap_row *row);

#endif
