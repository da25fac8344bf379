#include "verify_files.h"

#include <stdio.h>
#include <string.h>

enum { PATH_ROOM = TLOG_PATH_MAX + 16 };

enum err verify_files_get(struct verify_files *f, const char *name, size_t max, struct buf *out)
{
    char path[PATH_ROOM];
    (void)snprintf(path, sizeof(path), "%s%s", f->below, name);
    struct verify_want want = {.path = path, .max = max};
    enum err err = f->source.get(f->source.context, &want, out);
    if (err != ERR_OK) {
        (void)snprintf(f->problem, sizeof(f->problem), "%s", f->source.problem(f->source.context));
    }
    return err;
}

enum err verify_files_tile(struct verify_files *f, struct tlog_tile *tile, size_t max,
                           struct buf *out)
{
    char name[TLOG_PATH_MAX];
    tlog_tile_path(tile, name);
    enum err err = verify_files_get(f, name, max, out);
    if (err == ERR_NOT_FOUND && tile->width < TLOG_TILE_WIDTH) {
        tile->width = TLOG_TILE_WIDTH;
        tlog_tile_path(tile, name);
        err = verify_files_get(f, name, max, out);
    }
    return err;
}

enum err verify_files_bundle(struct verify_files *f, uint64_t size, uint64_t index,
                             struct buf *bytes, struct span out_entries[TLOG_TILE_WIDTH])
{
    struct tlog_tile tile = {
        .entries = true, .width = tlog_tile_width(size, 0, index), .index = index};
    TRY(verify_files_tile(f, &tile, TLOG_BUNDLE_MAX, bytes));
    if (tlog_bundle_decode(buf_span(bytes), tile.width, out_entries) == ERR_OK) {
        return ERR_OK;
    }
    char name[TLOG_PATH_MAX];
    char what[TLOG_FAULT_SIZE];
    tlog_tile_path(&tile, name);
    tlog_bundle_fault(buf_span(bytes), tile.width, index * TLOG_TILE_WIDTH, what);
    (void)snprintf(f->problem, sizeof(f->problem), "%s: %s", name, what);
    return ERR_CONFLICT;
}

static enum err read_tile(void *context, const struct tlog_tile *tile, struct tlog_hash *out_hashes)
{
    struct verify_files *f = context;
    struct tlog_tile got = *tile;
    AUTO(buf) struct buf bytes = {.max = 0};
    TRY(verify_files_tile(f, &got, TLOG_TILE_BYTES, &bytes));
    size_t should = (size_t)got.width * TLOG_HASH_SIZE;
    if (bytes.len != should) {
        char name[TLOG_PATH_MAX];
        tlog_tile_path(&got, name);
        (void)snprintf(f->problem, sizeof(f->problem), "%s: should have %zu bytes and has %zu",
                       name, should, bytes.len);
        return ERR_CONFLICT;
    }
    memcpy(out_hashes, bytes.ptr, (size_t)tile->width * TLOG_HASH_SIZE);
    return ERR_OK;
}

struct tlog_source verify_files_tiles(struct verify_files *f)
{
    return (struct tlog_source){.context = f, .read = read_tile};
}
