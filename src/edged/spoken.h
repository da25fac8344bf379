/*
 * spoken.h: what is said about a video that is not for everybody: sealed with the key of who said
 * it, opened for the video's author and who follows them, and carried along when the video becomes
 * one, or one no longer. Errors of custody.h and of the store, where nothing else is said.
 */
#ifndef SPOKEN_H
#define SPOKEN_H

#include "custody.h"
#include "store_spoken.h"
#include "video_page.h"
#include "wire_spoken.h"

enum { SPOKEN_FILL = LIMIT_PAGE + 1 }; /* in one ask: a page's */

/* spoken_seal: with the key of the token's person, appended. */
MUST_USE enum err spoken_seal(struct edged *e, const struct custody_token *token,
                              const struct spoken *spoken, struct buf *out);

/* spoken_fill: text and mentions of those of at most SPOKEN_FILL that are shut; the circle is that
 * of their video's author. What does not open for the onlooker stays shut: it is not shown. */
MUST_USE enum err spoken_fill(struct edged *e, const struct onlooker *o, int64_t circle,
                              struct store_comment *const *comments, size_t count);

/* spoken_own: the same of one that the token's person said, whoever's circle they are in by now. */
MUST_USE enum err spoken_own(struct edged *e, const struct custody_token *token,
                             struct store_comment *comment);

/* spoken_open_all: in steps, for a video of the token's person that is to be for everybody. */
MUST_USE enum err spoken_open_all(struct edged *e, const struct custody_token *token,
                                  int64_t person, int64_t video);

/* spoken_settle: seals what lies in the clear of all noted videos (store_spoken.h), in steps.
 * out_any: there was something. */
MUST_USE enum err spoken_settle(struct store *s, struct ipc_pool *custodian, bool *out_any);

#endif
