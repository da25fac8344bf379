/* log_receipt.c: the receipt of one entry of a ledger, from a handful of its tiles. */
#include "log.h"

#include "tlog_proof.h"
#include "tlog_receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum err read_tile(void *context, const struct tlog_tile *tile, struct tlog_hash *out_hashes)
{
    struct log *l = context;
    AUTO(buf) struct buf bytes = {.max = 0};
    struct tlog_tile there = *tile;
    TRY(log_fetch_tile(l, &there, TLOG_TILE_BYTES, &bytes));
    if (bytes.len != (size_t)there.width * TLOG_HASH_SIZE) {
        char path[TLOG_PATH_MAX];
        tlog_tile_path(&there, path);
        (void)snprintf(l->problem, sizeof(l->problem), "%s: it has %zu bytes, and %u hashes are %u",
                       path, bytes.len, there.width, (unsigned)there.width * TLOG_HASH_SIZE);
        return ERR_CONFLICT;
    }
    memcpy(out_hashes, bytes.ptr, (size_t)tile->width * TLOG_HASH_SIZE);
    return ERR_OK;
}

static enum err read_entry(struct log *l, uint64_t index, struct buf *out_entry)
{
    struct span entries[TLOG_TILE_WIDTH];
    struct tlog_tile tile = {.entries = true, .index = index / TLOG_TILE_WIDTH};
    AUTO(buf) struct buf bytes = {.max = 0};
    tile.width = tlog_tile_width(l->size, 0, tile.index);
    TRY(log_fetch_tile(l, &tile, TLOG_BUNDLE_MAX, &bytes));
    if (tlog_bundle_decode(buf_span(&bytes), tile.width, entries) != ERR_OK) {
        (void)snprintf(l->problem, sizeof(l->problem),
                       "the bundle of entry %" PRIu64 " does not hold what its name says", index);
        return ERR_CONFLICT;
    }
    return buf_append_span(out_entry, entries[index % TLOG_TILE_WIDTH]);
}

enum err log_receipt(struct log *l, uint64_t index, struct buf *out_receipt, struct buf *out_entry)
{
    struct tlog_source source = {.context = l, .read = read_tile};
    struct tlog_receipt receipt = {.index = index, .note_bytes = buf_span(&l->note)};
    struct tlog_hash leaf;
    if (index >= l->size) {
        (void)snprintf(l->problem, sizeof(l->problem),
                       "there is no entry %" PRIu64 ": it has %" PRIu64, index, l->size);
        return ERR_NOT_FOUND;
    }
    TRY(read_entry(l, index, out_entry));
    TRY(tlog_inclusion_make(&source, index, l->size, &receipt.proof));
    tlog_leaf(buf_span(out_entry), &leaf);
    if (tlog_inclusion_check(&receipt.proof, index, l->size, &leaf, &l->root) != ERR_OK) {
        (void)snprintf(l->problem, sizeof(l->problem),
                       "entry %" PRIu64 " and the tiles do not give the root that is signed",
                       index);
        return ERR_CONFLICT;
    }
    return tlog_receipt_encode(&receipt, out_receipt);
}
