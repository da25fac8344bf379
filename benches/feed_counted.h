/*
 * feed_counted.h: videos and what is counted of them, for the benches of the feed: what a viewer
 * did is folded into their state and counted as edged does it.
 */
#ifndef FEED_COUNTED_H
#define FEED_COUNTED_H

#include "feed_page.h"

struct feed_counted {
    struct feed_row *rows;
    struct feed_counts totals[FEED_LENGTHS];
    bool each_counts; /* every watch counts, as it must not */
};

/* counted_number: a number of base_id.h, of a moment since 1970 and 22 bits. */
int64_t counted_number(int64_t at_ms, int64_t low);

/* counted_fold: videos are the places of the delta's watches in rows. Ends the program when the
 * library refuses. */
void counted_fold(struct feed_counted *counted, struct feed_state *state,
                  const struct feed_delta *delta, const int *videos);

#endif
