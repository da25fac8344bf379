/*
 * witness.h: what a witness remembers of each log that it knows, and what it answers to
 * add-checkpoint (C2SP tlog-witness). Its folder:
 *
 *   key               the Ed25519 seed, 32 bytes, 0600; never leaves
 *   vkey              "name+id+key" LF: the public half, with the witness's name
 *   logs              a tlog-policy with a `log` line for each log, and `quorum none`
 *   state/<hex>       of each log that was cosigned, by SHA-256 of its origin: the newest
 *                     checkpoint, with the log's signature and the witness's, as it was answered
 *
 * Comparing with what is remembered, remembering and signing are one step, one request at a time,
 * and what is remembered is durable before the signature leaves. So nobody has two cosignatures
 * that contradict each other, whenever the machine fails, as long as the folder is not put back to
 * an older state: it belongs into no backup.
 */
#ifndef WITNESS_H
#define WITNESS_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdint.h>

struct witness;

struct witness_problem {
    char text[320];
};

/* witness_init: makes key and vkey in an empty folder; out_vkey gets the vkey, without a line end.
 * ERR_CONFLICT: there is a key already; ERR_FORMAT: no name for a key; ERR_IO, ERR_FULL. */
MUST_USE enum err witness_init(int dir_fd, const char *name, struct buf *out_vkey);

/* witness_open: reads all of the folder. On failure out_problem says what is wrong. The descriptor
 * stays the caller's, and open until witness_close. */
MUST_USE enum err witness_open(int dir_fd, struct witness **out_witness,
                               struct witness_problem *out_problem);
void witness_close(struct witness *w);
AUTO_CLOSER(witness_close, struct witness)

/*
 * witness_add: one request's body; out_status is the HTTP status that answers it, and out the body.
 *   200  cosigned: out has the signature line
 *   400  not such a request, or its old size is over the checkpoint's
 *   403  no signature by a key that is known for the origin
 *   404  the origin is not known
 *   409  the old size is not that of the newest cosigned checkpoint: out has that size and LF
 *   422  the proof does not hold, or two trees of one size differ
 *   500  it could not be written down; nothing was signed, and from then on nothing is (503), until
 *        the process is started again
 * Safe to call from several threads.
 */
void witness_add(struct witness *w, struct span body, uint64_t now_s, unsigned *out_status,
                 struct buf *out);

/* witness_latest: the newest cosigned checkpoint of a log, which hex names. ERR_NOT_FOUND. */
MUST_USE enum err witness_latest(struct witness *w, struct span hex, struct buf *out);

/* witness_vkey: the witness's own, with its line end. witness_logs: how many logs are known. */
struct span witness_vkey(const struct witness *w);
size_t witness_logs(const struct witness *w);

#endif
