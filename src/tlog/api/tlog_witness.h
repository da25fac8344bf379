/*
 * tlog_witness.h: what a log and its witness say to each other (C2SP tlog-witness, add-checkpoint).
 *
 *   request   old SP <size> LF
 *             a line of base64 for each hash, at most 63
 *             LF
 *             the signed checkpoint
 *   200       signature lines: tlog_note_lines_decode reads, tlog_cosignature_put writes them
 *   409       <size> LF, of the type TLOG_WITNESS_SIZE_TYPE
 *
 * What a cosignature signs is tlog_cosigned_text (tlog_note.h).
 */
#ifndef TLOG_WITNESS_H
#define TLOG_WITNESS_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "tlog_checkpoint.h"
#include "tlog_note.h"
#include "tlog_proof.h"

#include <stdint.h>

enum {
    TLOG_WITNESS_HASHES = 63,
    TLOG_WITNESS_SIZE_MAX = 20, /* bytes of a 409's body */
    TLOG_WITNESS_REQUEST_MAX =
        196 * 1024 /* the longest note, 63 lines of 45 bytes, the first line */
};
#define TLOG_WITNESS_SIZE_TYPE "text/x.tlog.size"

struct tlog_witness_request {
    uint64_t old_size;
    struct tlog_proof proof;
    struct span note_bytes; /* the signed checkpoint as it stands */
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
};

/* tlog_witness_request_decode: grammar only: no signature is verified, no size compared. Borrows
 * from in. ERR_FORMAT; ERR_LIMIT: over TLOG_WITNESS_HASHES hashes, or what tlog_note_decode says.
 */
MUST_USE enum err tlog_witness_request_decode(struct span in,
                                              struct tlog_witness_request *out_request);

/* tlog_witness_request_encode: note is a signed checkpoint, taken as it stands. ERR_FORMAT or
 * ERR_LIMIT if the request would not decode. */
MUST_USE enum err tlog_witness_request_encode(uint64_t old_size, const struct tlog_proof *proof,
                                              struct span note, struct buf *out);

/* tlog_witness_size_decode: the body of a 409. ERR_FORMAT. */
MUST_USE enum err tlog_witness_size_decode(struct span in, uint64_t *out_size);
MUST_USE enum err tlog_witness_size_encode(uint64_t size, struct buf *out);

#endif
