/*
 * account_device.h: browsers that signed in before. A device token is 32 random bytes that only the
 * browser keeps, beside its session's and longer; the database has its hash. It opens nothing: it
 * only says that a sign-in does not come from a stranger. Writing and failures as in account.h.
 */
#ifndef ACCOUNT_DEVICE_H
#define ACCOUNT_DEVICE_H

#include "account.h"

/* account_device_known: ERR_OK if the user signed in with it in the last LIMIT_DEVICE_DAYS; else
 * ERR_NOT_FOUND. */
MUST_USE enum err account_device_known(struct db *db, int64_t user, int64_t now_ms,
                                       const uint8_t token[ACCOUNT_TOKEN]);

/*
 * account_device_keep: after a sign-in. token: what the browser brought, or NULL. One that was
 * given out is kept, for this user too; for any other a new one is made. Of more than
 * LIMIT_DEVICES_PER_ACCOUNT the one that is away longest is forgotten.
 */
MUST_USE enum err account_device_keep(struct db *db, int64_t user, int64_t now_ms,
                                      const uint8_t *token, uint8_t out_token[ACCOUNT_TOKEN]);

/* account_device_sweep: forgets all that were away for LIMIT_DEVICE_DAYS. */
MUST_USE enum err account_device_sweep(struct db *db, int64_t now_ms);

#endif
