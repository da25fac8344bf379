/*
 * tlog_edge.h: the right edge of a tree: the tile that is not yet full on each level. It is all
 * that is needed to append leaves and to name the root; 64 KiB for any size.
 */
#ifndef TLOG_EDGE_H
#define TLOG_EDGE_H

#include "base_err.h"
#include "tlog_hash.h"
#include "tlog_tile.h"

#include <stdint.h>

/* {.size = 0} is the empty tree. Hash i of level l is valid for i < tlog_edge_width(e, l). */
struct tlog_edge {
    uint64_t size;
    struct tlog_hash tile[TLOG_LEVELS][TLOG_TILE_WIDTH];
};

/* Who is told of each tile that becomes full: hashes is borrowed for the call. */
struct tlog_edge_sink {
    void *context;
    enum err (*full)(void *context, uint8_t level, uint64_t index, const struct tlog_hash *hashes);
};

/* Where tiles are read from: exactly tile->width hashes into out_hashes, or an error. */
struct tlog_source {
    void *context;
    enum err (*read)(void *context, const struct tlog_tile *tile, struct tlog_hash *out_hashes);
};

uint16_t tlog_edge_width(const struct tlog_edge *e, uint8_t level);

/* tlog_edge_append: adds one leaf. sink may be NULL. An error of the sink is passed on, and the
 * edge is then good for nothing. ERR_LIMIT at TLOG_SIZE_MAX. */
MUST_USE enum err tlog_edge_append(struct tlog_edge *e, const struct tlog_hash *leaf,
                                   const struct tlog_edge_sink *sink);

void tlog_edge_root(const struct tlog_edge *e, struct tlog_hash *out_root);

/* tlog_edge_load: reads the edge of a tree of this size from its tiles. ERR_CONFLICT if they give
 * another root; the source's errors. *out_edge is overwritten even on failure. */
MUST_USE enum err tlog_edge_load(const struct tlog_source *source, uint64_t size,
                                 const struct tlog_hash *root, struct tlog_edge *out_edge);

#endif
