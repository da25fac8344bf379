/*
 * shelf.h: the rows that pages are made of: all videos that anybody may see, in memory, in the
 * orders and under the keys by which pages look for them. A thread of its own compares it with the
 * database, some rows at a time, all of it in a round of LIMIT_SHELF_ROUND_S; what is new comes
 * within LIMIT_SHELF_LOOK_MS, and what is gone goes within two rounds. Whoever shows a video asks
 * the database again (store_shelf.h): what was taken away a moment ago may still stand here.
 *
 * What was watched lately (trending) is in no file, since it would tell when: after a start it is
 * guessed from all that was watched, by age.
 */
#ifndef SHELF_H
#define SHELF_H

#include "base_auto.h"
#include "feed_score.h"
#include "store_shelf.h"
#include "store_watch.h"

#include <stdbool.h>

struct shelf;

/* shelf_new: empty. shelf_load: with all that is in the database; before it is used. shelf_start:
 * the thread. */
MUST_USE enum err shelf_new(struct store *store, struct shelf **out_shelf);
MUST_USE enum err shelf_load(struct shelf *s);
MUST_USE enum err shelf_start(struct shelf *s);
void shelf_free(struct shelf *s);
AUTO_CLOSER(shelf_free, struct shelf)

/* shelf_look: at one video, now: it was changed. shelf_counted: these counts are in the database
 * now. What cannot be read is looked at again within a round. */
void shelf_look(struct shelf *s, int64_t video);
void shelf_counted(struct shelf *s, const struct store_count *counts, size_t count);

/* ---- reading: nothing changes between shelf_hold and shelf_let_go */

const struct shelf *shelf_hold(struct shelf *s);
void shelf_let_go(struct shelf *s);

/* Places of rows. */
struct shelf_list {
    const uint32_t *at;
    size_t count;
};

/* A row at its place: its title is in small letters (tag_small); visible is false if it is gone. */
const struct feed_row *shelf_row(const struct shelf *s, uint32_t at);
uint16_t shelf_month(const struct shelf *s, uint32_t at); /* of its number: feed_set.h */

/* shelf_soon: the row is looked at soon: it is brought nearer. */
void shelf_soon(const struct shelf *s, uint32_t at);

/* shelf_find: a video's row; NULL: there is none. */
const struct feed_row *shelf_find(const struct shelf *s, int64_t video);

struct shelf_list shelf_newest(const struct shelf *s);           /* the newest last */
struct shelf_list shelf_trending(const struct shelf *s);         /* what is watched most first */
struct shelf_list shelf_of(const struct shelf *s, uint64_t key); /* feed_taste.h; the newest last */

/* shelf_months: those of which there are videos, the newest first; at most max, how many. */
size_t shelf_months(const struct shelf *s, size_t max, uint16_t *out_months);

/* shelf_prior: what is usual of all these. */
const struct feed_prior *shelf_prior(const struct shelf *s);

#endif
