/*
 * room.h: whether a person, and the disk, have room for one more clip; and the words if not.
 */
#ifndef ROOM_H
#define ROOM_H

#include "base_auto.h"
#include "edged.h"
#include "web_answer.h"

#include <stdbool.h>
#include <stdint.h>

struct room_ask {
    int64_t person;
    uint64_t bytes; /* of the clip, as far as known */
    bool draft;     /* it is to be an upload that may be resumed */
};

/* Room that a request holds from its first byte until a row speaks of the clip, or it is given up:
 * else one person could send any number at once. Where it lies may not move meanwhile. */
struct room_hold {
    struct room_ask ask;
    struct room_hold *next; /* of all that are held; not held: ask.person is 0 */
};

struct room_holds;
MUST_USE enum err room_holds_new(struct room_holds **out_holds);
void room_holds_free(struct room_holds *h);
AUTO_CLOSER(room_holds_free, struct room_holds)

/* room_take: before a byte is taken. A clip of unknown length holds that of the largest. On failure
 * the answer has its problem: 413 with the quota, 429 with the number of clips that may wait, 507.
 * room_give: one that is not held is no failure. */
MUST_USE enum err room_take(struct edged *e, struct web_answer *a, const struct room_ask *ask,
                            struct room_hold *hold);
void room_give(struct edged *e, struct room_hold *hold);

/* room_beside: for so many bytes more that are no clip; 413 as above. */
MUST_USE enum err room_beside(struct edged *e, struct web_answer *a, int64_t person,
                              uint64_t bytes);

/* room_refuse: the same problems for what store or blob gave back; gives err back. */
enum err room_refuse(struct edged *e, struct web_answer *a, const struct room_ask *ask,
                     enum err err);

#endif
