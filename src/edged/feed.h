/*
 * feed.h: a page of "For You", from who asks to what is on it.
 */
#ifndef FEED_H
#define FEED_H

#include "feed_cursor.h"
#include "feed_page.h"
#include "feed_pick.h"
#include "viewer_feed.h"

enum { FEED_PAGE_ITEMS = 10 };

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
    /* what the request borrows */
    struct arena memory;
    int64_t off[1 + 2 * LIMIT_LISTED_PEOPLE]; /* oneself, and who is muted or blocked */
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

/* feed_next: the cursor behind the page. */
void feed_next(const struct feed *feed, struct feed_cursor *out_cursor);

#endif
