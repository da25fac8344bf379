/*
 * publish.h: files of the public folder: put there once, never changed, durable when it returns.
 */
#ifndef LEDGER_PUBLISH_H
#define LEDGER_PUBLISH_H

#include "base_err.h"
#include "base_span.h"
#include "ledger.h"

#include <stdbool.h>

/* publish_fail: sets the words (unless there are some already) and passes the error on. */
enum err publish_fail(struct ledger_problem *problem, enum err err, const char *format, ...)
    __attribute__((__format__(printf, 3, 4)));

struct publish {
    int root_fd;
    bool again; /* at start: folders that an interrupted run made may not be durable yet */
    struct ledger_problem *problem;
};

/* publish_sweep: removes ".tmp-…" from a folder, which it lists. */
MUST_USE enum err publish_sweep(int dir_fd, struct ledger_problem *problem);

/*
 * publish_pieces: each piece of a head under its path, 0444: temporary file, fsync, rename, fsync
 * of the folder and of every folder that a new one was made in. A file that is there already is
 * compared, never overwritten: ERR_CONFLICT if it differs. No folder is listed.
 */
MUST_USE enum err publish_pieces(const struct publish *p, struct span pieces);

/* publish_trim: removes the partial tiles of those pieces that are full. Lists their folders, which
 * hold nothing else. */
MUST_USE enum err publish_trim(const struct publish *p, struct span pieces);

/* publish_text: a file that may change (checkpoint, vkey), 0644, all or nothing. publish_text_rest:
 * removes what an interrupted one of that name left; for this no folder is listed. */
MUST_USE enum err publish_text(const struct publish *p, const char *name, struct span bytes);
MUST_USE enum err publish_text_rest(const struct publish *p, const char *name);

#endif
