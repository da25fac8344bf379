/*
 * viewer_feed.h: all that a page needs of a viewer, by one ask mostly: the hot part, what they said
 * about their pages, what waits to be folded (folded here, in memory only), and unless the hot part
 * has all of it, what they have seen and like of some months.
 */
#ifndef VIEWER_FEED_H
#define VIEWER_FEED_H

#include "viewer.h"

/* Starts as zeroes; viewer_feed_done frees what it has. */
struct viewer_feed {
    struct arena memory; /* of what is read, until it is done or read again */
    struct feed_state state;
    struct feed_prefs prefs;
    struct feed_saved saved;
    struct feed_people people;
    bool opened;                     /* something was, so that the session holds */
    bool read;                       /* the parts that are of no month */
    bool whole;                      /* no others are needed: all months are there */
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
