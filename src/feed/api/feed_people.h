/*
 * feed_people.h: whom a viewer muted and whom they blocked. A part (feed_part.h) of kind
 * FEED_PEOPLE:
 *
 *   u16 n, to 500 | n x i64 person   who is muted, rising
 *   u16 n, to 500 | n x i64 person   who is blocked, rising
 *
 * Every person is greater than zero.
 */
#ifndef FEED_PEOPLE_H
#define FEED_PEOPLE_H

#include "base_limits.h"
#include "feed_part.h"

#include <stdbool.h>
#include <stddef.h>

struct feed_list {
    uint16_t count;
    int64_t people[LIMIT_LISTED_PEOPLE];
};

struct feed_people {
    struct feed_list muted;
    struct feed_list blocked;
};

MUST_USE enum err feed_people_decode(struct span in, struct feed_people *out_people);
MUST_USE enum err feed_people_encode(const struct feed_people *people, struct buf *out);

bool feed_list_has(const struct feed_list *list, int64_t person);

/* feed_people_off: whether the person is muted or blocked: nothing of theirs is shown. */
bool feed_people_off(const struct feed_people *people, int64_t person);

/* feed_list_add, feed_list_drop: what is so already is no failure. ERR_LIMIT: LIMIT_LISTED_PEOPLE
 * are there. */
MUST_USE enum err feed_list_add(struct feed_list *list, int64_t person);
void feed_list_drop(struct feed_list *list, int64_t person);

#endif
