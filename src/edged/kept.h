/*
 * kept.h: originals of refused videos that may be tried again (store_kept.h), once their time is
 * over.
 */
#ifndef KEPT_H
#define KEPT_H

#include "blob.h"
#include "store_kept.h"

/* kept_sweep: those whose time is over are deleted. Errors of store: the others wait. */
MUST_USE enum err kept_sweep(struct store *store, struct blobs *blobs);

/* kept_retry: store_kept_retry, but for a file that went when its row could not. */
MUST_USE enum err kept_retry(struct store *store, struct blobs *blobs,
                             const struct store_retry *retry);

#endif
