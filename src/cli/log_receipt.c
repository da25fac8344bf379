/* log_receipt.c: the receipt of one entry of a ledger, from a handful of its tiles. */
#include "log.h"

#include "tlog_proof.h"
#include "tlog_receipt.h"

#include <inttypes.h>
#include <stdio.h>

static enum err read_entry(struct log *l, uint64_t index, struct buf *out_entry)
{
    struct span entries[TLOG_TILE_WIDTH];
    AUTO(buf) struct buf bytes = {.max = 0};
    TRY(verify_files_bundle(&l->files, l->size, index / TLOG_TILE_WIDTH, &bytes, entries));
    return buf_append_span(out_entry, entries[index % TLOG_TILE_WIDTH]);
}

enum err log_receipt(struct log *l, uint64_t index, struct buf *out_receipt, struct buf *out_entry)
{
    struct tlog_source source = verify_files_tiles(&l->files);
    struct tlog_receipt receipt = {.index = index, .note_bytes = buf_span(&l->note)};
    struct tlog_hash leaf;
    if (index >= l->size) {
        (void)snprintf(l->files.problem, sizeof(l->files.problem),
                       "there is no entry %" PRIu64 ": it has %" PRIu64, index, l->size);
        return ERR_NOT_FOUND;
    }
    TRY(read_entry(l, index, out_entry));
    TRY(tlog_inclusion_make(&source, index, l->size, &receipt.proof));
    tlog_leaf(buf_span(out_entry), &leaf);
    if (tlog_inclusion_check(&receipt.proof, index, l->size, &leaf, &l->root) != ERR_OK) {
        (void)snprintf(l->files.problem, sizeof(l->files.problem),
                       "entry %" PRIu64 " and the tiles do not give the root that is signed",
                       index);
        return ERR_CONFLICT;
    }
    return tlog_receipt_encode(&receipt, out_receipt);
}
