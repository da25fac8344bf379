/*
 * ledger_head.h: the private file `head`: the last promise, and the bytes that it promised.
 *
 *   vitrine-ledger-head 1 LF
 *   <tile path> SP <decimal length> LF <bytes>     for each bundle and tile of the batch
 *   checkpoint SP <decimal length> LF <bytes>      the signed note
 *   end SP <hex SHA-256 of all bytes before this line> LF
 *
 * Nothing may follow. A hash tile has 32 bytes for each of its width; a bundle parses.
 */
#ifndef LEDGER_HEAD_H
#define LEDGER_HEAD_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>

enum { LEDGER_HEAD_PATH = 64 };

/* Four times LIMIT_BATCH: the entries, the partial bundle before them, their hashes, the headers.
 */
#define LEDGER_HEAD_MAX ((size_t)32 * 1024 * 1024)

struct ledger_head {
    struct span pieces; /* walk it with ledger_head_piece */
    struct span note;
};

struct ledger_piece {
    char path[LEDGER_HEAD_PATH]; /* of a tile or bundle, as tlog_tile_path writes it */
    struct span bytes;
};

/* ledger_head_decode: borrows from in. ERR_FORMAT. */
MUST_USE enum err ledger_head_decode(struct span in, struct ledger_head *out_head);

/* ledger_head_piece: takes the next piece off *pieces; false at the end. */
bool ledger_head_piece(struct span *pieces, struct ledger_piece *out_piece);

/* A head is written by start, any number of pieces, then end with the note. Errors stick in out. */
void ledger_head_start(struct buf *out);
void ledger_head_put(const char *path, struct span bytes, struct buf *out);
MUST_USE enum err ledger_head_end(struct span note, struct buf *out);

/* ledger_head_pieces: the pieces of a head that is being written: between start and end. */
struct span ledger_head_pieces(const struct buf *out);

#endif
