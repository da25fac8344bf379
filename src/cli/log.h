/*
 * log.h: a ledger's public files, in a folder or at an address, read and checked as a whole: for
 * backup, which keeps them, and restore, which goes on with them.
 */
#ifndef CLI_LOG_H
#define CLI_LOG_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "http.h"
#include "tlog_checkpoint.h"
#include "tlog_edge.h"
#include "tlog_note.h"
#include "tlog_tile.h"
#include "verify_files.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where it is, and what it says of itself: a checkpoint that its own key signed. */
struct log {
    char where[1024];
    struct verify_folder *folder; /* NULL: at an address */
    struct http *http;
    struct verify_files files; /* its problem is that of the last failure of all that is below */
    struct tlog_vkey vkey;
    struct buf note;
    uint64_t size;
    struct tlog_hash root;
};

/* log_open: where is "http…", or a folder: of a ledger, or of a region or backup that has one in
 * ledger/. ERR_NOT_FOUND: there is none. ERR_FORMAT: malformed. ERR_DENIED: the checkpoint is not
 * signed by its key, or of another origin. Others as http.h and base_file.h. *out_log is there even
 * then, for files.problem; NULL on ERR_NOMEM. */
MUST_USE enum err log_open(const char *where, struct log **out_log);
void log_close(struct log *l);
AUTO_CLOSER(log_close, struct log)

/* log_note_check: that a signed note is by this key, and of its origin; what it says. ERR_DENIED.
 */
MUST_USE enum err log_note_check(struct span bytes, const struct tlog_vkey *vkey,
                                 struct tlog_checkpoint *out_checkpoint);

/* A root that the tree had, or is claimed to have had, at some size. */
struct log_known {
    uint64_t size;
    struct tlog_hash root;
    bool good; /* log_read: the tree had it */
};

/* Who is told what is read, in order. NULL: nobody. */
struct log_sink {
    void *context;
    enum err (*entry)(void *context, uint64_t index, struct span entry);
};

struct log_reading {
    int to_fd;  /* where bundles are written, or -1 */
    bool tiles; /* hash tiles too, made from the entries */
    struct log_sink sink;
    struct log_known *known;
    size_t known_count;
};

/* log_read: every entry up to the log's size; hashes them, and writes what was asked for, as wide
 * as the size says. ERR_CONFLICT: the entries do not give the checkpoint's root, or a bundle is not
 * what its name says. Others as when opening; of the sink. */
MUST_USE enum err log_read(struct log *l, const struct log_reading *r);

/* log_fetch: a file below the ledger's folder or address. log_receipt: of one entry, from a handful
 * of tiles, once it is seen to lead to the signed root, and the entry's bytes. ERR_NOT_FOUND: there
 * is no such entry, or no such file. ERR_CONFLICT: the files contradict what is signed. Each sets
 * files.problem. */
MUST_USE enum err log_fetch(struct log *l, const char *name, size_t max, struct buf *out);
MUST_USE enum err log_receipt(struct log *l, uint64_t index, struct buf *out_receipt,
                              struct buf *out_entry);

/* log_put_head: vkey and checkpoint, beside the tiles, and what witnesses signed of these, if there
 * is such a file. */
MUST_USE enum err log_put_head(struct log *l, int to_fd);

#endif
