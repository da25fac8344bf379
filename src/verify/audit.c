/* audit.c: reads a tree, entry by entry, and compares every tile. */
#include "inside.h"

#include "base_limits.h"
#include "base_time.h"
#include "verify_walk.h"

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

enum err fetcher_packed(struct fetcher *f, const struct verify_want *want, struct buf *out)
{
    struct verify_want in_time = *want;
    in_time.time_ms = f->until_ms - time_mono_ms();
    if (in_time.time_ms <= 0) {
        (void)snprintf(f->problem, sizeof(f->problem),
                       "%s: the time for this visit is over (--timeout)", want->path);
        return ERR_GONE;
    }
    enum err err = f->source.get(f->source.context, &in_time, out);
    if (err != ERR_OK) {
        (void)snprintf(f->problem, sizeof(f->problem), "%s", f->source.problem(f->source.context));
    }
    return err == ERR_NOMEM ? ERR_GONE : err; /* the service did nothing */
}

enum err fetcher_get(struct fetcher *f, const char *path, size_t max, struct buf *out)
{
    return fetcher_packed(f, &(struct verify_want){.path = path, .max = max}, out);
}

static enum err get_in_time(void *context, const struct verify_want *want, struct buf *out)
{
    return fetcher_packed(context, want, out);
}

static const char *problem_of(const void *context)
{
    const struct fetcher *f = context;
    return f->problem;
}

void fetcher_start(struct fetcher *f, const struct verify_source *source, int64_t until_ms)
{
    *f = (struct fetcher){.source = *source, .until_ms = until_ms};
    f->files.source = *source;
    f->files.source.context = f;
    f->files.source.get = get_in_time;
    f->files.source.problem = problem_of;
    f->files.below = "/ledger/";
}

/* Where a tile is not what it should be: the first byte, and whose hash it belongs to. */
static enum err tile_differs(struct audit *a, const struct tlog_tile *tile, size_t at, uint8_t want,
                             uint8_t is)
{
    char path[TLOG_PATH_MAX];
    char what[192];
    unsigned shift = 8u * tile->level;
    uint64_t first = (tile->index * TLOG_TILE_WIDTH + at / TLOG_HASH_SIZE) << shift;
    uint64_t last = first + (UINT64_C(1) << shift) - 1;
    tlog_tile_path(tile, path);
    (void)snprintf(what, sizeof(what),
                   "byte %zu should be %02x and is %02x: it is in the hash of entries %" PRIu64
                   " to %" PRIu64,
                   at, want, is, first, last);
    return audit_fail(a, ERR_CONFLICT, path, what);
}

static enum err compare_tile(void *context, const struct tlog_tile *want,
                             const struct tlog_hash *hashes)
{
    struct audit *a = context;
    struct tlog_tile got = *want;
    AUTO(buf) struct buf bytes = {.max = 0};
    char path[TLOG_PATH_MAX];
    char what[96];
    struct verify_files *files = &a->fetcher->files;
    enum err err = verify_files_tile(files, &got, TLOG_TILE_BYTES, &bytes);
    tlog_tile_path(&got, path);
    if (err != ERR_OK) {
        return audit_fail(a, err, "the tiles", files->problem);
    }
    size_t should = (size_t)got.width * TLOG_HASH_SIZE;
    if (bytes.len != should) {
        (void)snprintf(what, sizeof(what), "should have %zu bytes and has %zu", should, bytes.len);
        return audit_fail(a, ERR_CONFLICT, path, what);
    }
    const uint8_t *own = span_of(hashes, (size_t)want->width * TLOG_HASH_SIZE).ptr;
    for (size_t i = 0; i < (size_t)want->width * TLOG_HASH_SIZE; i++) {
        if (bytes.ptr[i] != own[i]) {
            return tile_differs(a, &got, i, own[i], bytes.ptr[i]);
        }
    }
    return ERR_OK;
}

static void compare_unread(struct audit *a)
{
    for (size_t i = 0; i < LIMIT_UNREAD; i++) {
        struct tlog_hash root;
        if (a->unread[i].size == a->edge->size) {
            tlog_edge_root(a->edge, &root);
            a->broken = tlog_hash_equal(&root, &a->unread[i].root) ? a->broken : &a->unread[i];
        }
    }
}

static void audit_grown(void *context)
{
    struct audit *a = context;
    if (a->edge->size == a->remember_at) {
        tlog_edge_root(a->edge, &a->remembered);
    }
    compare_unread(a);
}

/* One that was read before must be the same still. */
static enum err audit_entry(void *context, uint64_t index, struct span entry,
                            const struct tlog_hash *leaf)
{
    struct audit *a = context;
    if (index >= a->edge->size) {
        if (a->story != NULL) {
            story_entry(a->story, index, entry);
        }
        return ERR_OK;
    }
    if (!tlog_hash_equal(leaf, &a->edge->tile[0][index % TLOG_TILE_WIDTH])) {
        char what[64];
        (void)snprintf(what, sizeof(what), "entry %" PRIu64, index);
        return audit_fail(a, ERR_CONFLICT, what, "is another than at the last visit");
    }
    if (a->story != NULL) {
        story_again(a->story, index, entry);
    }
    return ERR_OK;
}

enum err audit_peek(struct fetcher *f, uint64_t size, uint64_t index, struct buf *bundle,
                    struct span *out_entry)
{
    struct span entries[TLOG_TILE_WIDTH];
    if (index >= size) {
        return ERR_FORMAT;
    }
    TRY(verify_files_bundle(&f->files, size, index / TLOG_TILE_WIDTH, bundle, entries));
    *out_entry = entries[index % TLOG_TILE_WIDTH];
    return ERR_OK;
}

static enum err show_progress(void *context, const struct tlog_tile *bundle, struct span bytes)
{
    struct audit *a = context;
    int64_t now_ms = time_mono_ms();
    (void)bundle;
    (void)bytes;
    if (!a->quiet && now_ms - a->shown_ms >= PROGRESS_MS) {
        a->shown_ms = now_ms;
        (void)fprintf(stderr, "\rread %" PRIu64 " of %" PRIu64 " entries ", a->edge->size, a->size);
    }
    return ERR_OK;
}

enum err audit_run(struct audit *a)
{
    struct verify_files *files = &a->fetcher->files;
    const struct verify_walk walk = {.files = files,
                                     .edge = a->edge,
                                     .size = a->size,
                                     .context = a,
                                     .entry = audit_entry,
                                     .grown = audit_grown,
                                     .bundle = show_progress,
                                     .tile = compare_tile};
    a->shown_ms = time_mono_ms();
    enum err err = verify_walk(&walk);
    if (err != ERR_OK && a->problem[0] == '\0') { /* of a bundle */
        (void)snprintf(a->problem, sizeof(a->problem), "%s%s",
                       err == ERR_CONFLICT ? "" : "the entries: ", files->problem);
    }
    return err;
}
