/*
 * witness.h: whom a region asks to cosign its ledger, as the commands change it.
 */
#ifndef CLI_WITNESS_H
#define CLI_WITNESS_H

#include "tlog_witnesses.h"

/* witness_put: one more, who is asked at url; the quorum becomes more than half of all. The texts
 * are borrowed. Complains; 0: done, 1: not. */
int witness_put(struct tlog_witnesses *w, struct span name, const char *vkey, const char *url);

/* witness_store: into the region's folder, or, if nobody is asked, out of it. As above. */
int witness_store(int data, const struct tlog_witnesses *witnesses);

#endif
