/*
 * poster.h: the still picture that stands for a clip before it plays.
 */
#ifndef MEDIA_POSTER_H
#define MEDIA_POSTER_H

#include "av.h"
#include "media_still.h"

struct media_poster {
    AVFrame *
        best; /* the first picture that is neither black nor flat nor blurred, or the best so far */
    struct media_still still; /* of best */
    int looked;               /* pictures */
    int good;                 /* of these, the first good one and all after it */
};

/* media_poster_look: a picture of the rendition, in the order of showing. Past some pictures, no
 * more are looked at. */
MUST_USE enum err media_poster_look(struct media_poster *poster, const AVFrame *frame);

/* media_poster_put: this one, whatever it is. */
MUST_USE enum err media_poster_put(struct media_poster *poster, const AVFrame *frame);

/* media_poster_write: as JPEG, from the descriptor's byte 0 on. ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err media_poster_write(const struct media_poster *poster, int fd);

void media_poster_done(struct media_poster *poster);

#endif
