/*
 * account_recovery.h: recovery codes, each good for one way in. A code is 100 random bits in four
 * groups of five characters ("7h3kq-…"); the database has a keyed hash of it (vault_mac).
 * Writing and failures as in account.h.
 */
#ifndef ACCOUNT_RECOVERY_H
#define ACCOUNT_RECOVERY_H

#include "account.h"

enum { ACCOUNT_CODE = 23 };

struct account_codes {
    char text[LIMIT_RECOVERY_CODES][ACCOUNT_CODE + 1];
};
static inline void account_codes_auto(struct account_codes *codes)
{
    vault_wipe(codes, sizeof(*codes));
}

/* account_recovery_make: new codes in place of all that there were. */
MUST_USE enum err account_recovery_make(struct db *db, struct vault *vault, int64_t user,
                                        struct account_codes *out_codes);

/*
 * account_recovery_use: uses the code up. Capitals, and 'o', 'i' and 'l' for the digits that they
 * look like, are taken, and so are spaces and dashes anywhere. ERR_DENIED: not one of the user's
 * codes, or used before.
 */
MUST_USE enum err account_recovery_use(struct db *db, struct vault *vault, int64_t user,
                                       struct span code);

#endif
