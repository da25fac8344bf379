/*
 * account_hash.h: passwords, as Argon2id hashes. Pure and slow (about 30 ms, 19 MiB): for worker
 * threads; safe on any number of them.
 */
#ifndef ACCOUNT_HASH_H
#define ACCOUNT_HASH_H

#include "base_err.h"
#include "vault_secret.h"

#include <stdbool.h>

enum { ACCOUNT_HASH = 128 };

/* A hash with its salt and parameters, as text with a NUL. */
struct account_hash {
    char text[ACCOUNT_HASH];
};

/* Of nobody's password: checked in place of an unknown handle's, so that both take the same time.
 */
extern const struct account_hash account_hash_nobody;

/* account_hash_make: ERR_NOMEM. */
MUST_USE enum err account_hash_make(const struct secret *password, struct account_hash *out_hash);

/* account_hash_check: ERR_DENIED if it is not the password (or memory is out: the library does not
 * tell the two apart). */
MUST_USE enum err account_hash_check(const struct account_hash *hash,
                                     const struct secret *password);

/* account_hash_is_old: whether it was made with less than this build's memory or passes, or in
 * another way. */
bool account_hash_is_old(const struct account_hash *hash);

#endif
