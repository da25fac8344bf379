/*
 * sink.h: the rendition: encoders and the MP4 file.
 */
#ifndef MEDIA_SINK_H
#define MEDIA_SINK_H

#include "av.h"
#include "media_plan.h"

struct media_sink;

struct media_sink_plan {
    int fd;
    struct media_size size;
    struct media_ratio rate;
    bool sound;
    int threads;
};

/* All of them: ERR_NOMEM, ERR_FULL (the disk, or the limit of one file), ERR_IO. */
MUST_USE enum err media_sink_open(const struct media_sink_plan *plan, struct media_sink **out_sink);
MUST_USE enum err media_sink_picture(struct media_sink *sink, AVFrame *frame); /* pts: its tick */
MUST_USE enum err media_sink_sound(struct media_sink *sink, AVFrame *frame);   /* pts: its sample */

/* media_sink_finish: nothing follows; the file is whole. */
MUST_USE enum err media_sink_finish(struct media_sink *sink);
void media_sink_close(struct media_sink *sink);
AUTO_CLOSER(media_sink_close, struct media_sink)

/* media_sink_level: the encoder's level of H.264, times ten. */
int media_sink_level(const struct media_sink *sink);

/* media_sink_piece: samples that media_sink_sound takes at once. */
int media_sink_piece(const struct media_sink *sink);

#endif
