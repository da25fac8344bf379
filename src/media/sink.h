/*
 * sink.h: one rendition: its encoder and its files.
 */
#ifndef MEDIA_SINK_H
#define MEDIA_SINK_H

#include "encoder.h"

struct media_sink;

struct media_sink_plan {
    int mp4_fd;
    int hls_fd; /* -1: none is made */
    struct media_encoder_plan video;
    const AVCodecContext *audio; /* NULL: no sound */
};

/* All of them: ERR_NOMEM, ERR_FULL (the disk, or the limit of one file), ERR_IO. */
MUST_USE enum err media_sink_open(const struct media_sink_plan *plan, struct media_sink **out_sink);
MUST_USE enum err media_sink_picture(struct media_sink *sink, const AVFrame *frame); /* pts: tick */
MUST_USE enum err media_sink_sound(struct media_sink *sink, const AVPacket *packet);

/* media_sink_finish: nothing follows; the files are whole. ticks: how many pictures there were. */
MUST_USE enum err media_sink_finish(struct media_sink *sink, int64_t ticks,
                                    struct report_rendition *out_rendition);
void media_sink_close(struct media_sink *sink);
AUTO_CLOSER(media_sink_close, struct media_sink)

#endif
