#include "tlog_tile.h"

#include "base_text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The last index that a tile of this level can have. */
static uint64_t tile_index_max(uint8_t level)
{
    unsigned shift = 8u * (level + 1u);
    return shift >= 63 ? 0 : TLOG_SIZE_MAX >> shift;
}

/* N in groups of three digits; returns the length. */
static size_t tile_number(uint64_t index, char *out, size_t size)
{
    uint64_t unit = 1;
    while (index / unit >= 1000) {
        unit *= 1000;
    }
    size_t len = 0;
    for (; unit > 1; unit /= 1000) {
        len += (size_t)snprintf(out + len, size - len, "x%03u/", (unsigned)(index / unit % 1000));
    }
    return len + (size_t)snprintf(out + len, size - len, "%03u", (unsigned)(index % 1000));
}

void tlog_tile_path(const struct tlog_tile *tile, char out_path[TLOG_PATH_MAX])
{
    assert(tile->level < TLOG_LEVELS);
    assert(tile->width >= 1 && tile->width <= TLOG_TILE_WIDTH);
    assert(tile->index <= tile_index_max(tile->level));
    size_t len = 0;
    if (tile->entries) {
        len = (size_t)snprintf(out_path, TLOG_PATH_MAX, "tile/entries/");
    } else {
        len = (size_t)snprintf(out_path, TLOG_PATH_MAX, "tile/%u/", tile->level);
    }
    len += tile_number(tile->index, out_path + len, TLOG_PATH_MAX - len);
    if (tile->width < TLOG_TILE_WIDTH) {
        (void)snprintf(out_path + len, TLOG_PATH_MAX - len, ".p/%u", tile->width);
    }
}

/* Three digits. */
static enum err tile_group(struct span text, uint64_t *out)
{
    if (text.len != 3) {
        return ERR_FORMAT;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return ERR_FORMAT;
        }
        value = value * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    *out = value;
    return ERR_OK;
}

/* The groups of N, and .p after the last one if more follows. */
static enum err tile_index(struct span *rest, uint64_t max, uint64_t *out_index, bool *out_partial)
{
    uint64_t index = 0;
    for (;;) {
        struct span part = span_cut(rest, '/');
        bool more = part.len == 4 && part.ptr[0] == 'x';
        bool partial = part.len == 5 && part.ptr[3] == '.' && part.ptr[4] == 'p';
        struct span digits = more      ? span_of(part.ptr + 1, 3)
                             : partial ? span_of(part.ptr, 3)
                                       : part;
        uint64_t group = 0;
        TRY(tile_group(digits, &group));
        if (index > max / 1000) {
            return ERR_FORMAT;
        }
        index = index * 1000 + group;
        if (index > max) {
            return ERR_FORMAT;
        }
        if (!more) {
            *out_index = index;
            *out_partial = partial;
            return ERR_OK;
        }
    }
}

enum err tlog_tile_decode(struct span path, struct tlog_tile *out_tile)
{
    struct span rest = path;
    struct tlog_tile tile = {.width = TLOG_TILE_WIDTH};
    if (!span_is(span_cut(&rest, '/'), "tile")) {
        return ERR_FORMAT;
    }
    struct span level = span_cut(&rest, '/');
    tile.entries = span_is(level, "entries");
    uint64_t number = 0;
    if (!tile.entries) {
        TRY(text_u64(level, TLOG_LEVELS - 1, &number));
        tile.level = (uint8_t)number;
    }
    bool partial = false;
    TRY(tile_index(&rest, tile_index_max(tile.level), &tile.index, &partial));
    if (partial) {
        TRY(text_u64(rest, TLOG_TILE_WIDTH - 1, &number));
        tile.width = (uint16_t)number;
    }
    if (tile.width == 0) {
        return ERR_FORMAT;
    }
    /* One path per tile: leading zero groups, or a byte after the end, are seen here. */
    char again[TLOG_PATH_MAX];
    tlog_tile_path(&tile, again);
    if (!span_is(path, again)) {
        return ERR_FORMAT;
    }
    *out_tile = tile;
    return ERR_OK;
}

uint16_t tlog_tile_width(uint64_t size, uint8_t level, uint64_t index)
{
    uint64_t hashes = level >= TLOG_LEVELS ? 0 : size >> (8 * level);
    uint64_t full = hashes / TLOG_TILE_WIDTH;
    if (index < full) {
        return TLOG_TILE_WIDTH;
    }
    return index == full ? (uint16_t)(hashes % TLOG_TILE_WIDTH) : 0;
}

enum err tlog_bundle_put(struct span entry, struct buf *out)
{
    if (entry.len > TLOG_ENTRY_MAX) {
        return ERR_LIMIT;
    }
    TRY(buf_grow(out, entry.len + 2));
    uint8_t head[2] = {(uint8_t)(entry.len >> 8), (uint8_t)entry.len};
    TRY(buf_append(out, head, sizeof(head)));
    return buf_append_span(out, entry);
}

enum err tlog_bundle_decode(struct span in, size_t count, struct span *out_entries)
{
    assert(count <= TLOG_TILE_WIDTH);
    struct span entries[TLOG_TILE_WIDTH];
    for (size_t i = 0; i < count; i++) {
        if (in.len < 2) {
            return ERR_FORMAT;
        }
        size_t len = (size_t)in.ptr[0] << 8 | in.ptr[1];
        if (in.len - 2 < len) {
            return ERR_FORMAT;
        }
        entries[i] = span_of(in.ptr + 2, len);
        in = span_of(in.ptr + 2 + len, in.len - 2 - len);
    }
    if (in.len != 0) {
        return ERR_FORMAT;
    }
    memcpy(out_entries, entries, count * sizeof(entries[0]));
    return ERR_OK;
}

void tlog_bundle_fault(struct span in, size_t count, uint64_t first, char out[TLOG_FAULT_SIZE])
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t left = in.len - at;
        size_t need = left < 2 ? 2 : 2 + ((size_t)in.ptr[at] << 8 | in.ptr[at + 1]);
        if (left < need) {
            (void)snprintf(out, TLOG_FAULT_SIZE,
                           "entry %" PRIu64 " at byte %zu calls for %zu bytes, and %zu are left",
                           first + i, at, need, left);
            return;
        }
        at += need;
    }
    (void)snprintf(out, TLOG_FAULT_SIZE, "%zu bytes follow its %zu entries, from byte %zu on",
                   in.len - at, count, at);
}
