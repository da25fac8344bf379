#include "log.h"

#include "source.h"
#include "tree.h"
#include "verify_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VKEY_MAX = 1024 };

static enum err fail(struct log *l, enum err err, const char *what, const char *why)
{
    (void)snprintf(l->files.problem, sizeof(l->files.problem), "%s: %s", what, why);
    return err;
}

enum err log_fetch(struct log *l, const char *name, size_t max, struct buf *out)
{
    return verify_files_get(&l->files, name, max, out);
}

enum err log_note_check(struct span bytes, const struct tlog_vkey *vkey,
                        struct tlog_checkpoint *out_checkpoint)
{
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    bool good = tlog_note_decode(bytes, &note) == ERR_OK &&
                tlog_note_verify(&note, vkey, NULL) == ERR_OK &&
                tlog_checkpoint_decode(note.text, &checkpoint) == ERR_OK &&
                span_is(checkpoint.origin, vkey->name);
    if (!good) {
        return ERR_DENIED;
    }
    *out_checkpoint = checkpoint;
    return ERR_OK;
}

static enum err read_head(struct log *l)
{
    AUTO(buf) struct buf text = {.max = VKEY_MAX};
    struct tlog_checkpoint checkpoint;
    TRY(log_fetch(l, "vkey", VKEY_MAX, &text));
    struct span rest = buf_span(&text);
    if (tlog_vkey_decode(span_cut(&rest, '\n'), &l->vkey) != ERR_OK || rest.len != 0) {
        return fail(l, ERR_FORMAT, "vkey", "this is no verifier key");
    }
    TRY(log_fetch(l, "checkpoint", LIMIT_NOTE, &l->note));
    enum err err = log_note_check(buf_span(&l->note), &l->vkey, &checkpoint);
    if (err != ERR_OK) {
        return fail(l, err, "checkpoint", "not signed by the key that lies beside it");
    }
    l->size = checkpoint.size;
    l->root = checkpoint.root;
    return ERR_OK;
}

/* Of a ledger itself, or of one that has it in ledger/. */
static enum err open_folder(struct log *l, const char *where)
{
    AUTO(buf) struct buf note = {.max = LIMIT_NOTE};
    enum err err = verify_folder_open(where, &l->folder);
    if (err != ERR_OK) {
        return fail(l, err, "opening it", err_text(err));
    }
    l->files.source = verify_folder_source(l->folder);
    l->files.below = "/";
    err = log_fetch(l, "checkpoint", LIMIT_NOTE, &note);
    if (err == ERR_NOT_FOUND) {
        l->files.below = "/ledger/";
        err = log_fetch(l, "checkpoint", LIMIT_NOTE, &note);
    }
    return err == ERR_NOT_FOUND ? fail(l, err, "there is no ledger in it", "no checkpoint") : err;
}

static enum err open_address(struct log *l, const char *where)
{
    enum err err = http_open(where, &l->http);
    if (err != ERR_OK) {
        return fail(l, err, where, "not an address");
    }
    l->files.source = http_source(l->http, NULL);
    l->files.below = "/ledger/";
    return ERR_OK;
}

enum err log_open(const char *where, struct log **out_log)
{
    AUTO(log_close) struct log *l = calloc(1, sizeof(*l));
    if (l == NULL) {
        *out_log = NULL;
        return ERR_NOMEM;
    }
    l->note.max = LIMIT_NOTE;
    (void)snprintf(l->where, sizeof(l->where), "%s", where);
    bool is_address = strncmp(where, "http://", 7) == 0 || strncmp(where, "https://", 8) == 0;
    enum err err = is_address ? open_address(l, where) : open_folder(l, where);
    if (err == ERR_OK) {
        err = read_head(l);
    }
    *out_log = MOVE(l);
    return err;
}

void log_close(struct log *l)
{
    if (l != NULL) {
        verify_folder_close(l->folder);
        http_close(l->http);
        buf_done(&l->note);
        free(l);
    }
}

/* One run of log_read. */
struct run {
    struct log *log;
    const struct log_reading *reading;
    struct tlog_edge edge;
};

static void run_free_auto(struct run **run)
{
    free(*run);
}

static enum err put_tile(const struct run *r, const struct tlog_tile *tile, struct span bytes)
{
    char path[TLOG_PATH_MAX];
    tlog_tile_path(tile, path);
    enum err err = tree_put(r->reading->to_fd, path, bytes, 0444);
    return err == ERR_OK ? ERR_OK : fail(r->log, err, path, err_text(err));
}

static enum err put_hashes(void *context, const struct tlog_tile *tile,
                           const struct tlog_hash *hashes)
{
    return put_tile(context, tile, span_of(hashes, (size_t)tile->width * TLOG_HASH_SIZE));
}

static void compare_known(void *context)
{
    struct run *r = context;
    struct tlog_hash root;
    for (size_t i = 0; i < r->reading->known_count; i++) {
        struct log_known *known = &r->reading->known[i];
        if (known->size == r->edge.size) {
            tlog_edge_root(&r->edge, &root);
            known->good = tlog_hash_equal(&root, &known->root);
        }
    }
}

static enum err read_entry(void *context, uint64_t index, struct span entry,
                           const struct tlog_hash *leaf)
{
    const struct run *r = context;
    const struct log_sink *sink = &r->reading->sink;
    (void)leaf;
    return sink->entry == NULL ? ERR_OK : sink->entry(sink->context, index, entry);
}

static enum err put_bundle(void *context, const struct tlog_tile *tile, struct span bytes)
{
    const struct run *r = context;
    return r->reading->to_fd < 0 ? ERR_OK : put_tile(r, tile, bytes);
}

enum err log_read(struct log *l, const struct log_reading *reading)
{
    AUTO(run_free) struct run *r = calloc(1, sizeof(*r));
    struct tlog_hash root;
    if (r == NULL) {
        return ERR_NOMEM;
    }
    r->log = l;
    r->reading = reading;
    compare_known(r);
    const struct verify_walk walk = {.files = &l->files,
                                     .edge = &r->edge,
                                     .size = l->size,
                                     .context = r,
                                     .entry = read_entry,
                                     .grown = compare_known,
                                     .bundle = put_bundle,
                                     .tile = reading->tiles ? put_hashes : NULL};
    TRY(verify_walk(&walk));
    tlog_edge_root(&r->edge, &root);
    if (!tlog_hash_equal(&root, &l->root)) {
        return fail(l, ERR_CONFLICT, "the entries", "they do not give the root that is signed");
    }
    return ERR_OK;
}

/* What witnesses signed of what is read here; nothing, if there is none. */
static enum err put_cosigned(struct log *l, int to_fd)
{
    struct tlog_checkpoint checkpoint;
    AUTO(buf) struct buf note = {.max = LIMIT_NOTE};
    enum err err = log_fetch(l, "cosigned", LIMIT_NOTE, &note);
    bool ours = err == ERR_OK && log_note_check(buf_span(&note), &l->vkey, &checkpoint) == ERR_OK &&
                checkpoint.size <= l->size;
    if (err == ERR_NOMEM) {
        return err;
    }
    return ours ? tree_put(to_fd, "cosigned", buf_span(&note), 0644) : ERR_OK;
}

enum err log_put_head(struct log *l, int to_fd)
{
    AUTO(buf) struct buf vkey = {.max = VKEY_MAX};
    TRY(tlog_vkey_encode(&l->vkey, &vkey));
    TRY(buf_append_text(&vkey, "\n"));
    TRY(tree_put(to_fd, "vkey", buf_span(&vkey), 0644));
    TRY(tree_put(to_fd, "checkpoint", buf_span(&l->note), 0644));
    return put_cosigned(l, to_fd);
}
