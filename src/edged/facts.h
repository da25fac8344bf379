/*
 * facts.h: what is public about a video, for taste and for what a watch may be: from memory if it
 * stands on the shelf, which may be a minute behind, else from the database.
 */
#ifndef FACTS_H
#define FACTS_H

#include "edged.h"
#include "feed_taste.h"

/* facts_get: ERR_NOT_FOUND: there is no such video that anybody may see. */
MUST_USE enum err facts_get(struct edged *e, int64_t video, struct feed_facts *out_facts);

/* facts_length: its length alone, which costs a part of that. */
MUST_USE enum err facts_length(struct edged *e, int64_t video, int64_t *out_ms);

#endif
