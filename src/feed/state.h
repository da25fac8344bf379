/*
 * state.h: the sets of a state, for those who fold.
 */
#ifndef STATE_H
#define STATE_H

#include "feed_fold.h"

/* state_add: a video into the set of no month, if there is one; else into the first place of its
 * month that has room, which is changed by that. ERR_NOT_FOUND: none has. ERR_LIMIT, ERR_NOMEM: as
 * of feed_fold. */
MUST_USE enum err state_add(struct feed_state *state, uint8_t kind, int64_t video);

#endif
