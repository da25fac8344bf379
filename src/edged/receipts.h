/*
 * receipts.h: what a person keeps of a decision about them, and before they leave.
 */
#ifndef RECEIPTS_H
#define RECEIPTS_H

#include "base_buf.h"
#include "base_err.h"
#include "store_decision.h"

/* decision_payload: what was signed, out of its envelope; the entry of the ledger, if that was
 * lost. */
MUST_USE enum err decision_payload(const struct store_decision *d, struct buf *out);

#endif
