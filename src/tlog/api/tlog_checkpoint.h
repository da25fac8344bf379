/*
 * tlog_checkpoint.h: the text of a note that names a tree (C2SP tlog-checkpoint):
 *
 *   origin LF | decimal size LF | base64 root LF | further lines, none of them empty
 */
#ifndef TLOG_CHECKPOINT_H
#define TLOG_CHECKPOINT_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "tlog_hash.h"

#include <stdint.h>

struct tlog_checkpoint {
    struct span origin;
    uint64_t size;
    struct tlog_hash root;
    struct span extension; /* usually empty; whole lines otherwise. Not auditable: ignore it */
};

/* tlog_checkpoint_decode: the text of a note. Borrows from it. ERR_FORMAT on anything that
 * tlog_checkpoint_encode would not write. ERR_CONFLICT: size 0 with a root that is not the empty
 * tree's. */
MUST_USE enum err tlog_checkpoint_decode(struct span text, struct tlog_checkpoint *out_checkpoint);
MUST_USE enum err tlog_checkpoint_encode(const struct tlog_checkpoint *checkpoint, struct buf *out);

#endif
