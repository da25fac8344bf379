/*
 * account_allowance.h: openings of fields that a session was given ahead, in the database, and has
 * not made yet. The database counts LIMIT_OPENS_AHEAD at a time, before any of them is made: so an
 * opening needs no write of its own, and none goes uncounted, whenever the process dies. What was
 * given ahead and not used is then lost to the session.
 */
#ifndef ACCOUNT_ALLOWANCE_H
#define ACCOUNT_ALLOWANCE_H

#include "account.h"

#include <stdint.h>

struct account_allowance;

MUST_USE enum err account_allowance_new(struct account_allowance **out_allowance);
void account_allowance_free(struct account_allowance *a);
AUTO_CLOSER(account_allowance_free, struct account_allowance)

/* account_allowance_take: count openings of a session. ERR_LIMIT: over LIMIT_OPENS_PER_SESSION;
 * ERR_DENIED: no such session; then nothing is changed. If what the database was told is undone,
 * account_allowance_undo must follow. */
MUST_USE enum err account_allowance_take(struct account_allowance *a, struct db *db,
                                         const uint8_t token[ACCOUNT_TOKEN], int64_t count);

/* account_allowance_undo: the last taking did not happen. */
void account_allowance_undo(struct account_allowance *a);

/* account_allowance_return: what is left goes back into the database, for when the process ends. */
MUST_USE enum err account_allowance_return(struct account_allowance *a, struct db *db);

#endif
