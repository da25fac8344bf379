/*
 * erasing.h: people who leave are erased, a few in each round, whether or not anybody asks. Three
 * rounds at least: key and account are destroyed (account_erase), durable, and nothing of them
 * stays in the write-ahead logs; edged reports that it has nothing more; the entry is made, and
 * once that is durable, the row goes. So an entry says what has happened. Killed at any step, it
 * goes on at the next start; an entry that is in the ledger's end already is not made again.
 */
#ifndef ERASING_H
#define ERASING_H

#include "account_leave.h"
#include "base_err.h"
#include "base_limits.h"
#include "db.h"
#include "journal.h"
#include "ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct erasing {
    bool look; /* somebody may be due */
    bool tell; /* an entry may be due */
    bool tidy; /* this round removed what must not stay in a log */
    size_t said_count;
    uint8_t said[LIMIT_ERASURES][ACCOUNT_COMMITMENT]; /* entries of this round */
};

/* erasing_resume: at the start, outside of transactions. Errors of db.h and ledger_tail. */
MUST_USE enum err erasing_resume(struct erasing *e, struct db *db, struct ledger *ledger);

/* erasing_step: at the beginning of a round's transaction: erases those that were due before it.
 * erasing_entries: behind the round's requests: appends the entries that are due. */
MUST_USE enum err erasing_step(struct erasing *e, struct db *db, const struct account_keys *keys,
                               int64_t now_ms);
MUST_USE enum err erasing_entries(struct erasing *e, struct db *db, struct journal *j);

/* erasing_pending: whether the next round has something to do. */
bool erasing_pending(const struct erasing *e);

/*
 * erasing_again: after databases were restored from an older copy, inside a transaction of both,
 * before the first round: erases each account that the ledger says was erased, and makes no second
 * entry. custodian.db and keys.db must be of one moment, and edged's app.db of no later one.
 * out_count: how many accounts. Errors of db.h and ledger_tail.
 */
MUST_USE enum err erasing_again(struct db *db, const struct account_keys *keys,
                                struct ledger *ledger, int64_t now_ms, uint64_t *out_count);

#endif
