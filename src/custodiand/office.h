/*
 * office.h: what members of the office sign: taken, written down, and in the ledger. In this order:
 * the row is durable, the entry is durable, and only then edged is handed the decision
 * (ask_office.h). After a crash in between, the next start looks whether the ledger has the entry,
 * and makes it if not.
 */
#ifndef OFFICE_H
#define OFFICE_H

#include "account_office.h"
#include "account_sitting.h"
#include "base_limits.h"
#include "db.h"
#include "journal.h"
#include "ledger.h"
#include "wire_ctl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct custodian;

struct office {
    bool look; /* something may be due */
    size_t said_count;
    struct {
        uint8_t digest[ACCOUNT_DIGEST];
        int64_t entry;
    } said[LIMIT_ENTRIES_DUE]; /* in the batch of this round */
};

/* office_take: an envelope, and behind a line end a decision's opening, in the round's transaction.
 * out_code: what becomes of it; out_number: the decision's, minus the
 * closed case's, or 0. What is refused changes nothing,
 * and is counted (journal_denied). An error: the process must leave. */
MUST_USE enum err office_take(struct custodian *c, struct span text, enum ctl_statement *out_code,
                              int64_t *out_number);

/* office_take_desk: the same of a member at the desk, who signs for nobody else; nothing about the
 * office itself is taken there. */
struct office_desk_statement {
    struct span text;
    const uint8_t *member;
};
MUST_USE enum err office_take_desk(struct custodian *c, const struct office_desk_statement *from,
                                   enum ctl_statement *out_code, int64_t *out_number);

/* office_desk: a statement by which a member sits down at the desk, now. ERR_DENIED. */
MUST_USE enum err office_desk(struct custodian *c, struct span text, int64_t now_ms,
                              struct account_sitting *out_sitting);

/* office_step: first in a round: what the round before wrote into the ledger is noted.
 * office_entries: behind the round's commit: entries that are due, for the ledger's commit.
 * office_pending: whether the next round has something to do. */
MUST_USE enum err office_step(struct office *o, struct db *db);
MUST_USE enum err office_entries(struct office *o, struct db *db, struct journal *j);
bool office_pending(const struct office *o);

/* office_again: after databases were restored from an older copy, inside a transaction, before the
 * first round: puts back members and decisions that the ledger has and the copy has not. Statements
 * and reasons are lost; a decision about a person holds about nobody until it is made again. */
MUST_USE enum err office_again(struct db *db, struct ledger *ledger);

/* office_resume: at a start. */
MUST_USE enum err office_resume(struct office *o, struct db *db, struct ledger *ledger);

#endif
