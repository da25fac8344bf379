/*
 * weave.h: interlaced pictures, as cameras and television made them, become pictures of one moment
 * (media_interlace.h); all others are left as they are.
 */
#ifndef MEDIA_WEAVE_H
#define MEDIA_WEAVE_H

#include "av.h"

struct media_weave;

MUST_USE enum err media_weave_open(struct media_weave **out_weave);
void media_weave_close(struct media_weave *weave);
AUTO_CLOSER(media_weave_close, struct media_weave)

/* media_weave_make: now, or what it becomes, borrowed until the next call. before, after: the
 * pictures around it, as decoded; NULL: there is none. */
MUST_USE enum err media_weave_make(struct media_weave *weave, const AVFrame *before,
                                   const AVFrame *now, const AVFrame *after,
                                   const AVFrame **out_frame);

#endif
