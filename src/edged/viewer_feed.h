/*
 * viewer_feed.h: all that a page needs of a viewer, by one ask mostly: the hot part, what they said
 * about their pages, what waits to be folded (folded here, in memory only), and of some months what
 * they have seen and like.
 */
#ifndef VIEWER_FEED_H
#define VIEWER_FEED_H

#include "viewer.h"

/* Starts as zeroes; viewer_feed_done frees what it has. */
struct viewer_feed {
    struct feed_state state;
    struct feed_prefs prefs;
    struct feed_saved saved;
    struct feed_people people;
    bool read;                       /* the parts that are of no month */
    bool months[FEED_MONTH_MAX + 1]; /* whose sets are in the state */
};
void viewer_feed_done(struct viewer_feed *feed);
static inline void viewer_feed_auto(struct viewer_feed *feed)
{
    viewer_feed_done(feed);
}

/* viewer_feed_read: the sets of some more months, and all else the first time. ERR_LIMIT: they are
 * more than FEED_SETS. After a failure it is to be thrown away. */
MUST_USE enum err viewer_feed_read(const struct viewer *v, const uint16_t *months, size_t count,
                                   struct viewer_feed *feed);

#endif
