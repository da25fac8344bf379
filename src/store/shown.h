/*
 * shown.h: names of media that were found to be public, so that the next request for one asks no
 * database. A name counts only while nothing has been written since it was looked up: whoever was
 * told that a video is gone finds none of its media any more.
 */
#ifndef STORE_SHOWN_H
#define STORE_SHOWN_H

#include "base_auto.h"
#include "base_err.h"
#include "base_span.h"
#include "store_media.h"

#include <stdbool.h>
#include <stdint.h>

struct shown;

MUST_USE enum err shown_new(struct shown **out_shown);
void shown_free(struct shown *s);
AUTO_CLOSER(shown_free, struct shown)

/* shown_changed: after a write is durable, before its caller is told. */
void shown_changed(struct shown *s);

/* shown_state: to be asked before a look-up, and handed to shown_keep with what it found. */
uint64_t shown_state(const struct shown *s);

/* shown_has: whether the name was kept in the state that still is. */
bool shown_has(struct shown *s, enum store_media kind, struct span name);

/* shown_keep: remembers a name; another may have to go. Longer ones than STORE_BLOB_ID are not
 * kept. */
void shown_keep(struct shown *s, uint64_t state, enum store_media kind, struct span name);

#endif
