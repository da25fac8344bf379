/*
 * account_leave.h: how an account ends. Its person asks for it, in LIMIT_LEAVE_DAYS or now; once it
 * is due, their key, their account and all that hangs on it are destroyed in one step, and a row of
 * `erasure` says what is left to do: edged's part, then the ledger's entry. Writing and failures as
 * in account.h; account_erase and account_erase_known write in keys.db, too.
 *
 * What the ledger has of an erasure is a commitment (wire_receipt.h). Its salt is the account's,
 * and is destroyed with it: from then on nobody can tell whose the entry is but who was shown both
 * before.
 */
#ifndef ACCOUNT_LEAVE_H
#define ACCOUNT_LEAVE_H

#include "account.h"

#include <stdbool.h>
#include <stdint.h>

enum { ACCOUNT_SALT = 32, ACCOUNT_COMMITMENT = 32 };

enum account_event {
    ACCOUNT_LEAVE,     /* in some days */
    ACCOUNT_LEAVE_NOW, /* without them */
    ACCOUNT_STAY,      /* after all */
    ACCOUNT_EVENT_COUNT_
};

/* account_move: ERR_CONFLICT: not a move that is allowed. Pure. */
MUST_USE enum err account_move(enum account_state from, enum account_event event,
                               enum account_state *out_to);

/* account_leave: person is as it was read. leaves_ms: when it is due, with ACCOUNT_LEAVE; else 0.
 * ERR_CONFLICT: as account_move, or the state is another by now; nothing is changed. */
MUST_USE enum err account_leave(struct db *db, const struct account_person *person,
                                enum account_event event, int64_t leaves_ms);

/* account_leave_due: a person whose erasure is due. ERR_NOT_FOUND. */
MUST_USE enum err account_leave_due(struct db *db, int64_t now_ms, int64_t *out_user);

/* account_subject: the account's salt and its commitment. ERR_NOT_FOUND. */
struct account_subject {
    uint8_t salt[ACCOUNT_SALT];
    uint8_t commitment[ACCOUNT_COMMITMENT];
};
MUST_USE enum err account_subject_get(struct db *db, int64_t user,
                                      struct account_subject *out_subject);

/* account_leave_later: for a database that was restored: who leaves, and may have thought better of
 * it since the copy was made, leaves no sooner than at leaves_ms. */
MUST_USE enum err account_leave_later(struct db *db, int64_t leaves_ms);

/* account_erase: destroys key, account, sessions, devices, recovery codes and passkeys, and begins
 * the row of the erasure. The handle is kept as a keyed hash for LIMIT_HANDLE_KEPT_DAYS. logged:
 * the ledger has the entry already. ERR_NOT_FOUND. */
MUST_USE enum err account_erase(struct db *db, const struct account_keys *keys, int64_t user,
                                int64_t now_ms, bool logged);

/*
 * account_erase_known: for a database that was restored: account_erase for each account whose
 * commitment `known` knows, and no second entry for erasures that were under way in it. out_count:
 * how many accounts. Ends at the first error.
 */
typedef bool account_known_fn(void *context, const uint8_t commitment[ACCOUNT_COMMITMENT]);
struct account_known {
    account_known_fn *fn;
    void *context;
};
MUST_USE enum err account_erase_known(struct db *db, const struct account_keys *keys,
                                      const struct account_known *known, int64_t now_ms,
                                      uint64_t *out_count);

/* account_erasure_list: the people of whom edged has to remove what it has, by number; at most max.
 */
struct account_erasure {
    int64_t user;
    uint8_t locker[ACCOUNT_LOCKER];
};
MUST_USE enum err account_erasure_list(struct db *db, size_t max,
                                       struct account_erasure *out_erasures, size_t *out_count);

/* account_erasure_done: edged has nothing of the person's any more: number and locker go, and the
 * entry is due unless it is there. A number that is not there is no failure. */
MUST_USE enum err account_erasure_done(struct db *db, int64_t user);

/* account_erasure_due: commitments whose entry is due, at most max. account_erasure_drop: the entry
 * is in the ledger, durable: the row goes. */
MUST_USE enum err account_erasure_due(struct db *db, size_t max,
                                      uint8_t (*out_commitments)[ACCOUNT_COMMITMENT],
                                      size_t *out_count);
MUST_USE enum err account_erasure_drop(struct db *db, const uint8_t commitment[ACCOUNT_COMMITMENT]);

/* account_handle_kept: ERR_CONFLICT if the handle was that of somebody who left not long ago. */
MUST_USE enum err account_handle_kept(struct db *db, const struct vault *vault, struct span handle,
                                      int64_t now_ms);
MUST_USE enum err account_handle_sweep(struct db *db, int64_t now_ms);

#endif
