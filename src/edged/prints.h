/*
 * prints.h: videos that anybody may see, as JSON, so that the next page that shows one need not
 * write it again. Kept until the next write of whatever kind (store_state). What differs from one
 * viewer to the next, whether it is followed, liked and saved, is left open.
 */
#ifndef PRINTS_H
#define PRINTS_H

#include "video_json.h"

struct prints;

/* One video's: a number of bytes follow, which are all that is said of it. */
struct print {
    int64_t video;
    int64_t person;
    uint32_t title_at; /* in bytes, behind the handle: each ends with NUL */
    uint32_t json_at;  /* the video as for a stranger */
    uint32_t json_len;
    uint32_t followed_at; /* where in it a null stands that is a viewer's */
    uint32_t liked_at;
    uint32_t saved_at;
    char bytes[];
};

MUST_USE enum err prints_new(struct prints **out_prints);
void prints_free(struct prints *p);
AUTO_CLOSER(prints_free, struct prints)

/* prints_get: a copy, in memory, of what was kept in this state of the store; out_print NULL: there
 * is none. ERR_NOMEM. */
MUST_USE enum err prints_get(struct prints *p, uint64_t state, int64_t video, struct arena *memory,
                             const struct print **out_print);

/* prints_make: of a video that anybody may see, read after the store was asked for its state. Kept,
 * in the place of another, and copied into memory. Errors of video_put. */
MUST_USE enum err prints_make(struct prints *p, uint64_t state, const struct store_video *v,
                              struct store *store, struct arena *memory,
                              const struct print **out_print);

/* print_put: what video_put would put. ERR_NOMEM. */
MUST_USE enum err print_put(struct jot *j, const struct print *print, const struct sight *sight);

static inline const char *print_title(const struct print *print)
{
    return print->bytes + print->title_at;
}

#endif
