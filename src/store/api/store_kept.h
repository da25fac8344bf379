/*
 * store_kept.h: refused videos whose reason may pass. Their originals are kept for a while, so that
 * their creator can ask for another try; such a video is `refused` and still has an original.
 */
#ifndef STORE_KEPT_H
#define STORE_KEPT_H

#include "store_video.h"

struct store_retry {
    int64_t video;
    int64_t person; /* who must be its creator */
    int64_t now_ms;
};

/* store_kept_retry: refused -> queued, with all its tries before it. ERR_CONFLICT: it is not
 * refused, its original is not kept (any more), or it is another person's. ERR_LIMIT: as many of
 * the person's videos wait as may. */
MUST_USE enum err store_kept_retry(struct store *s, const struct store_retry *retry);

struct store_kept {
    int64_t video;
    char original[STORE_BLOB_ID + 1];
    int64_t until_ms;
};

/* store_kept_get: of one that its creator may have tried again. ERR_NOT_FOUND: otherwise. */
MUST_USE enum err store_kept_get(struct store *s, const struct store_retry *retry,
                                 struct store_kept *out_kept);

/* store_kept_due: one whose time is over; ERR_NOT_FOUND: none. One that would be kept for twice as
 * long as it may be comes too: the clock was set back. */
MUST_USE enum err store_kept_due(struct store *s, int64_t now_ms, struct store_kept *out_kept);

/* store_kept_drop: from here on no try comes, and the file is nobody's. ERR_CONFLICT: it was put
 * back meanwhile. */
MUST_USE enum err store_kept_drop(struct store *s, const struct store_kept *kept);

#endif
