/*
 * restore.h: the first start of a region that was restored: what the file `restore` asks for
 * (backup_plan.h), done before anybody gets an answer. Killed at any step, it is done again at the
 * next start, to the same end.
 */
#ifndef RESTORE_H
#define RESTORE_H

#include "backup_plan.h"
#include "base_err.h"
#include "journal.h"

#include <stdbool.h>

struct restore {
    bool asked; /* there is a plan */
    struct plan plan;
};

/* restore_read: looks for the plan. ERR_FORMAT: it is malformed. ERR_IO. */
MUST_USE enum err restore_read(int dir_fd, struct restore *out_restore);

/* restore_said: the ledger's entry, unless it is there, durable. */
MUST_USE enum err restore_said(const struct restore *r, struct journal *j);

/* restore_end: all that was asked is done: removes the plan. */
MUST_USE enum err restore_end(const struct restore *r, int dir_fd);

#endif
