/*
 * known.h: videos that were read whole, as everybody may see them, so that the next page that shows
 * one reads no database. They count only while nothing has been written since they were read, as
 * names do (shown.h), and what was written lets all of them go: nobody has to say which video a
 * write is about.
 */
#ifndef STORE_KNOWN_H
#define STORE_KNOWN_H

#include "base_auto.h"
#include "base_err.h"
#include "shown.h"
#include "store_video.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct known;

/* known_new: shown, which is borrowed, has the state. */
MUST_USE enum err known_new(const struct shown *shown, struct known **out_known);
void known_free(struct known *k);
AUTO_CLOSER(known_free, struct known)

/* known_clear: after shown_changed. */
void known_clear(struct known *k);

/* known_get: a copy of one that was kept in the state that still is. False: there is none. */
bool known_get(struct known *k, int64_t video, struct store_video *out_video);

/* known_keep: one that everybody may see, read after the state was asked for (shown_state). Another
 * may have to go. Without memory it is not kept. */
void known_keep(struct known *k, uint64_t state, const struct store_video *video);

#endif
