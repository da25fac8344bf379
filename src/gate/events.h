/*
 * events.h: what happened to processes and belongs into the ledger, kept in order until custodiand
 * says that it is durable. Bounded: when it is full, the oldest stay, and the last place holds the
 * number of those that were lost after them, as an event of its own.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "base_limits.h"
#include "wire_ctl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct events {
    struct ctl queue[LIMIT_EVENTS];
    size_t count;
    size_t sent;   /* the first so many are on their way */
    uint64_t lost; /* since the start */
};

/* events_put: event is a CTL_EVENT; gets its id here. false: full, it is lost and
 * counted. */
bool events_put(struct events *e, const struct ctl *event);

/* events_next: the next to send, or NULL if there is none or enough are on their way. Borrowed
 * until the next call of any other function here. */
const struct ctl *events_next(const struct events *e);
void events_sent(struct events *e);

/* events_acknowledge: forgets the one with this id; false if none of that id is on its way. */
bool events_acknowledge(struct events *e, uint64_t id);

/* events_resend: custodiand was reborn: what it did not acknowledge is sent again. */
void events_resend(struct events *e);

#endif
