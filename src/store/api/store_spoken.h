/*
 * store_spoken.h: what was said about a video that is not for everybody, sealed, which is bytes
 * here; and how it is carried along when its video becomes one, or one no longer. A change takes
 * steps; a note says of which videos something may lie in the clear that may not, so that whatever
 * a crash leaves is found: it is written with whatever makes it so, in one operation.
 */
#ifndef STORE_SPOKEN_H
#define STORE_SPOKEN_H

#include "store_comment.h"

/* store_spoken_noted: the first noted video behind that one. ERR_NOT_FOUND: none. */
MUST_USE enum err store_spoken_noted(struct store *s, int64_t after, int64_t *out_video);

/* store_spoken_done: the note goes, if nothing is in the clear that may not be. */
MUST_USE enum err store_spoken_done(struct store *s, int64_t video);

/* Where a step begins: behind this one; zeroes: at the first. */
struct store_spoken_place {
    int64_t video;
    int64_t parent;
    int64_t id;
};

/* store_spoken_clear: what lies in the clear about a video that is not for everybody.
 * store_spoken_sealed: what is sealed about one, whomever it is for. At most max. */
MUST_USE enum err store_spoken_clear(struct store *s, const struct store_spoken_place *after,
                                     size_t max, struct store_comment *out_comments,
                                     size_t *out_count);
MUST_USE enum err store_spoken_sealed(struct store *s, const struct store_spoken_place *after,
                                      size_t max, struct store_comment *out_comments,
                                      size_t *out_count);

/* store_spoken_seal: these are sealed from now on, by sealed and sealed_len; nothing sealed:
 * whoever said it has no key any more, and it can be read by nobody; but none of a video that is
 * for everybody by now. store_spoken_open: these are in the clear, by text and named, and noted.
 * What is gone meanwhile, or is so already, is passed over. Soon after the first of the two, what
 * was in the clear is not in the write-ahead log either. */
MUST_USE enum err store_spoken_seal(struct store *s, const struct store_comment *comments,
                                    size_t count);
MUST_USE enum err store_spoken_open(struct store *s, const struct store_comment *comments,
                                    size_t count);

/* store_spoken_names: mentions, of those in named who are still there. */
MUST_USE enum err store_spoken_names(struct store *s, struct store_comment *comment);

#endif
