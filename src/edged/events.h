/*
 * events.h: those who wait to be told that there is something new. One thread looks for all of them
 * at whether their person is told of more; their connections rest meanwhile (web_stream.h). Each
 * has a session, which is asked for now and then: when it ends, so does the waiting.
 *
 * What goes out is "event: notifications" with {"unread": n}, and a comment as a sign of life.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "base_auto.h"
#include "base_err.h"
#include "viewer.h"
#include "web_answer.h"

#include <stdint.h>

struct events;

struct events_config {
    struct edged *edged; /* borrowed: its store and its custodian */
    int beat_ms;         /* 0: LIMIT_EVENTS_BEAT_MS */
};

MUST_USE enum err events_new(const struct events_config *config, struct events **out_events);

/* events_start: the thread. ERR_NOMEM. */
MUST_USE enum err events_start(struct events *e);

/* events_free: ends the thread. Nobody waits any more. */
void events_free(struct events *e);
AUTO_CLOSER(events_free, struct events)

/* Whose they are, and up to where that person has read (viewer.h). */
struct events_listener {
    const struct viewer *viewer; /* copied, with its token */
    int64_t mark;
};

/* events_listen: the answer becomes one that goes on, and begins with how much is unread. Of more
 * than LIMIT_LISTENERS_PERSON of one person the oldest ends. ERR_BUSY: there are LIMIT_LISTENERS.
 * Errors as viewer.h. */
MUST_USE enum err events_listen(struct events *e, const struct events_listener *listener,
                                struct web_answer *a);

/* events_mark: the person has read up to here. events_check: a session may have ended: all are
 * asked for now. */
void events_mark(struct events *e, int64_t person, int64_t mark);
void events_check(struct events *e);

#endif
