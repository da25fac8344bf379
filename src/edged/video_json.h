/*
 * video_json.h: a video as the service shows it: the one place that writes it.
 */
#ifndef VIDEO_JSON_H
#define VIDEO_JSON_H

#include "base_json.h"
#include "feed_fold.h"
#include "feed_people.h"
#include "feed_saved.h"
#include "jobs.h"
#include "store_follow.h"
#include "store_video.h"

/* Whom a video is shown to. */
struct sight {
    struct store *store;
    struct jobs *jobs;              /* its creator; NULL: anybody */
    bool guest;                     /* what is for followers was opened for them */
    const struct feed_state *likes; /* of the viewer; NULL: nobody in particular, or not known */
    const struct store_follows *follows; /* the same */
    const struct feed_saved *saved;      /* the same */
    const struct feed_people *off;       /* whose videos are left out; NULL: nobody's */
    const struct store_follows *bars;    /* likewise: who blocked the viewer */
};

/* sight_lacks: whether videos of this person are left out. */
bool sight_lacks(const struct sight *sight, int64_t person);

/* video_put: the object. Errors of the store. */
MUST_USE enum err video_put(struct jot *j, const struct store_video *v, const struct sight *sight);

#endif
