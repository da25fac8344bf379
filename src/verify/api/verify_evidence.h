/*
 * verify_evidence.h: the file that proves a fork to anybody: two checkpoints of one ledger, both
 * signed by its key, that can't both be true. Text:
 *
 *   vitrine-fork-evidence 1
 *   vkey <verifier key>
 *   proof <hashes that follow; 0 if both trees have one size>
 *   root <base64: of the larger tree's beginning that is as long as the smaller one>   unless 0
 *   <base64 hash>      of the consistency proof (RFC 6962) from that beginning to the larger tree
 *   smaller <length>
 *   <signed note>
 *   larger <length>
 *   <signed note>
 *
 * Nothing may follow. With one size the two roots differ. Otherwise the proof shows that the larger
 * tree begins with `root`, which is not the smaller tree's.
 */
#ifndef VERIFY_EVIDENCE_H
#define VERIFY_EVIDENCE_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "tlog_checkpoint.h"
#include "tlog_note.h"
#include "tlog_proof.h"

enum { EVIDENCE_MAX = 2 * LIMIT_NOTE + 16 * 1024 };

struct evidence {
    struct tlog_vkey vkey;
    struct tlog_proof proof;
    struct tlog_hash root;
    struct span smaller; /* signed notes */
    struct span larger;
};

/* evidence_decode: grammar only. Borrows from in. ERR_FORMAT. */
MUST_USE enum err evidence_decode(struct span in, struct evidence *out_evidence);
MUST_USE enum err evidence_encode(const struct evidence *e, struct buf *out);

/* evidence_check: ERR_OK: it proves a fork; the two checkpoints are out_of[0], the smaller, and
 * out_of[1]. ERR_DENIED: a note is not one of that key, or of another ledger. ERR_NOT_FOUND: the
 * two may both be true. */
MUST_USE enum err evidence_check(const struct evidence *e, struct tlog_checkpoint out_of[2]);

#endif
