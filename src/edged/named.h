/*
 * named.h: the person whom a handle names.
 */
#ifndef NAMED_H
#define NAMED_H

#include "edged.h"
#include "store_person.h"
#include "web_request.h"

/* named_of: in any case of ASCII. ERR_NOT_FOUND. One whom a decision hides is there, for whoever
 * takes back what they said of them (store_profile.hidden). */
MUST_USE enum err named_of(struct edged *e, struct span handle, struct store_profile *out_person);

/* named_person: the same, of {handle} in the path. */
MUST_USE enum err named_person(struct edged *e, const struct web_request *r,
                               struct store_profile *out_person);

/* named_shown: the same, but that whom a decision hides only they themselves find. */
MUST_USE enum err named_shown(struct edged *e, const struct web_request *r,
                              struct store_profile *out_person);

#endif
