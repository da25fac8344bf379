/*
 * rulings.h: one thread applies what was decided, in order: it asks custodiand for the decision
 * behind the newest that app.db has, whenever it is woken, each LIMIT_DECIDED_LOOK_MS, and at its
 * start. What a crash cut off is taken up there.
 */
#ifndef RULINGS_H
#define RULINGS_H

#include "base_auto.h"
#include "base_err.h"
#include "ipc_pool.h"
#include "store.h"

struct rulings;

/* rulings_new: both are borrowed. */
MUST_USE enum err rulings_new(struct store *store, struct ipc_pool *custodian,
                              struct rulings **out_rulings);

/* rulings_start: the thread. ERR_NOMEM. */
MUST_USE enum err rulings_start(struct rulings *r);

/* rulings_wake: there may be a decision. */
void rulings_wake(struct rulings *r);

/* rulings_apply: some of what there is now, before it returns; the rest, and what cannot be
 * applied, is the thread's. */
void rulings_apply(struct rulings *r);

/* rulings_free: ends the thread. */
void rulings_free(struct rulings *r);
AUTO_CLOSER(rulings_free, struct rulings)

#endif
