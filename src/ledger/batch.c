/* batch.c: the bytes of a commit, built in memory and checked before anything is signed. */
#include "inside.h"
#include "ledger_head.h"

#include <string.h>

static struct tlog_hash leaf_at(const struct ledger *l, uint64_t i)
{
    struct tlog_hash hash;
    memcpy(hash.bytes, l->leaves.ptr + i * TLOG_HASH_SIZE, TLOG_HASH_SIZE);
    return hash;
}

static void put_piece(const struct tlog_tile *tile, struct span bytes, struct buf *out)
{
    char path[TLOG_PATH_MAX];
    tlog_tile_path(tile, path);
    ledger_head_put(path, bytes, out);
}

/* The length of the next stored entry. */
static size_t stored_length(struct span rest)
{
    return 2 + ((size_t)rest.ptr[0] << 8 | rest.ptr[1]);
}

/* The bundles: what was in the last partial one, then the pending entries, 256 to a bundle. */
static enum err put_bundles(const struct ledger *l, struct buf *out)
{
    struct span rest = buf_span(&l->pending);
    uint64_t size = l->edge.size;
    AUTO(buf) struct buf bundle = {.max = TLOG_BUNDLE_MAX};
    TRY(buf_append_span(&bundle, buf_span(&l->partial)));
    while (rest.len > 0) {
        size_t len = stored_length(rest);
        TRY(buf_append(&bundle, rest.ptr, len));
        rest = span_of(rest.ptr + len, rest.len - len);
        size++;
        uint16_t width = (uint16_t)(size % TLOG_TILE_WIDTH);
        if (width != 0 && rest.len > 0) {
            continue;
        }
        struct tlog_tile tile = {.entries = true,
                                 .width = width == 0 ? TLOG_TILE_WIDTH : width,
                                 .index = (size - 1) / TLOG_TILE_WIDTH};
        put_piece(&tile, buf_span(&bundle), out);
        buf_clear(&bundle);
    }
    return buf_status(out);
}

static enum err put_full(void *context, uint8_t level, uint64_t index,
                         const struct tlog_hash *hashes)
{
    struct tlog_tile tile = {.level = level, .width = TLOG_TILE_WIDTH, .index = index};
    put_piece(&tile, span_of(hashes, TLOG_TILE_BYTES), context);
    return buf_status(context);
}

/* The partial tile of a level, if the batch changed it. */
static bool partial_tile(const struct tlog_edge *edge, uint64_t old_size, uint8_t level,
                         struct tlog_tile *out_tile)
{
    uint64_t hashes = edge->size >> (8 * level);
    uint16_t width = (uint16_t)(hashes % TLOG_TILE_WIDTH);
    if (width == 0 || hashes == old_size >> (8 * level)) {
        return false;
    }
    *out_tile =
        (struct tlog_tile){.level = level, .width = width, .index = hashes / TLOG_TILE_WIDTH};
    return true;
}

enum err batch_build(const struct ledger *l, struct buf *out_head)
{
    ledger_head_start(out_head);
    TRY(put_bundles(l, out_head));
    struct tlog_edge edge = l->edge;
    struct tlog_edge_sink sink = {.context = out_head, .full = put_full};
    for (uint64_t i = 0; i < ledger_pending(l); i++) {
        struct tlog_hash leaf = leaf_at(l, i);
        TRY(tlog_edge_append(&edge, &leaf, &sink));
    }
    for (uint8_t level = 0; level < TLOG_LEVELS; level++) {
        struct tlog_tile tile;
        if (partial_tile(&edge, l->edge.size, level, &tile)) {
            put_piece(&tile, span_of(edge.tile[level], (size_t)tile.width * TLOG_HASH_SIZE),
                      out_head);
        }
    }
    return buf_status(out_head);
}

/* What a check holds in its hands: the tiles must come in the order in which they were put. */
struct check {
    const struct ledger *l;
    struct span tiles; /* the pieces that are not bundles */
    struct tlog_edge *edge;
};

/* The next tile of the head must be this one, with these bytes. */
static enum err check_tile(struct check *c, const struct tlog_tile *tile,
                           const struct tlog_hash *hashes)
{
    char path[TLOG_PATH_MAX];
    struct ledger_piece piece;
    tlog_tile_path(tile, path);
    struct span want = span_of(hashes, (size_t)tile->width * TLOG_HASH_SIZE);
    bool same = ledger_head_piece(&c->tiles, &piece) && strcmp(piece.path, path) == 0 &&
                span_equal(piece.bytes, want);
    return same ? ERR_OK : ERR_CONFLICT;
}

static enum err check_full(void *context, uint8_t level, uint64_t index,
                           const struct tlog_hash *hashes)
{
    struct tlog_tile tile = {.level = level, .width = TLOG_TILE_WIDTH, .index = index};
    return check_tile(context, &tile, hashes);
}

/* One stored entry: an old one must be what it was, a new one what ledger_append hashed. */
static enum err check_entry(struct check *c, uint64_t index, struct span entry)
{
    const struct ledger *l = c->l;
    struct tlog_hash leaf;
    tlog_leaf(entry, &leaf);
    if (index < l->edge.size) {
        const struct tlog_hash *was = &l->edge.tile[0][index % TLOG_TILE_WIDTH];
        return tlog_hash_equal(&leaf, was) ? ERR_OK : ERR_CONFLICT;
    }
    if (index != c->edge->size || index - l->edge.size >= ledger_pending(l)) {
        return ERR_CONFLICT;
    }
    struct tlog_hash was = leaf_at(l, index - l->edge.size);
    if (!tlog_hash_equal(&leaf, &was)) {
        return ERR_CONFLICT;
    }
    struct tlog_edge_sink sink = {.context = c, .full = check_full};
    return tlog_edge_append(c->edge, &leaf, &sink);
}

static enum err check_bundle(struct check *c, const struct tlog_tile *tile, struct span bytes)
{
    struct span entries[TLOG_TILE_WIDTH];
    if (tlog_bundle_decode(bytes, tile->width, entries) != ERR_OK) {
        return ERR_CONFLICT;
    }
    for (uint16_t i = 0; i < tile->width; i++) {
        TRY(check_entry(c, tile->index * TLOG_TILE_WIDTH + i, entries[i]));
    }
    return ERR_OK;
}

/* Where the bundles end in the pieces of a head. */
static struct span skip_bundles(struct span pieces)
{
    struct span at = pieces;
    struct ledger_piece piece;
    while (ledger_head_piece(&pieces, &piece)) {
        struct tlog_tile tile;
        if (tlog_tile_decode(span_text(piece.path), &tile) != ERR_OK || !tile.entries) {
            break;
        }
        at = pieces;
    }
    return at;
}

enum err batch_check(const struct ledger *l, const struct buf *head, struct tlog_edge *out_edge,
                     struct buf *out_partial)
{
    struct span pieces = ledger_head_pieces(head);
    struct check c = {.l = l, .tiles = skip_bundles(pieces), .edge = out_edge};
    pieces.len -= c.tiles.len;
    *out_edge = l->edge;
    struct ledger_piece piece = {.path = ""};
    struct tlog_tile tile;
    while (ledger_head_piece(&pieces, &piece)) {
        if (tlog_tile_decode(span_text(piece.path), &tile) != ERR_OK) {
            return ERR_CONFLICT;
        }
        TRY(check_bundle(&c, &tile, piece.bytes));
    }
    for (uint8_t level = 0; level < TLOG_LEVELS; level++) {
        if (partial_tile(out_edge, l->edge.size, level, &tile)) {
            TRY(check_tile(&c, &tile, out_edge->tile[level]));
        }
    }
    if (pieces.len != 0 || c.tiles.len != 0 || out_edge->size != l->edge.size + ledger_pending(l)) {
        return ERR_CONFLICT;
    }
    if (out_edge->size % TLOG_TILE_WIDTH != 0) {
        return buf_append_span(out_partial, piece.bytes);
    }
    return ERR_OK;
}
