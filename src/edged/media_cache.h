/*
 * media_cache.h: how long caches keep media and the playlists that name them: as long as they like,
 * but they ask again after less than a minute, with the entity tag (304, no bytes). What is taken
 * down is gone from a browser's cache, and from one on the way, as soon as from here.
 */
#ifndef MEDIA_CACHE_H
#define MEDIA_CACHE_H

#include "base_limits.h"

#define MEDIA_CACHE "public, max-age=45, must-revalidate"
_Static_assert(LIMIT_MEDIA_AGE_S == 45, "as MEDIA_CACHE says");
_Static_assert(LIMIT_MEDIA_AGE_S * 1000 + LIMIT_DECIDED_LOOK_MS < 60 * 1000, "in a minute");
_Static_assert(LIMIT_SEND_ASK_MS < LIMIT_MEDIA_AGE_S * 1000, "what is under way no longer");

#endif
