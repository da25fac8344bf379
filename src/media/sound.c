#include "sound.h"

#include "base_limits.h"
#include "source.h"

#include <libavutil/audio_fifo.h>
#include <libavutil/channel_layout.h>
#include <libavutil/samplefmt.h>
#include <libswresample/swresample.h>
#include <stdlib.h>

enum {
    CHANNELS = 2,
    SOURCE_RATE_MIN = 4000,
    SOURCE_RATE_MAX = 384000,
    SOURCE_CHANNELS_MAX = 32,
    /* Pieces whose times are off by less than this follow each other: clips round their times. */
    SLACK_SAMPLES = MEDIA_SOUND_RATE / 20
};

struct media_sound {
    SwrContext *convert; /* NULL before the first piece */
    AVAudioFifo *ready;
    int64_t made;               /* samples ever put into ready */
    int64_t given;              /* samples taken out */
    int64_t to_drop;            /* samples of the next pieces that overlap what is there */
    enum AVSampleFormat format; /* what convert is for */
    int rate;
    AVChannelLayout layout;
    bool ended;
};

static const int64_t samples_max = (int64_t)(LIMIT_VIDEO_S + 1) * MEDIA_SOUND_RATE;

enum err media_sound_open(struct media_sound **out_sound)
{
    AUTO(media_sound_close) struct media_sound *sound = calloc(1, sizeof(*sound));
    if (sound == NULL) {
        return ERR_NOMEM;
    }
    sound->ready = av_audio_fifo_alloc(AV_SAMPLE_FMT_FLTP, CHANNELS, MEDIA_SOUND_RATE);
    if (sound->ready == NULL) {
        return ERR_NOMEM;
    }
    *out_sound = MOVE(sound);
    return ERR_OK;
}

void media_sound_close(struct media_sound *sound)
{
    if (sound == NULL) {
        return;
    }
    swr_free(&sound->convert);
    if (sound->ready != NULL) {
        av_audio_fifo_free(sound->ready);
    }
    av_channel_layout_uninit(&sound->layout);
    free(sound);
}

static enum err frame_new(int samples, AVFrame **out_frame)
{
    AUTO(av_frame) AVFrame *frame = av_frame_alloc();
    if (frame == NULL) {
        return ERR_NOMEM;
    }
    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->sample_rate = MEDIA_SOUND_RATE;
    frame->nb_samples = samples;
    av_channel_layout_default(&frame->ch_layout, CHANNELS);
    TRY_AV(av_frame_get_buffer(frame, 0));
    *out_frame = MOVE(frame);
    return ERR_OK;
}

/* Puts samples in, less those that are to be dropped. ERR_LIMIT: past the longest clip. */
static enum err put(struct media_sound *sound, const AVFrame *frame, int samples)
{
    int skip = sound->to_drop < samples ? (int)sound->to_drop : samples;
    sound->to_drop -= skip;
    int kept = samples - skip;
    if (kept == 0) {
        return ERR_OK;
    }
    if (kept > samples_max - sound->made) {
        return ERR_LIMIT;
    }
    void *planes[CHANNELS];
    for (int i = 0; i < CHANNELS; i++) {
        planes[i] = frame->data[i] + (size_t)skip * sizeof(float);
    }
    TRY_AV(av_audio_fifo_write(sound->ready, planes, kept));
    sound->made += kept;
    return ERR_OK;
}

/* NULL: what the converter still holds. */
static enum err convert(struct media_sound *sound, const AVFrame *from)
{
    int most = swr_get_out_samples(sound->convert, from == NULL ? 0 : from->nb_samples);
    TRY_AV(most);
    if (most == 0) {
        return ERR_OK;
    }
    AUTO(av_frame) AVFrame *to = NULL;
    TRY(frame_new(most, &to));
    int got = swr_convert(sound->convert, to->data, most,
                          from == NULL ? NULL : (const uint8_t **)(uintptr_t)from->extended_data,
                          from == NULL ? 0 : from->nb_samples);
    TRY_AV(got);
    return put(sound, to, got);
}

static bool is_same_kind(const struct media_sound *sound, const AVFrame *frame)
{
    return sound->convert != NULL && sound->format == (enum AVSampleFormat)frame->format &&
           sound->rate == frame->sample_rate &&
           av_channel_layout_compare(&sound->layout, &frame->ch_layout) == 0;
}

static enum err prepare(struct media_sound *sound, const AVFrame *frame)
{
    if (frame->sample_rate < SOURCE_RATE_MIN || frame->sample_rate > SOURCE_RATE_MAX ||
        frame->ch_layout.nb_channels < 1 || frame->ch_layout.nb_channels > SOURCE_CHANNELS_MAX) {
        return ERR_FORMAT;
    }
    if (sound->convert != NULL) {
        TRY(convert(sound, NULL));
        swr_free(&sound->convert);
    }
    AVChannelLayout from = {0};
    if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC) {
        av_channel_layout_default(&from, frame->ch_layout.nb_channels);
    } else {
        TRY_AV(av_channel_layout_copy(&from, &frame->ch_layout));
    }
    AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO;
    int made =
        swr_alloc_set_opts2(&sound->convert, &stereo, AV_SAMPLE_FMT_FLTP, MEDIA_SOUND_RATE, &from,
                            (enum AVSampleFormat)frame->format, frame->sample_rate, 0, NULL);
    av_channel_layout_uninit(&from);
    TRY_AV(made);
    enum err err = media_err(swr_init(sound->convert));
    if (err != ERR_OK) {
        swr_free(&sound->convert);
        return err == ERR_NOMEM ? ERR_NOMEM : ERR_FORMAT;
    }
    sound->format = (enum AVSampleFormat)frame->format;
    sound->rate = frame->sample_rate;
    return media_err(av_channel_layout_copy(&sound->layout, &frame->ch_layout));
}

static enum err put_silence(struct media_sound *sound, int64_t samples)
{
    AUTO(av_frame) AVFrame *silence = NULL;
    TRY(frame_new(SLACK_SAMPLES, &silence));
    TRY_AV(av_samples_set_silence(silence->data, 0, SLACK_SAMPLES, CHANNELS, AV_SAMPLE_FMT_FLTP));
    while (samples > 0) {
        int piece = samples < SLACK_SAMPLES ? (int)samples : SLACK_SAMPLES;
        TRY(put(sound, silence, piece));
        samples -= piece;
    }
    return ERR_OK;
}

enum err media_sound_fill(struct media_sound *sound, int64_t until_us)
{
    if (sound->convert != NULL) {
        TRY(convert(sound, NULL));
    }
    int64_t wanted = av_rescale(until_us, MEDIA_SOUND_RATE, 1000000);
    wanted = wanted < samples_max ? wanted : samples_max;
    return put_silence(sound, wanted - sound->made);
}

static enum err align(struct media_sound *sound, int64_t time_us)
{
    int64_t held = swr_get_delay(sound->convert, MEDIA_SOUND_RATE);
    int64_t wanted = av_rescale(time_us, MEDIA_SOUND_RATE, 1000000);
    int64_t hole = wanted - (sound->made + held - sound->to_drop);
    if (sound->made > 0 && hole > -SLACK_SAMPLES && hole < SLACK_SAMPLES) {
        return ERR_OK;
    }
    if (hole < 0) {
        sound->to_drop -= hole;
        return ERR_OK;
    }
    TRY(convert(sound, NULL)); /* what it holds comes before the hole */
    return put_silence(sound, wanted - sound->made);
}

enum err media_sound_take(struct media_sound *sound, const AVFrame *frame, int64_t time_us)
{
    if (frame->nb_samples <= 0) {
        return ERR_OK;
    }
    if (!is_same_kind(sound, frame)) {
        TRY(prepare(sound, frame));
    }
    if (time_us != MEDIA_NO_TIME) {
        TRY(align(sound, time_us));
    }
    return convert(sound, frame);
}

enum err media_sound_end(struct media_sound *sound)
{
    sound->ended = true;
    return sound->convert == NULL ? ERR_OK : convert(sound, NULL);
}

enum err media_sound_next(struct media_sound *sound, int size, AVFrame **out_frame)
{
    int there = av_audio_fifo_size(sound->ready);
    if (there == 0 || (there < size && !sound->ended)) {
        return ERR_NOT_FOUND;
    }
    AUTO(av_frame) AVFrame *frame = NULL;
    TRY(frame_new(there < size ? there : size, &frame));
    TRY_AV(av_audio_fifo_read(sound->ready, (void **)frame->data, frame->nb_samples));
    frame->pts = sound->given;
    sound->given += frame->nb_samples;
    *out_frame = MOVE(frame);
    return ERR_OK;
}

int64_t media_sound_us(const struct media_sound *sound)
{
    return av_rescale(sound->made, 1000000, MEDIA_SOUND_RATE);
}
