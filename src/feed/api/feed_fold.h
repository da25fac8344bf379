/*
 * feed_fold.h: deltas into a viewer's state. One after the other, in the order of their numbers;
 * what comes of it does not depend on how many are folded at a time, nor on anything but what is
 * handed in.
 */
#ifndef FEED_FOLD_H
#define FEED_FOLD_H

#include "base_auto.h"
#include "feed_set.h"
#include "feed_taste.h"

#include <stdbool.h>
#include <stddef.h>

/* Sets at one time: a batch that touches forty months, with all places of each. */
enum { FEED_SETS = FEED_WATCHES_MAX * FEED_PLACES };

/* Starts as {0}; feed_state_done frees what it has. */
struct feed_state {
    struct feed_hot hot;
    size_t set_count;
    struct feed_set *sets[FEED_SETS];
    bool changed[FEED_SETS]; /* since feed_state_put */
};
void feed_state_done(struct feed_state *state);
static inline void feed_state_auto(struct feed_state *state)
{
    feed_state_done(state);
}

/* feed_state_put: decodes a set that was stored as this one. ERR_FORMAT: it is not that; ERR_LIMIT:
 * there are FEED_SETS already; ERR_NOMEM. */
struct feed_set_name {
    uint8_t kind;
    uint8_t place;
    uint16_t month;
};
MUST_USE enum err feed_state_put(struct feed_state *state, const struct feed_set_name *name,
                                 struct span in);

/* feed_state_whole: for what the hot part has whole, sets of that, in place of those that are
 * stored. They are of no month, and what is folded goes into them: to look into and to fold in
 * memory only. ERR_NOMEM. */
MUST_USE enum err feed_state_whole(struct feed_state *state);

/*
 * feed_state_begin: before these deltas are folded, to be stored. If the hot part is FEED_ONLY_SEEN
 * and stays so, a set of no month has what was seen, and goes with the state. If with them it could
 * have to drop a watch, or videos of more than FEED_WATCHES_MAX months, sets of all months of it
 * are added, changed, and the hot part is not that any more. Errors of feed_fold.
 */
MUST_USE enum err feed_state_begin(struct feed_state *state, const struct feed_delta *const *deltas,
                                   size_t count);

/* feed_state_spread: what was seen, of a hot part that is FEED_ONLY_SEEN, in sets as above. */
MUST_USE enum err feed_state_spread(struct feed_state *state);

/* feed_state_has: whether the video is in one of the sets of this kind that are there. */
bool feed_state_has(const struct feed_state *state, uint8_t kind, int64_t video);

/* feed_touches: the sets of which months a delta needs: their number, and the kind. At most
 * FEED_WATCHES_MAX, each once. */
struct feed_touched {
    uint8_t kind;
    size_t count;
    uint16_t months[FEED_WATCHES_MAX];
};
void feed_touches(const struct feed_delta *delta, struct feed_touched *out_touched);

/* What a delta changes of what is counted of its videos (feed_row.h): of how many people like, or
 * are not interested in, its only video: -1, 0 or 1; which of its watches count: bit i is set if
 * watches[i] added its video to what was seen; and which videos the viewer no longer says that they
 * are not interested in, since all was reset or there is no room for so many. */
struct feed_effect {
    int likes;
    int unwanted;
    uint64_t seen;
    size_t gone_count;
    int64_t gone[FEED_UNWANTED];
};

/*
 * feed_fold: one delta. Every set that was stored of the months that it touches has been put; facts
 * of videos that are no longer public are left out, and such a video changes no taste.
 * ERR_LIMIT: a like more than all places of its month hold (what is seen beyond that is not
 * remembered), or more sets than FEED_SETS; ERR_NOMEM. After a failure the state is half changed,
 * and is to be thrown away.
 */
MUST_USE enum err feed_fold(struct feed_state *state, const struct feed_delta *delta,
                            const struct feed_facts *facts, size_t fact_count,
                            struct feed_effect *out_effect);

#endif
