/*
 * picture.h: a decoded picture of any kind becomes one of the rendition: its size, the right way
 * up, 8 bit 4:2:0 BT.709.
 */
#ifndef MEDIA_PICTURE_H
#define MEDIA_PICTURE_H

#include "av.h"
#include "media_plan.h"
#include "media_turn.h"

struct media_picture;

MUST_USE enum err media_picture_open(struct media_size shown, struct media_turn turn,
                                     struct media_picture **out_picture);
void media_picture_close(struct media_picture *picture);
AUTO_CLOSER(media_picture_close, struct media_picture)

/* media_picture_make: ERR_FORMAT: a kind of picture that can't be converted. The clip may change
 * its size and kind midway: the rendition keeps its own. */
MUST_USE enum err media_picture_make(struct media_picture *picture, const AVFrame *from);

/* media_picture_flat, media_picture_shown: what was made last, before it was turned, and as it is
 * shown. Borrowed, and written over by the next one unless another reference is kept. */
const AVFrame *media_picture_flat(const struct media_picture *picture);
AVFrame *media_picture_shown(const struct media_picture *picture);

#endif
