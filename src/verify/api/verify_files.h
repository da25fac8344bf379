/*
 * verify_files.h: a ledger's files as they come from a source: nothing of them is believed here.
 */
#ifndef VERIFY_FILES_H
#define VERIFY_FILES_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "tlog_edge.h"
#include "tlog_tile.h"
#include "verify_source.h"

#include <stddef.h>
#include <stdint.h>

struct verify_files {
    struct verify_source source;
    const char *below; /* "/ledger/"; "/" of a folder that is a ledger */
    char problem[384]; /* of the last failure, in words */
};

/* verify_files_get: a file of that name. verify_files_tile: a tile or bundle as wide as asked, or
 * the full one, which begins with it: tile->width says which. Errors as a source's. */
MUST_USE enum err verify_files_get(struct verify_files *f, const char *name, size_t max,
                                   struct buf *out);
MUST_USE enum err verify_files_tile(struct verify_files *f, struct tlog_tile *tile, size_t max,
                                    struct buf *out);

/* verify_files_bundle: bundle `index` of a tree of that size, which has one: as many entries as the
 * size says. They borrow from *bytes, which is replaced. ERR_CONFLICT: it does not hold what its
 * name says; problem names entry and byte. Else as above. */
MUST_USE enum err verify_files_bundle(struct verify_files *f, uint64_t size, uint64_t index,
                                      struct buf *bytes, struct span out_entries[TLOG_TILE_WIDTH]);

/* verify_files_tiles: its hash tiles, for whoever makes a proof. ERR_CONFLICT: one is of another
 * length. f must outlive it. */
struct tlog_source verify_files_tiles(struct verify_files *f);

#endif
