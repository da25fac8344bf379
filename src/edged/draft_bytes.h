/*
 * draft_bytes.h: how far a draft has come, and its bytes on their way: what drafts.c and
 * draft_bytes.c share of drafts.h.
 */
#ifndef DRAFT_BYTES_H
#define DRAFT_BYTES_H

#include "drafts.h"
#include "intake.h"

struct drafts {
    struct store *store;
    struct blobs *blobs;
    struct ipc_pool *custodian;
    struct turns *turns;
    int64_t sweep_at_ms; /* monotonic */
};

/* draft_standing: what counts of a file that is so long and of the row's tail. One that is longer
 * than it was to be has been damaged from outside. draft_file_length: the other way round. */
uint64_t draft_standing(const struct store_draft *row, uint64_t length);
uint64_t draft_file_length(const struct store_draft *row, uint64_t size);

/* draft_flush: whole pieces that are in memory go to the file; if all has come, all. Not synced.
 * draft_forget: what is in memory goes. Both as draft_put. */
MUST_USE enum err draft_flush(struct draft *d);
void draft_forget(struct draft *d);

#endif
