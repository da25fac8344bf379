/*
 * desk.h: what happened at the office's desk, and who shares (account_share.h), which the ledger is
 * to have (account_desk.h): rows that are due become entries of the round's batch, and are gone
 * once that is durable. What must not take effect before its entry asks whether its row is still
 * there. After a crash in between, the next start looks whether the ledger has the entry, and makes
 * it if not.
 */
#ifndef DESK_H
#define DESK_H

#include "base_err.h"
#include "base_limits.h"
#include "db.h"
#include "journal.h"
#include "ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct desk {
    bool look; /* something may be due */
    size_t said_count;
    int64_t said[LIMIT_ENTRIES_DUE]; /* rows whose entries are in the batch of this round */
};

/* desk_step: first in a round: what the round before wrote into the ledger is noted.
 * desk_entries: behind the round's commit: entries that are due, for the ledger's commit.
 * desk_pending: whether the next round has something to do. */
MUST_USE enum err desk_step(struct desk *d, struct db *db);
MUST_USE enum err desk_entries(struct desk *d, struct db *db, struct journal *j);
bool desk_pending(const struct desk *d);

/* desk_resume: at a start. */
MUST_USE enum err desk_resume(struct desk *d, struct db *db, struct ledger *ledger);

#endif
