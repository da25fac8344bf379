/*
 * account_permit.h: that a person lets a client have a session for some of what they may do. The
 * permission goes by a code of 32 random bytes, of which the database has a hash: once, soon, and
 * only to whoever brings what it was bound to. Writing and failures as in account.h.
 */
#ifndef ACCOUNT_PERMIT_H
#define ACCOUNT_PERMIT_H

#include "account.h"

#include <stdint.h>

enum { ACCOUNT_BINDING = 32 };

struct account_permit {
    int64_t user;
    int64_t scopes;      /* bits, not 0 */
    struct span binding; /* ACCOUNT_BINDING bytes */
    int64_t now_ms;
};

/* account_permit_new: a code that holds for LIMIT_PERMIT_MS; codes that do not any more are
 * removed. */
MUST_USE enum err account_permit_new(struct db *db, const struct account_permit *permit,
                                     uint8_t out_code[ACCOUNT_TOKEN]);

struct account_redeem {
    struct span code;
    struct span binding;
    uint64_t request; /* the same request may bring it again */
    int64_t now_ms;
};

/* account_permit_use: whose it is, and what for. ERR_DENIED: no such code, or it holds no more, or
 * another binding, or another request used it: then it is gone, and with it the session that the
 * request before was given. What was changed must be kept in that case, too. */
MUST_USE enum err account_permit_use(struct db *db, const struct account_redeem *redeem,
                                     struct account_person *out_person, int64_t *out_scopes);

/* account_permit_sweep: removes those that hold no more. */
MUST_USE enum err account_permit_sweep(struct db *db, int64_t now_ms);

#endif
