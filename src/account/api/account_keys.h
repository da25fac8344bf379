/*
 * account_keys.h: people's wrapped keys. They have a database of their own, keys.db, whose copies
 * are destroyed sooner than those of custodian.db. Both are written in one round; keys.db is
 * committed first: a key without an account has sealed nothing that was acknowledged
 * (account_keys_sweep), and an account whose key is gone is one whose erasure was durable before
 * and goes on.
 *
 * Writing and failures as in account.h, in a transaction of keys.db.
 */
#ifndef ACCOUNT_KEYS_H
#define ACCOUNT_KEYS_H

#include "base_err.h"
#include "db.h"
#include "vault.h"

#include <stdint.h>

enum { ACCOUNT_OFFICE = 1 }; /* a subject that is no person: the office's. No account has it. */

struct account_keys {
    struct db *db;       /* keys.db; both are borrowed */
    struct vault *vault; /* what holds them unwrapped; NULL while nothing is opened yet */
};

/* account_keys_claim: sees that both databases belong together; the first time, notes that they do.
 * Outside of transactions. ERR_CONFLICT: keys.db is missing, or belongs to another custodian.db. */
MUST_USE enum err account_keys_claim(const struct account_keys *keys, struct db *db);

/* account_keys_sweep: at start: removes the keys that are newer than every account. */
MUST_USE enum err account_keys_sweep(const struct account_keys *keys, struct db *db);

/* account_unlock: makes sure that the vault holds the user's key. ERR_NOT_FOUND: the user has no
 * key (any more). ERR_DENIED, ERR_FORMAT as vault_user_load. */
MUST_USE enum err account_unlock(const struct account_keys *keys, int64_t user);

/* account_keys_make: a key for a new user, loaded and stored. account_keys_drop: the key is gone,
 * from the database and from memory; one that is not there is no failure. */
MUST_USE enum err account_keys_make(const struct account_keys *keys, int64_t user);
MUST_USE enum err account_keys_drop(const struct account_keys *keys, int64_t user);

/* account_office_unlock: as account_unlock, of ACCOUNT_OFFICE; makes its key if there is none. */
MUST_USE enum err account_office_unlock(const struct account_keys *keys);

/* account_keys_count: how many user keys there are. */
MUST_USE enum err account_keys_count(const struct account_keys *keys, uint64_t *out_count);

/*
 * account_keys_rewrap: the next keys in the order of users behind *cursor (0 at first), at most max
 * of them, wrapped with the vault's key of now where they are not. *cursor moves on; out_seen: how
 * many were looked at; fewer than max: they were the last. Errors of vault_rewrap: a key that does
 * not open.
 */
MUST_USE enum err account_keys_rewrap(const struct account_keys *keys, int64_t *cursor,
                                      uint64_t max, uint64_t *out_seen);

#endif
