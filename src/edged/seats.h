/*
 * seats.h: whose session a request was, so that a page need not ask custodiand for that first. A
 * seat is found by a hash of the session's token and says nothing without it: the person and the
 * locker are hidden by another hash of it, and the token is nowhere here. So whoever reads this
 * process's memory learns of no session that they do not see.
 *
 * A seat is what was so once. The session may have ended: whoever takes its word opens something
 * with the token then, which custodiand refuses.
 */
#ifndef SEATS_H
#define SEATS_H

#include "custody.h"

struct seats;

MUST_USE enum err seats_new(struct seats **out_seats);
void seats_free(struct seats *s);
AUTO_CLOSER(seats_free, struct seats)

/* seats_keep: only user and locker are. One of LIMIT_SEATS; another's may go for it. seats_find:
 * false: there is none. seats_drop: the session has ended. */
void seats_keep(struct seats *s, const struct custody_token *token,
                const struct custody_person *person);
bool seats_find(struct seats *s, const struct custody_token *token,
                struct custody_person *out_person);
void seats_drop(struct seats *s, const struct custody_token *token);

#endif
