/*
 * poster.h: the still picture that stands for a clip before it plays.
 */
#ifndef MEDIA_POSTER_H
#define MEDIA_POSTER_H

#include "av.h"

struct media_poster {
    AVFrame *best;  /* the first picture that is not black, or the least black so far */
    int64_t bright; /* pixels in it that can be seen */
    bool found;
};

/* media_poster_look: a picture of the rendition, in the order of showing. */
MUST_USE enum err media_poster_look(struct media_poster *poster, const AVFrame *frame);

/* media_poster_write: as JPEG, from the descriptor's byte 0 on. ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err media_poster_write(const struct media_poster *poster, int fd);

void media_poster_done(struct media_poster *poster);

#endif
