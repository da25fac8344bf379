#include "tlog_edge.h"

#include <stdbool.h>

uint16_t tlog_edge_width(const struct tlog_edge *e, uint8_t level)
{
    return (uint16_t)(e->size >> (8 * level) & (TLOG_TILE_WIDTH - 1));
}

enum err tlog_edge_append(struct tlog_edge *e, const struct tlog_hash *leaf,
                          const struct tlog_edge_sink *sink)
{
    if (e->size >= TLOG_SIZE_MAX) {
        return ERR_LIMIT;
    }
    struct tlog_hash hash = *leaf;
    for (uint8_t level = 0; level < TLOG_LEVELS; level++) {
        uint16_t width = tlog_edge_width(e, level);
        e->tile[level][width] = hash;
        if (width + 1 < TLOG_TILE_WIDTH) {
            break;
        }
        if (sink != NULL) {
            uint64_t index = level + 1 < TLOG_LEVELS ? e->size >> (8 * (level + 1)) : 0;
            TRY(sink->full(sink->context, level, index, e->tile[level]));
        }
        tlog_fold(e->tile[level], TLOG_TILE_WIDTH, &hash);
    }
    e->size++;
    return ERR_OK;
}

/* What lies below a level is one incomplete subtree: the last, shorter element of that level's row.
 */
void tlog_edge_root(const struct tlog_edge *e, struct tlog_hash *out_root)
{
    struct tlog_hash below;
    bool some = false;
    for (uint8_t level = 0; level < TLOG_LEVELS; level++) {
        struct tlog_hash row[TLOG_TILE_WIDTH];
        uint16_t width = tlog_edge_width(e, level);
        for (uint16_t i = 0; i < width; i++) {
            row[i] = e->tile[level][i];
        }
        if (some) {
            row[width] = below;
            width++;
        }
        if (width > 0) {
            tlog_fold(row, width, &below);
            some = true;
        }
    }
    if (!some) {
        tlog_empty(&below);
    }
    *out_root = below;
}

enum err tlog_edge_load(const struct tlog_source *source, uint64_t size,
                        const struct tlog_hash *root, struct tlog_edge *out_edge)
{
    if (size > TLOG_SIZE_MAX) {
        return ERR_LIMIT;
    }
    out_edge->size = size;
    for (uint8_t level = 0; level < TLOG_LEVELS; level++) {
        uint64_t hashes = size >> (8 * level);
        struct tlog_tile tile = {.level = level,
                                 .width = (uint16_t)(hashes % TLOG_TILE_WIDTH),
                                 .index = hashes / TLOG_TILE_WIDTH};
        if (tile.width > 0) {
            TRY(source->read(source->context, &tile, out_edge->tile[level]));
        }
    }
    struct tlog_hash got;
    tlog_edge_root(out_edge, &got);
    return tlog_hash_equal(&got, root) ? ERR_OK : ERR_CONFLICT;
}
