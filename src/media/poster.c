#include "poster.h"

#include "jpeg.h"

enum {
    LOOKS_MAX = 1800, /* half a minute, or more: who begins with more darkness means it */
    LOOKS_MORE = 90 /* after the first good picture: it may still be blurred by a start or a turn */
};

enum err media_poster_put(struct media_poster *poster, const AVFrame *frame)
{
    av_frame_free(&poster->best);
    poster->best = av_frame_clone(frame);
    return poster->best == NULL ? ERR_NOMEM : ERR_OK;
}

enum err media_poster_look(struct media_poster *poster, const AVFrame *frame)
{
    if (poster->looked >= LOOKS_MAX || poster->good >= LOOKS_MORE) {
        return ERR_OK;
    }
    struct media_still still;
    media_still_measure(frame->data[0], frame->linesize[0], frame->width, frame->height, &still);
    poster->looked++;
    poster->good += still.kind == MEDIA_STILL_GOOD || poster->good > 0 ? 1 : 0;
    if (poster->best != NULL && !media_still_is_better(&still, &poster->still)) {
        return ERR_OK;
    }
    poster->still = still;
    return media_poster_put(poster, frame);
}

enum err media_poster_write(const struct media_poster *poster, int fd)
{
    return media_jpeg_write(poster->best, fd);
}

void media_poster_done(struct media_poster *poster)
{
    av_frame_free(&poster->best);
}
