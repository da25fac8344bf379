#include "sink.h"

#include "file.h"

#include <stdlib.h>

struct media_sink {
    struct media_sink_plan plan;
    struct media_encoder *encoder;
    struct media_file *mp4;
    struct media_file *hls; /* NULL: none is made */
};

enum err media_sink_open(const struct media_sink_plan *plan, struct media_sink **out_sink)
{
    AUTO(media_sink_close) struct media_sink *sink = calloc(1, sizeof(*sink));
    if (sink == NULL) {
        return ERR_NOMEM;
    }
    sink->plan = *plan;
    TRY(media_encoder_video(&plan->video, &sink->encoder));
    struct media_file_plan file = {
        .fd = plan->mp4_fd, .video = media_encoder_codec(sink->encoder), .audio = plan->audio};
    TRY(media_file_open(&file, &sink->mp4));
    if (plan->hls_fd >= 0) {
        file.fd = plan->hls_fd;
        file.fragments = true;
        TRY(media_file_open(&file, &sink->hls));
    }
    *out_sink = MOVE(sink);
    return ERR_OK;
}

void media_sink_close(struct media_sink *sink)
{
    if (sink == NULL) {
        return;
    }
    media_file_close(sink->hls);
    media_file_close(sink->mp4);
    media_encoder_close(sink->encoder);
    free(sink);
}

enum err media_sink_picture(struct media_sink *sink, const AVFrame *frame)
{
    TRY(media_encoder_send(sink->encoder, frame));
    for (;;) {
        const AVPacket *packet = NULL;
        enum err err = media_encoder_next(sink->encoder, &packet);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        TRY(media_file_picture(sink->mp4, packet));
        if (sink->hls != NULL) {
            TRY(media_file_picture(sink->hls, packet));
        }
    }
}

enum err media_sink_sound(struct media_sink *sink, const AVPacket *packet)
{
    TRY(media_file_sound(sink->mp4, packet));
    return sink->hls == NULL ? ERR_OK : media_file_sound(sink->hls, packet);
}

/* Each part begins with a key picture, and lasts until the next. */
static enum err measure(const struct media_sink *sink, int64_t ticks,
                        struct report_rendition *rendition)
{
    TRY(media_file_measure(sink->plan.hls_fd, rendition));
    struct media_ratio rate = sink->plan.video.rate;
    int64_t group = media_encoder_group(rate);
    if (rendition->segment_count != (ticks + group - 1) / group) {
        return ERR_IO;
    }
    for (int64_t i = 0; i < rendition->segment_count; i++) {
        int64_t start = i * group;
        int64_t end = start + group < ticks ? start + group : ticks;
        AVRational unit = {rate.den, rate.num};
        int64_t from_us = av_rescale_q(start, unit, AV_TIME_BASE_Q);
        rendition->segments[i].duration_us =
            (uint32_t)(av_rescale_q(end, unit, AV_TIME_BASE_Q) - from_us);
    }
    return ERR_OK;
}

enum err media_sink_finish(struct media_sink *sink, int64_t ticks,
                           struct report_rendition *out_rendition)
{
    TRY(media_sink_picture(sink, NULL));
    TRY(media_file_finish(sink->mp4));
    const struct media_encoder_plan *video = &sink->plan.video;
    struct report_rendition rendition = {
        .width = (uint16_t)video->size.width,
        .height = (uint16_t)video->size.height,
        .rate_num = (uint32_t)video->rate.num,
        .rate_den = (uint32_t)video->rate.den,
        .level = (uint8_t)media_encoder_level(sink->encoder),
    };
    if (sink->hls != NULL) {
        TRY(media_file_finish(sink->hls));
        TRY(measure(sink, ticks, &rendition));
    }
    *out_rendition = rendition;
    return ERR_OK;
}
