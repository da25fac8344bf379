#include "ear.h"

#include "media_loudness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHANNELS = 2,
    FRAME = 1024, /* samples of one packet */
    BACK = 16     /* of the frame before: what is between its last samples shows with the next */
};

struct media_ear {
    AVCodecContext *codec;
    AVFrame *frame;
    float peak;
    float samples[CHANNELS][BACK + FRAME];
};

enum err media_ear_open(const AVCodecContext *encoder, struct media_ear **out_ear)
{
    AUTO(media_ear_close) struct media_ear *ear = calloc(1, sizeof(*ear));
    AUTO(av_codec)
    AVCodecContext *codec = avcodec_alloc_context3(avcodec_find_decoder_by_name("aac"));
    if (ear == NULL || codec == NULL) {
        return ERR_NOMEM;
    }
    AVCodecParameters *said = avcodec_parameters_alloc();
    if (said == NULL) {
        return ERR_NOMEM;
    }
    int got = avcodec_parameters_from_context(said, encoder);
    got = got < 0 ? got : avcodec_parameters_to_context(codec, said);
    avcodec_parameters_free(&said);
    TRY_AV(got);
    codec->thread_count = 1;
    TRY_AV(avcodec_open2(codec, NULL, NULL));
    ear->frame = av_frame_alloc();
    if (ear->frame == NULL) {
        return ERR_NOMEM;
    }
    ear->codec = MOVE(codec);
    *out_ear = MOVE(ear);
    return ERR_OK;
}

void media_ear_close(struct media_ear *ear)
{
    if (ear == NULL) {
        return;
    }
    avcodec_free_context(&ear->codec);
    av_frame_free(&ear->frame);
    free(ear);
}

static void listen(struct media_ear *ear)
{
    const AVFrame *frame = ear->frame;
    for (int i = 0; i < CHANNELS; i++) {
        float *samples = ear->samples[i];
        memmove(samples, samples + FRAME, BACK * sizeof(*samples));
        memcpy(samples + BACK, frame->extended_data[i], FRAME * sizeof(*samples));
        ear->peak = fmaxf(ear->peak, media_loudness_peak(samples, BACK + FRAME));
    }
}

enum err media_ear_hear(struct media_ear *ear, const AVPacket *packet)
{
    TRY_AV(avcodec_send_packet(ear->codec, packet));
    for (;;) {
        int got = avcodec_receive_frame(ear->codec, ear->frame);
        if (got == AVERROR(EAGAIN)) {
            return ERR_OK;
        }
        TRY_AV(got);
        const AVFrame *frame = ear->frame;
        if (frame->format != AV_SAMPLE_FMT_FLTP || frame->nb_samples != FRAME ||
            frame->ch_layout.nb_channels != CHANNELS) {
            return ERR_IO;
        }
        listen(ear);
    }
}

double media_ear_peak_db(const struct media_ear *ear)
{
    return ear->peak > 0 ? 20 * log10((double)ear->peak) : -HUGE_VAL;
}
