/*
 * mention.h: the people whom a text names: @ and a handle, in any case of ASCII, where no letter,
 * digit or @ stands before it. A dot at its end ends the sentence.
 */
#ifndef MENTION_H
#define MENTION_H

#include "base_limits.h"
#include "base_span.h"

#include <stddef.h>

struct mentions {
    size_t count;
    char handles[LIMIT_MENTIONS][LIMIT_HANDLE + 1]; /* small letters; each once */
};

/* mention_find: the first LIMIT_MENTIONS that could be handles; whether they are somebody's is not
 * known here. */
void mention_find(struct span text, struct mentions *out);

#endif
