/*
 * rotation.h: the region's key is replaced while everything else goes on. In one round the new key
 * is made and its id stored; in the rounds after, a few user keys each are wrapped with it; when
 * none is left and all is durable, the key before is destroyed. Killed at any step, it goes on from
 * there at the next start: which keys there are says how far it was (vault/region.c), and a user
 * key says with which it is wrapped.
 */
#ifndef ROTATION_H
#define ROTATION_H

#include "account_keys.h"
#include "base_err.h"
#include "db.h"

#include <stdbool.h>
#include <stdint.h>

struct rotation {
    bool active;
    bool wrapped;   /* all are, in this round's transaction */
    int64_t cursor; /* the user whose key was looked at last */
    uint64_t waiting;
};

/* rotation_resume: at the start; goes on if the vault holds two keys. Errors of db.h. */
MUST_USE enum err rotation_resume(struct rotation *r, const struct account_keys *keys);

/* rotation_begin: inside a round's transaction. out_begun: false if one is under way, or if the new
 * key could not be made (a full disk); nothing is changed then. After an error: leave. */
MUST_USE enum err rotation_begin(struct rotation *r, struct db *db, const struct account_keys *keys,
                                 bool *out_begun);

/* rotation_step: at the beginning of a round's transaction: rewraps up to LIMIT_REWRAP keys. (Not
 * in the round that begins: keys.db is committed before the database that says which key wraps.) */
MUST_USE enum err rotation_step(struct rotation *r, const struct account_keys *keys);

/* rotation_end: behind the round's commit: destroys the old key once nothing needs it. out_ended:
 * it did just now. */
MUST_USE enum err rotation_end(struct rotation *r, const struct account_keys *keys,
                               bool *out_ended);

#endif
