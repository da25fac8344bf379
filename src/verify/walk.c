#include "verify_walk.h"

static enum err put_full(void *context, uint8_t level, uint64_t index,
                         const struct tlog_hash *hashes)
{
    const struct verify_walk *w = context;
    struct tlog_tile tile = {.level = level, .width = TLOG_TILE_WIDTH, .index = index};
    return w->tile(w->context, &tile, hashes);
}

static enum err walk_entry(const struct verify_walk *w, uint64_t index, struct span entry)
{
    struct tlog_hash leaf;
    struct tlog_edge_sink sink = {.context = (void *)w, .full = put_full};
    tlog_leaf(entry, &leaf);
    TRY(w->entry(w->context, index, entry, &leaf));
    if (index >= w->edge->size) {
        TRY(tlog_edge_append(w->edge, &leaf, w->tile == NULL ? NULL : &sink));
        w->grown(w->context);
    }
    return ERR_OK;
}

/* As wide as the size says, from one that may be wider. */
static enum err walk_bundle(const struct verify_walk *w, uint64_t index)
{
    struct span entries[TLOG_TILE_WIDTH];
    struct tlog_tile tile = {
        .entries = true, .width = tlog_tile_width(w->size, 0, index), .index = index};
    AUTO(buf) struct buf bytes = {.max = 0};
    TRY(verify_files_bundle(w->files, w->size, index, &bytes, entries));
    for (uint16_t i = 0; i < tile.width; i++) {
        TRY(walk_entry(w, index * TLOG_TILE_WIDTH + i, entries[i]));
    }
    const struct span *last = &entries[tile.width - 1];
    return w->bundle(w->context, &tile,
                     span_of(bytes.ptr, (size_t)(last->ptr + last->len - bytes.ptr)));
}

enum err verify_walk(const struct verify_walk *w)
{
    while (w->edge->size < w->size) {
        TRY(walk_bundle(w, w->edge->size / TLOG_TILE_WIDTH));
    }
    for (uint8_t level = 0; level < TLOG_LEVELS && w->tile != NULL; level++) {
        struct tlog_tile tile = {.level = level,
                                 .width = tlog_edge_width(w->edge, level),
                                 .index = (w->size >> (8 * level)) / TLOG_TILE_WIDTH};
        if (tile.width > 0) {
            TRY(w->tile(w->context, &tile, w->edge->tile[level]));
        }
    }
    return ERR_OK;
}
