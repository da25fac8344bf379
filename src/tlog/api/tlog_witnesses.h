/*
 * tlog_witnesses.h: whom a region asks to cosign its ledger, how many of them must, and what it
 * does while they do not. A text file:
 *
 *   vitrine-witnesses 1
 *   silent go-on                         or: silent stop <minutes>
 *   <a tlog-policy>                      "witness <name> <vkey> <url>" for each,
 *                                        "group quorum <k> <name>..." with all of them,
 *                                        "quorum quorum"
 *
 * What follows the second line can be pinned by a reader as it stands, once a log line stands
 * before it.
 */
#ifndef TLOG_WITNESSES_H
#define TLOG_WITNESSES_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "tlog_note.h"

#include <stddef.h>

enum { TLOG_WITNESSES_MAX = 32 * 1024 };

struct tlog_peer {
    struct span name; /* the region's word for it; not "quorum" */
    struct tlog_vkey vkey;
    struct span url; /* http or https; add-checkpoint is below it */
};

struct tlog_witnesses {
    unsigned stop_min; /* minutes without a quorum after which the region accepts nothing; 0: it
                          goes on and says so */
    unsigned quorum;   /* 1 to count */
    size_t count;      /* at least 1 */
    struct tlog_peer peers[LIMIT_WITNESSES];
};

/* tlog_witnesses_decode: borrows from in. ERR_FORMAT: no such file; ERR_LIMIT: over LIMIT_WITNESSES
 * or LIMIT_WITNESS_STOP_MIN. On failure out_line is the line at fault, from 1; 0: the whole. */
MUST_USE enum err tlog_witnesses_decode(struct span in, struct tlog_witnesses *out_witnesses,
                                        unsigned *out_line);

/* tlog_witnesses_encode: ERR_FORMAT or ERR_LIMIT if it would not decode. */
MUST_USE enum err tlog_witnesses_encode(const struct tlog_witnesses *witnesses, struct buf *out);

#endif
