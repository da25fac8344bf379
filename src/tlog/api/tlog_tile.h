/*
 * tlog_tile.h: where the pieces of a log lie (C2SP tlog-tiles) and what an entry bundle holds.
 *
 *   tile/<L>/<N>[.p/<W>]        hashes; L is 0 to 7
 *   tile/entries/<N>[.p/<W>]    entries; per entry u16 big-endian length | bytes; exactly W of them
 *
 * N is written in groups of three digits, all but the last with an x before: 1234067 is
 * x001/x234/067. A full tile has 256 items and no .p; W is 1 to 255. Hash i of tile n at level l is
 * the root over entries (n*256+i)*256^l to (n*256+i+1)*256^l.
 */
#ifndef TLOG_TILE_H
#define TLOG_TILE_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "tlog_hash.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TLOG_LEVELS = 8, /* 2^63 entries need 0 to 7 */
    TLOG_TILE_WIDTH = 256,
    TLOG_TILE_BYTES = TLOG_TILE_WIDTH * TLOG_HASH_SIZE,
    TLOG_PATH_MAX = 64, /* the longest path with its NUL is shorter */
    TLOG_ENTRY_MAX = 65535,
    TLOG_BUNDLE_MAX = TLOG_TILE_WIDTH * (2 + TLOG_ENTRY_MAX)
};

struct tlog_tile {
    bool entries; /* a bundle; level is then 0 */
    uint8_t level;
    uint16_t width; /* 1 to 256; 256 is full */
    uint64_t index;
};

/* tlog_tile_path: writes the path with its NUL. The tile must be one that can exist. */
void tlog_tile_path(const struct tlog_tile *tile, char out_path[TLOG_PATH_MAX]);

/* tlog_tile_decode: reads a path. ERR_FORMAT on anything that tlog_tile_path would not write. */
MUST_USE enum err tlog_tile_decode(struct span path, struct tlog_tile *out_tile);

/* tlog_tile_width: how many items tile (level, index) has in a log of this size; 0: there is none.
 */
uint16_t tlog_tile_width(uint64_t size, uint8_t level, uint64_t index);

/* tlog_bundle_put: appends one entry. ERR_LIMIT over TLOG_ENTRY_MAX. */
MUST_USE enum err tlog_bundle_put(struct span entry, struct buf *out);

/* tlog_bundle_decode: exactly count entries (at most 256) and nothing after, else ERR_FORMAT.
 * They borrow from in. */
MUST_USE enum err tlog_bundle_decode(struct span in, size_t count, struct span *out_entries);

/* tlog_bundle_fault: where a bundle that does not decode goes wrong, in words: the entry (the first
 * has number `first`), its byte, how many bytes are called for there and how many are left. */
enum { TLOG_FAULT_SIZE = 128 };
void tlog_bundle_fault(struct span in, size_t count, uint64_t first, char out[TLOG_FAULT_SIZE]);

#endif
