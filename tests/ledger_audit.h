/*
 * ledger_audit.h: a ledger's public folder, read as a stranger would: the checkpoint verifies under
 * vkey, the bundles give its root, every tile is what they give, and no file is there that has no
 * business there. For the tests of the ledger; each that fails ends the test.
 */
#ifndef LEDGER_AUDIT_H
#define LEDGER_AUDIT_H

#include "base_file.h"
#include "base_limits.h"
#include "tlog_checkpoint.h"
#include "tlog_edge.h"
#include "tlog_note.h"
#include "tlog_tile.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What entry `index` must be; NULL to take any. */
typedef void audit_entry(uint64_t index, struct span entry);

static struct {
    size_t root_len;
    uint64_t size;
} audit_now;

static void audit_read(int dir_fd, const char *path, size_t max, struct buf *out)
{
    out->max = max;
    if (file_read_all(dir_fd, path, out) != ERR_OK) {
        fail_msg("can't read %s", path);
    }
}

/* Every file: vkey, checkpoint, cosigned, or a tile that the tree has; a partial one only of a tile
 * that is not full yet. Tiles can't be written. */
static int audit_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)ftw;
    if (type != FTW_F) {
        return 0;
    }
    const char *name = path + audit_now.root_len + 1;
    struct tlog_tile tile;
    if (strcmp(name, "vkey") == 0 || strcmp(name, "checkpoint") == 0 ||
        strcmp(name, "cosigned") == 0) {
        assert_int_equal(st->st_mode & 07777, 0644);
        return 0;
    }
    assert_int_equal(st->st_mode & 07777, 0444);
    if (tlog_tile_decode(span_text(name), &tile) != ERR_OK) {
        fail_msg("stray file %s", name);
    }
    uint16_t width = tlog_tile_width(audit_now.size, tile.level, tile.index);
    bool expected = tile.width == width || (width < TLOG_TILE_WIDTH && tile.width < width);
    if (!expected) {
        fail_msg("%s has no business in a tree of %llu", name, (unsigned long long)audit_now.size);
    }
    return 0;
}

static enum err audit_tile(void *context, uint8_t level, uint64_t index,
                           const struct tlog_hash *hashes)
{
    const int *dir_fd = context;
    char path[TLOG_PATH_MAX];
    struct tlog_tile tile = {.level = level, .width = TLOG_TILE_WIDTH, .index = index};
    AUTO(buf) struct buf bytes = {.max = 0};
    tlog_tile_path(&tile, path);
    audit_read(*dir_fd, path, TLOG_TILE_BYTES, &bytes);
    assert_int_equal(bytes.len, TLOG_TILE_BYTES);
    assert_memory_equal(bytes.ptr, hashes, bytes.len);
    return ERR_OK;
}

static void audit_bundles(int dir_fd, uint64_t size, struct tlog_edge *edge, audit_entry *want)
{
    struct tlog_edge_sink sink = {.context = &dir_fd, .full = audit_tile};
    for (uint64_t index = 0; index * TLOG_TILE_WIDTH < size; index++) {
        char path[TLOG_PATH_MAX];
        struct tlog_tile tile = {.entries = true, .index = index};
        struct span entries[TLOG_TILE_WIDTH];
        AUTO(buf) struct buf bytes = {.max = 0};
        tile.width = tlog_tile_width(size, 0, index);
        tlog_tile_path(&tile, path);
        audit_read(dir_fd, path, TLOG_BUNDLE_MAX, &bytes);
        assert_int_equal(tlog_bundle_decode(buf_span(&bytes), tile.width, entries), ERR_OK);
        for (uint16_t i = 0; i < tile.width; i++) {
            struct tlog_hash leaf;
            tlog_leaf(entries[i], &leaf);
            if (want != NULL) {
                want(edge->size, entries[i]);
            }
            assert_int_equal(tlog_edge_append(edge, &leaf, &sink), ERR_OK);
        }
    }
}

static void audit_partial(int dir_fd, const struct tlog_edge *edge)
{
    for (uint8_t level = 0; level < TLOG_LEVELS; level++) {
        char path[TLOG_PATH_MAX];
        struct tlog_tile tile = {.level = level,
                                 .width = tlog_edge_width(edge, level),
                                 .index = edge->size >> (8 * level) >> 8};
        if (tile.width == 0) {
            continue;
        }
        AUTO(buf) struct buf bytes = {.max = 0};
        tlog_tile_path(&tile, path);
        audit_read(dir_fd, path, TLOG_TILE_BYTES, &bytes);
        assert_int_equal(bytes.len, tile.width * TLOG_HASH_SIZE);
        assert_memory_equal(bytes.ptr, edge->tile[level], bytes.len);
    }
}

/* audit: returns the size that the checkpoint names. */
static uint64_t audit(const char *dir, const char *origin, audit_entry *want)
{
    AUTO(fd_close) int dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(dir_fd >= 0);
    AUTO(buf) struct buf key = {.max = 0};
    AUTO(buf) struct buf text = {.max = 0};
    struct tlog_vkey vkey;
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    audit_read(dir_fd, "vkey", 1024, &key);
    audit_read(dir_fd, "checkpoint", LIMIT_NOTE, &text);
    assert_true(key.len > 0 && key.ptr[key.len - 1] == '\n');
    assert_int_equal(tlog_vkey_decode(span_of(key.ptr, key.len - 1), &vkey), ERR_OK);
    assert_int_equal(tlog_note_decode(buf_span(&text), &note), ERR_OK);
    assert_int_equal(tlog_note_verify(&note, &vkey, NULL), ERR_OK);
    assert_int_equal(tlog_checkpoint_decode(note.text, &checkpoint), ERR_OK);
    assert_true(span_is(checkpoint.origin, origin));
    assert_string_equal(vkey.name, origin);

    struct tlog_edge *edge = calloc(1, sizeof(*edge));
    struct tlog_hash root;
    assert_non_null(edge);
    audit_bundles(dir_fd, checkpoint.size, edge, want);
    audit_partial(dir_fd, edge);
    tlog_edge_root(edge, &root);
    assert_true(tlog_hash_equal(&root, &checkpoint.root));
    free(edge);
    audit_now.root_len = strlen(dir);
    audit_now.size = checkpoint.size;
    assert_int_equal(nftw(dir, audit_file, 16, FTW_PHYS), 0);
    return checkpoint.size;
}

static int audit_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void audit_remove_tree(const char *dir)
{
    assert_int_equal(nftw(dir, audit_remove, 16, FTW_PHYS | FTW_DEPTH), 0);
}

#endif
