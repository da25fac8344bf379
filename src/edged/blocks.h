/*
 * blocks.h: who blocked whom, as far as it concerns whose request this is: custodiand makes the
 * names of the rows for them, and for nobody else. The slots of a blocker's rows are viewer_name's,
 * of kind FEED_PEOPLE, from 1 on: no two rows can be told to be of one blocker.
 */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "store_follow.h"
#include "viewer.h"

/* blocks_by: which of at most LIMIT_PAGE + 1 people have blocked the token's person (oneself and 0
 * have not). Asks only if anybody blocks anybody. Errors of custody_pairs. */
MUST_USE enum err blocks_by(struct edged *e, const struct custody_token *token, int64_t self,
                            const int64_t *people, size_t count, struct store_follows *out_by);

/* blocks_none: ERR_NOT_FOUND: one of them has; else as blocks_by. */
MUST_USE enum err blocks_none(struct edged *e, const struct custody_token *token, int64_t self,
                              const int64_t *people, size_t count);

/* blocks_between: whether the token's person has blocked the target, and the target them. */
struct blocks_between {
    bool by_me;
    bool by_them;
};
MUST_USE enum err blocks_between(struct edged *e, const struct custody_token *token, int64_t target,
                                 struct blocks_between *out);

/* blocks_put: durable. ERR_NOT_FOUND: the list is full. blocks_drop: no block any more. Errors of
 * viewer.h. */
MUST_USE enum err blocks_put(const struct viewer *v, int64_t target);
MUST_USE enum err blocks_drop(const struct viewer *v, int64_t target);

/* blocks_forget: every row that the locker's person made. */
MUST_USE enum err blocks_forget(struct store *s, const uint8_t locker[ASK_LOCKER]);

#endif
