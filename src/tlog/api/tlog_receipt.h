/*
 * tlog_receipt.h: that an entry stands in a log, in one file that needs no network (C2SP
 * tlog-proof; its name ends in .tlog-proof):
 *
 *   c2sp.org/tlog-proof@v1 LF
 *   extra SP <base64, not empty> LF         may be missing; nobody has signed it
 *   index SP <decimal> LF
 *   a line of base64 for each hash of the proof, leaf's sibling first | LF | signed checkpoint
 */
#ifndef TLOG_RECEIPT_H
#define TLOG_RECEIPT_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "tlog_checkpoint.h"
#include "tlog_note.h"
#include "tlog_policy.h"
#include "tlog_proof.h"

#include <stdint.h>

enum {
    TLOG_RECEIPT_EXTRA = 32 * 1024, /* bytes of what is extra, before base64 */
    TLOG_RECEIPT_MAX = 256 * 1024   /* of all: that, a note, and 64 lines of 45 bytes */
};

struct tlog_receipt {
    struct span extra; /* as it stands, in base64; empty: there is none */
    uint64_t index;
    struct tlog_proof proof;
    struct span note_bytes; /* the signed checkpoint as it stands */
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
};

/* tlog_receipt_decode: grammar only; nothing is verified. Borrows from in. ERR_FORMAT; ERR_LIMIT:
 * over TLOG_RECEIPT_EXTRA, TLOG_PROOF_MAX, or what tlog_note_decode says. */
MUST_USE enum err tlog_receipt_decode(struct span in, struct tlog_receipt *out_receipt);

/* tlog_receipt_encode: from index, proof, note_bytes and extra (bytes in base64, or empty); the
 * other fields are not looked at. ERR_FORMAT or ERR_LIMIT if it would not decode. */
MUST_USE enum err tlog_receipt_encode(const struct tlog_receipt *receipt, struct buf *out);

/* Which of its bindings a receipt lacks, in the order in which they are asked for. X(name, words)
 */
#define TLOG_RECEIPT_TABLE(X)                                                                      \
    X(GOOD, "the entry is in the ledger")                                                          \
    X(NO_LOG, "no log that the policy names has signed the checkpoint")                            \
    X(SPOILT, "a signature of a known key does not verify")                                        \
    X(QUORUM, "too few witnesses have signed the checkpoint")                                      \
    X(SHAPE, "no proof has this index, size and number of hashes")                                 \
    X(OTHER, "the proof is not one of this entry in this tree")
enum tlog_receipt_state {
#define TLOG_RECEIPT_ROW(name, words) TLOG_RECEIPT_##name,
    TLOG_RECEIPT_TABLE(TLOG_RECEIPT_ROW)
#undef TLOG_RECEIPT_ROW
        TLOG_RECEIPT_COUNT_
};
const char *tlog_receipt_words(enum tlog_receipt_state state);

/*
 * tlog_receipt_check: that this leaf stands at the receipt's index in a tree that a log of the
 * policy signed under its own name, with a quorum of its witnesses. Every line by a key of the
 * policy must verify. out_witnesses (may be NULL) counts those that signed, if it is good.
 * ERR_NOMEM.
 */
MUST_USE enum err tlog_receipt_check(const struct tlog_receipt *receipt,
                                     const struct tlog_hash *leaf, const struct tlog_policy *policy,
                                     enum tlog_receipt_state *out_state, unsigned *out_witnesses);

#endif
