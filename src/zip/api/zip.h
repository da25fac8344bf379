/*
 * zip.h: a ZIP archive as a stream. One thread at a time; the bytes come out in the order of the
 * calls, and whoever calls sends them on.
 *
 *   for each file   local header (PK 03 04): length and checksum unknown, they follow
 *                   the bytes, as a deflate stream of stored blocks, so that a reader that cannot
 *                   go back knows where they end: per block 00 | u16 n | u16 ~n | n bytes; then
 *                   01 00 00 ff ff
 *                   data descriptor (PK 07 08): CRC-32 and both lengths
 *   at the end      the central directory (PK 01 02 each), where it is once more for 64 bits
 *                   (PK 06 06, PK 06 07) if it must be, and the end (PK 05 06)
 *
 * An archive that was broken off has no end, and every program that opens it says so. A file's
 * lengths have 64 bits if it may be 4 GiB long, as has its place behind as much; names are UTF-8.
 */
#ifndef ZIP_H
#define ZIP_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ZIP_NAME = 120, /* bytes of a name */
    ZIP_EXTRA =
        512, /* bytes at most that a call adds to what it is for, once for all but zip_put */
    ZIP_BLOCK = 65535
};

/* Fields are zip.c's own. */
struct zip {
    struct buf directory;
    uint64_t written;
    uint64_t files;
    uint64_t wide_from; /* lengths and places from here on have 64 bits */
    uint32_t moment;    /* of all files, as the format has it */
    bool open;          /* a file is begun, and what follows is its */
    bool wide;
    char name[ZIP_NAME + 1];
    uint64_t place;
    uint64_t length;
    uint64_t packed;
    uint32_t crc;
    uint32_t table[8][256];
};

/* zip_init: all files get this time. directory_max: memory for the directory, about 90 bytes and a
 * name for each file. */
void zip_init(struct zip *z, int64_t wall_ms, size_t directory_max);
void zip_done(struct zip *z);
static inline void zip_auto(struct zip *z)
{
    zip_done(z);
}

/* All that follow append to out, and fail as its appends do; nothing may be written to the archive
 * after a failure. zip_put adds five bytes for each ZIP_BLOCK begun. */

/* zip_begin: a file of at most `most` bytes. Names are relative, with '/' between folders.
 * ERR_FORMAT: a name that is empty, too long, absolute, or has an empty part, "..", a backslash or
 * a control character. ERR_CONFLICT: the file before was not ended. ERR_LIMIT: the directory is
 * full.
 */
MUST_USE enum err zip_begin(struct zip *z, const char *name, uint64_t most, struct buf *out);

/* zip_put: more of it. ERR_LIMIT: more than was said, where that has become too long. */
MUST_USE enum err zip_put(struct zip *z, struct span bytes, struct buf *out);
MUST_USE enum err zip_end(struct zip *z, struct buf *out);

/* zip_finish: the directory and the end. ERR_CONFLICT: a file was not ended. */
MUST_USE enum err zip_finish(struct zip *z, struct buf *out);

/* zip_crc: CRC-32 as the format has it, in pieces: the checksum of what came before (0 at first).
 */
uint32_t zip_crc(const struct zip *z, uint32_t crc, struct span bytes);

#endif
