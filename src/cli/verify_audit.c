/* verify_audit.c: reads a tree from a service, entry by entry, and compares every tile. */
#include "base_limits.h"
#include "base_time.h"
#include "verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PROGRESS_MS = 500 };

static enum err audit_fail(struct audit *a, enum err err, const char *path, const char *what)
{
    (void)snprintf(a->problem, sizeof(a->problem), "%s: %s", path, what);
    return err;
}

/* A tile or bundle as wide as asked, or the full one, of which the reader takes the beginning. */
static enum err fetch_tile(struct audit *a, struct tlog_tile *tile, size_t max, struct buf *out)
{
    char path[TLOG_PATH_MAX + 16] = "/ledger/";
    char *at = path + strlen(path);
    tlog_tile_path(tile, at);
    enum err err = http_get(a->http, path, max, out);
    if (err == ERR_NOT_FOUND && tile->width < TLOG_TILE_WIDTH) {
        tile->width = TLOG_TILE_WIDTH;
        tlog_tile_path(tile, at);
        err = http_get(a->http, path, max, out);
    }
    return err == ERR_OK ? ERR_OK : audit_fail(a, err, path, http_problem(a->http));
}

static enum err compare_tile(struct audit *a, const struct tlog_tile *want,
                             const struct tlog_hash *hashes)
{
    struct tlog_tile got = *want;
    AUTO(buf) struct buf bytes = {.max = 0};
    char path[TLOG_PATH_MAX];
    TRY(fetch_tile(a, &got, TLOG_TILE_BYTES, &bytes));
    tlog_tile_path(&got, path);
    size_t len = (size_t)want->width * TLOG_HASH_SIZE;
    if (bytes.len != (size_t)got.width * TLOG_HASH_SIZE || memcmp(bytes.ptr, hashes, len) != 0) {
        return audit_fail(a, ERR_CONFLICT, path, "the tile is not what the entries give");
    }
    return ERR_OK;
}

static enum err compare_full(void *context, uint8_t level, uint64_t index,
                             const struct tlog_hash *hashes)
{
    struct tlog_tile tile = {.level = level, .width = TLOG_TILE_WIDTH, .index = index};
    return compare_tile(context, &tile, hashes);
}

/* One entry: one that was read before must be the same still; a new one joins the tree. */
static enum err audit_entry(struct audit *a, uint64_t index, struct span entry)
{
    struct tlog_hash leaf;
    tlog_leaf(entry, &leaf);
    if (index < a->edge->size) {
        const struct tlog_hash *was = &a->edge->tile[0][index % TLOG_TILE_WIDTH];
        if (!tlog_hash_equal(&leaf, was)) {
            char what[64];
            (void)snprintf(what, sizeof(what), "entry %" PRIu64, index);
            return audit_fail(a, ERR_CONFLICT, what, "is another than at the last visit");
        }
        if (a->story != NULL) {
            story_again(a->story, entry);
        }
        return ERR_OK;
    }
    if (a->story != NULL) {
        story_entry(a->story, index, entry);
    }
    struct tlog_edge_sink sink = {.context = a, .full = compare_full};
    TRY(tlog_edge_append(a->edge, &leaf, &sink));
    if (a->edge->size == a->remember_at) {
        tlog_edge_root(a->edge, &a->remembered);
    }
    return ERR_OK;
}

static enum err audit_bundle(struct audit *a, uint64_t index)
{
    struct tlog_tile tile = {.entries = true, .index = index};
    struct span entries[TLOG_TILE_WIDTH];
    AUTO(buf) struct buf bytes = {.max = 0};
    uint16_t width = tlog_tile_width(a->size, 0, index);
    tile.width = width;
    TRY(fetch_tile(a, &tile, TLOG_BUNDLE_MAX, &bytes));
    if (tlog_bundle_decode(buf_span(&bytes), tile.width, entries) != ERR_OK) {
        char path[TLOG_PATH_MAX];
        tlog_tile_path(&tile, path);
        return audit_fail(a, ERR_CONFLICT, path, "the bundle does not hold what its name says");
    }
    for (uint16_t i = 0; i < width; i++) {
        TRY(audit_entry(a, index * TLOG_TILE_WIDTH + i, entries[i]));
    }
    return ERR_OK;
}

static void show_progress(const struct audit *a, int64_t *last_ms)
{
    int64_t now_ms = time_mono_ms();
    if (!a->quiet && now_ms - *last_ms >= PROGRESS_MS) {
        *last_ms = now_ms;
        (void)fprintf(stderr, "\rread %" PRIu64 " of %" PRIu64 " entries ", a->edge->size, a->size);
    }
}

enum err audit_run(struct audit *a)
{
    int64_t shown_ms = time_mono_ms();
    while (a->edge->size < a->size) {
        TRY(audit_bundle(a, a->edge->size / TLOG_TILE_WIDTH));
        show_progress(a, &shown_ms);
    }
    for (uint8_t level = 0; level < TLOG_LEVELS; level++) {
        uint64_t hashes = a->size >> (8 * level);
        struct tlog_tile tile = {.level = level,
                                 .width = tlog_edge_width(a->edge, level),
                                 .index = hashes / TLOG_TILE_WIDTH};
        if (tile.width > 0) {
            TRY(compare_tile(a, &tile, a->edge->tile[level]));
        }
    }
    return ERR_OK;
}
