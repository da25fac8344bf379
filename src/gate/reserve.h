/*
 * reserve.h: room that gate holds on the disk so that it can be given to custodiand. A folder of
 * the region's with empty files, "0", "1", … (where a file system counts them), and "room", a file
 * as long as the room that is held, written as far as the file system knows.
 */
#ifndef RESERVE_H
#define RESERVE_H

#include "base_err.h"

#include <stdbool.h>

enum { RESERVE_PARTS = 2 };

struct reserve_holds {
    unsigned parts; /* of "room", each half of LIMIT_RESERVE_MIB */
    bool files;     /* LIMIT_RESERVE_FILES of them, or this file system does not count files */
};

struct reserve {
    int dir; /* -1: none */
    int room;
};

/* reserve_open: makes the folder, and opens it and "room". ERR_FULL, ERR_IO, ERR_CONFLICT: one of
 * them is something else. */
MUST_USE enum err reserve_open(int region_dir, struct reserve *out_reserve);
void reserve_done(struct reserve *r);

/* reserve_look: what it holds. */
struct reserve_holds reserve_look(const struct reserve *r, bool counts_files);

/* reserve_set: makes it hold this. On failure it holds something between. ERR_FULL, ERR_IO. */
MUST_USE enum err reserve_set(const struct reserve *r, const struct reserve_holds *holds);

#endif
