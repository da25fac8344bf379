/*
 * account_allowance.h: openings of fields that a session was given ahead, in the database, and has
 * not made yet. The database counts LIMIT_OPENS_AHEAD at a time, before any of them is made: so an
 * opening needs no write of its own, and none goes uncounted, whenever the process dies. What was
 * given ahead and not used is then lost to the session.
 */
#ifndef ACCOUNT_ALLOWANCE_H
#define ACCOUNT_ALLOWANCE_H

#include "account.h"

#include <stdbool.h>
#include <stdint.h>

struct account_allowance;

MUST_USE enum err account_allowance_new(struct account_allowance **out_allowance);
void account_allowance_free(struct account_allowance *a);
AUTO_CLOSER(account_allowance_free, struct account_allowance)

/* account_allowance_take: count openings of a session; of one request for one session, as often as
 * it opens. ERR_LIMIT: over LIMIT_OPENS_PER_SESSION; ERR_DENIED: no such session; then nothing is
 * changed. account_allowance_end must follow each request. */
MUST_USE enum err account_allowance_take(struct account_allowance *a, struct db *db,
                                         const uint8_t token[ACCOUNT_TOKEN], int64_t count);

/* account_allowance_end: a request is over, and what the database was told since the last call is
 * kept, or is undone: then nothing of it was taken here either. */
void account_allowance_end(struct account_allowance *a, bool kept);

/* account_allowance_return: what is left goes back into the database, for when the process ends. */
MUST_USE enum err account_allowance_return(struct account_allowance *a, struct db *db);

#endif
