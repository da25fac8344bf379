/*
 * feed_room.h: memory in which pages are made, kept from one to the next. What goes back to the
 * allocator is overwritten by it, and cleared when it is taken again; a room is overwritten once,
 * as it is given back, and holds nothing of anybody while it is free.
 */
#ifndef FEED_ROOM_H
#define FEED_ROOM_H

#include "feed.h"
#include "feed_sieve.h"
#include "prints.h"
#include "store_follow.h"

struct feed_rooms;

/* Taken, it is all zeroes but for memory of its feed's. */
struct feed_room {
    struct feed feed;
    struct viewer viewer;
    struct feed_sieve sieve;
    struct feed_cursor next;
    const struct print *prints[FEED_PAGE_ITEMS]; /* in the feed's memory; NULL: not to be shown */
    struct store_video videos[FEED_PAGE_ITEMS];  /* that had to be read */
    struct store_follows bars;                   /* who blocked the viewer */
    struct feed_rooms *home;
};

MUST_USE enum err feed_rooms_new(struct feed_rooms **out_rooms);
void feed_rooms_free(struct feed_rooms *rooms); /* all of them are back */

/* feed_room_take: NULL: out of memory. feed_room_clear: as if it had just been taken.
 * feed_room_give: one for each quick thread is kept. */
struct feed_room *feed_room_take(struct feed_rooms *rooms);
void feed_room_clear(struct feed_room *room);
void feed_room_give(struct feed_room *room);
AUTO_CLOSER(feed_room_give, struct feed_room)

#endif
