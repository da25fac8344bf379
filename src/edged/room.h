/*
 * room.h: whether a person, and the disk, have room for one more clip; and the words if not.
 */
#ifndef ROOM_H
#define ROOM_H

#include "edged.h"
#include "web_answer.h"

#include <stdbool.h>
#include <stdint.h>

struct room_ask {
    int64_t person;
    uint64_t bytes; /* of the clip, as far as known */
    bool draft;     /* it is to be an upload that may be resumed */
};

/* room_check: before a byte is taken. On failure the answer has its problem: 413 with the quota,
 * 429 with the number of clips that may wait, 507. */
MUST_USE enum err room_check(struct edged *e, struct web_answer *a, const struct room_ask *ask);

/* room_refuse: the same problems for what store or blob gave back; gives err back. */
enum err room_refuse(struct edged *e, struct web_answer *a, const struct room_ask *ask,
                     enum err err);

#endif
