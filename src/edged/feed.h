/*
 * feed.h: a page of "For You", from who asks to what is on it.
 */
#ifndef FEED_H
#define FEED_H

#include "feed_cursor.h"
#include "feed_page.h"
#include "feed_pick.h"
#include "viewer_feed.h"

enum {
    FEED_PAGE_ITEMS = 10,
    FEED_MONTHS = FEED_MONTH_MAX + 1,
    FEED_REMAKES = 8, /* of one page; each leaves out FEED_PAGE_ITEMS creators at most */
    FEED_BARRED = FEED_REMAKES * FEED_PAGE_ITEMS
};

/* Starts as zeroes, but for the first four; feed_done frees what it has. */
struct feed {
    struct edged *e;
    const struct viewer *viewer; /* NULL: nobody is signed in */
    struct feed_cursor cursor;   /* of the page before, or with a new seed */
    struct feed_ids followed;    /* whom the viewer follows */
    struct viewer_feed kept;
    struct feed_request request;
    struct feed_page page; /* its rows are the next; their titles are nobody's */
    struct feed_row rows[FEED_PAGE_ITEMS];
    bool again;
    bool newest;
    size_t month_count; /* of which there are videos, in the order in which they are read, */
    size_t months_read; /* and so many of them were */
    bool all;           /* no more is to be read */
    uint16_t months[FEED_MONTHS];
    size_t barred_count; /* creators who blocked the viewer, as far as they are known */
    int64_t barred[FEED_BARRED];
    /* what the request borrows */
    struct arena memory;
    /* oneself, who is muted or blocked, and who blocked the viewer */
    int64_t off[1 + 2 * LIMIT_LISTED_PEOPLE + FEED_BARRED];
    int64_t shown[LIMIT_FEED_SHOWN];
    struct span words[LIMIT_HIDDEN_WORDS];
    struct feed_row before[FEED_WINDOW - 1];
};
void feed_done(struct feed *feed);
static inline void feed_auto(struct feed *feed)
{
    feed_done(feed);
}

/* feed_make: the page. Errors as viewer.h. */
MUST_USE enum err feed_make(struct feed *feed);

/* feed_bar: nothing of this creator is to come. False: that is so already, or there
 * is no room for one more. */
bool feed_bar(struct feed *feed, int64_t creator);

/* feed_remake: another page in the place of the one that was made, by what stands on the shelf by
 * now, and without who was barred meanwhile. */
MUST_USE enum err feed_remake(struct feed *feed);

/* feed_next: the cursor behind the page. */
void feed_next(const struct feed *feed, struct feed_cursor *out_cursor);

#endif
