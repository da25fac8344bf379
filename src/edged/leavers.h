/*
 * leavers.h: one thread removes what is to go: the files of removed videos, what lies in the clear
 * of what was said about one that is for fewer people now, and of what an older version had not
 * sealed, and all that there is of people who left. It asks custodiand who they are each minute and
 * whenever it is woken, removes everything in bounded steps, and reports each person once nothing
 * is left. Whatever fails, or is cut off, is taken up in the next round or at the next start.
 */
#ifndef LEAVERS_H
#define LEAVERS_H

#include "base_auto.h"
#include "base_err.h"
#include "blob.h"
#include "drafts.h"
#include "ipc_pool.h"
#include "jobs.h"
#include "store.h"

struct leavers;

struct leavers_config { /* all borrowed */
    struct store *store;
    struct blobs *blobs;
    struct drafts *drafts;
    struct jobs *jobs;
    struct ipc_pool *custodian;
};

MUST_USE enum err leavers_new(const struct leavers_config *config, struct leavers **out_leavers);

/* leavers_start: the thread. ERR_NOMEM. */
MUST_USE enum err leavers_start(struct leavers *l);

/* leavers_wake: there is something to remove. */
void leavers_wake(struct leavers *l);

/* leavers_free: ends the thread. */
void leavers_free(struct leavers *l);
AUTO_CLOSER(leavers_free, struct leavers)

#endif
