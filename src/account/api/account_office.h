/*
 * account_office.h: who is a member of the office, and what was decided. A member is a key; it is
 * added once and removed once. A decision's reason is sealed with the key of whoever it is about.
 * Writing and failures as in account.h.
 */
#ifndef ACCOUNT_OFFICE_H
#define ACCOUNT_OFFICE_H

#include "account.h"
#include "base_buf.h"
#include "policy.h"

#include <stdbool.h>
#include <stdint.h>

enum { ACCOUNT_MEMBER = 32, ACCOUNT_DIGEST = 32 };

/* What a member's statement said: digest is of what was signed. */
struct account_office {
    uint8_t digest[ACCOUNT_DIGEST];
    uint8_t member[ACCOUNT_MEMBER];
    bool adds;
    char organisation[LIMIT_ORGANISATION + 1];
};

/* account_office_has: whether the key is a member's. account_office_empty: whether nobody ever was
 * one. */
MUST_USE enum err account_office_has(struct db *db, const uint8_t member[ACCOUNT_MEMBER],
                                     bool *out_has);
MUST_USE enum err account_office_empty(struct db *db, bool *out_empty);

/* account_office_put: ERR_CONFLICT: the key was added before, or is no member's. */
MUST_USE enum err account_office_put(struct db *db, const struct account_office *office);

struct account_decision {
    int64_t number;   /* set by account_decision_put */
    int64_t previous; /* which one it takes the place of; 0: none */
    uint8_t digest[ACCOUNT_DIGEST];
    enum policy_kind kind;
    int64_t object;
    enum policy_state state;
    int64_t user;                    /* whose it is; 0: not known */
    int64_t entry;                   /* -1: due */
    int64_t taken_ms;                /* 0: by an older version, which did not note it */
    char subject[POLICY_OBJECT + 1]; /* this and the rest as signed */
    char label[32 + 1];
    char ground[32 + 1];
    uint8_t member[ACCOUNT_MEMBER];
};

/* account_decision_held: the decision that holds about an object: number, state, user. Number 0,
 * SHOWN: there is none. */
MUST_USE enum err account_decision_held(struct db *db, enum policy_kind kind, int64_t object,
                                        struct account_decision *out_decision);

/* account_decision_known: the number of the decision with that digest; 0: none. */
MUST_USE enum err account_decision_known(struct db *db, const uint8_t digest[ACCOUNT_DIGEST],
                                         int64_t *out_number);

/* account_decision_put: the next one; sealed: the reason, or empty. Sets number and entry. */
MUST_USE enum err account_decision_put(struct db *db, struct account_decision *decision,
                                       struct span envelope, struct span sealed);

/* account_decision_again: one that the ledger has and this copy of the database has not; entry is
 * what the ledger says, in the place of the statement, which is lost. Nothing if it, or another of
 * its number, is there. */
MUST_USE enum err account_decision_again(struct db *db, const struct account_decision *decision,
                                         struct span entry);

/* account_decision_next: the first behind a number, if the ledger has it. out_envelope: what was
 * signed, or the ledger's entry, appended. ERR_NOT_FOUND. */
MUST_USE enum err account_decision_next(struct db *db, int64_t after,
                                        struct account_decision *out_decision,
                                        struct buf *out_envelope);

/* account_decision_get: ERR_NOT_FOUND. */
MUST_USE enum err account_decision_get(struct db *db, int64_t number,
                                       struct account_decision *out_decision);

/* account_decision_lost: whether it is about a person whom nobody knows any more
 * (account_decision_again; object is 0), and none took its place. */
MUST_USE enum err account_decision_lost(struct db *db, int64_t number, bool *out_lost);

/* account_decision_reason: appends the sealed reason of a decision about what is the user's.
 * ERR_NOT_FOUND. */
MUST_USE enum err account_decision_reason(struct db *db, int64_t user, int64_t number,
                                          struct buf *out_sealed);

/* What the ledger is to have, and has not yet: a statement about the office, or a decision. */
struct account_due {
    bool is_decision;
    struct account_office office;
    struct account_decision decision;
};

/* account_due_next: in order; ERR_NOT_FOUND: nothing (more) is due. skip: so many are passed over.
 * account_due_done: the ledger has it, there. */
MUST_USE enum err account_due_next(struct db *db, int64_t skip, struct account_due *out_due);
MUST_USE enum err account_due_done(struct db *db, const uint8_t digest[ACCOUNT_DIGEST],
                                   int64_t entry);

#endif
