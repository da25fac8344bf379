#include "sound.h"

#include "base_limits.h"
#include "media_loudness.h"
#include "source.h"

#include <libavutil/channel_layout.h>
#include <libavutil/samplefmt.h>
#include <libswresample/swresample.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHANNELS = 2,
    SOURCE_RATE_MIN = 4000,
    SOURCE_RATE_MAX = 384000,
    SOURCE_CHANNELS_MAX = 32,
    /* Pieces that overlap by less than this follow each other: clocks are not exact, and the ear
     * does not notice. */
    SLACK_SAMPLES = MEDIA_SOUND_RATE / 50,
    /* As do pieces with a hole of less than this between them: clips round their times, to a
     * millisecond or two. A piece that is missing is 20 ms and more. */
    HOLE_SAMPLES = MEDIA_SOUND_RATE / 100,
    ROOM_LEAST = 16 * MEDIA_SOUND_RATE
};

struct media_sound {
    SwrContext *convert; /* NULL before the first piece */
    float *samples[CHANNELS];
    int64_t room;               /* in each of samples */
    int64_t made;               /* there are so many */
    int64_t given;              /* so many were taken out again */
    int64_t to_drop;            /* samples of the next pieces that overlap what is there */
    enum AVSampleFormat format; /* what convert is for */
    int rate;
    AVChannelLayout layout;
};

static const int64_t samples_max = (int64_t)(LIMIT_VIDEO_S + 1) * MEDIA_SOUND_RATE;

enum err media_sound_open(struct media_sound **out_sound)
{
    *out_sound = calloc(1, sizeof(**out_sound));
    return *out_sound == NULL ? ERR_NOMEM : ERR_OK;
}

void media_sound_close(struct media_sound *sound)
{
    if (sound == NULL) {
        return;
    }
    swr_free(&sound->convert);
    for (int i = 0; i < CHANNELS; i++) {
        free(sound->samples[i]);
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

/* Room for so many more. ERR_LIMIT: past the longest clip. */
static enum err grow(struct media_sound *sound, int64_t more)
{
    if (more > samples_max - sound->made) {
        return ERR_LIMIT;
    }
    int64_t wanted = sound->made + more;
    if (wanted <= sound->room) {
        return ERR_OK;
    }
    int64_t room = sound->room < ROOM_LEAST ? ROOM_LEAST : 2 * sound->room;
    room = room < wanted ? wanted : room > samples_max ? samples_max : room;
    for (int i = 0; i < CHANNELS; i++) {
        float *samples = realloc(sound->samples[i], (size_t)room * sizeof(*samples));
        if (samples == NULL) {
            return ERR_NOMEM;
        }
        sound->samples[i] = samples;
    }
    sound->room = room;
    return ERR_OK;
}

/* Puts samples in, less those that are to be dropped. */
static enum err put(struct media_sound *sound, const AVFrame *frame, int samples)
{
    int skip = sound->to_drop < samples ? (int)sound->to_drop : samples;
    sound->to_drop -= skip;
    int kept = samples - skip;
    if (kept == 0) {
        return ERR_OK;
    }
    TRY(grow(sound, kept));
    for (int i = 0; i < CHANNELS; i++) {
        memcpy(sound->samples[i] + sound->made, frame->data[i] + (size_t)skip * sizeof(float),
               (size_t)kept * sizeof(float));
    }
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

/* Where nobody knows where the channels belong: the first two are left and right. What FFmpeg calls
 * ambisonic begins with what is heard from all sides, which is what both ears get. */
static enum err pick_channels(SwrContext *convert, const AVChannelLayout *layout)
{
    double shares[CHANNELS][SOURCE_CHANNELS_MAX] = {{0}};
    bool ambisonic = layout->order == AV_CHANNEL_ORDER_AMBISONIC;
    for (int i = 0; i < CHANNELS; i++) {
        shares[i][ambisonic || i >= layout->nb_channels ? 0 : i] = 1;
    }
    return media_err(swr_set_matrix(convert, shares[0], SOURCE_CHANNELS_MAX));
}

/* The converter, not yet initialised. */
static enum err converter_new(const AVFrame *frame, SwrContext **out_convert)
{
    int channels = frame->ch_layout.nb_channels;
    bool ambisonic = frame->ch_layout.order == AV_CHANNEL_ORDER_AMBISONIC;
    AVChannelLayout from = {.order = AV_CHANNEL_ORDER_UNSPEC, .nb_channels = channels};
    if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC) {
        av_channel_layout_default(&from, channels);
    } else if (!ambisonic) {
        TRY_AV(av_channel_layout_copy(&from, &frame->ch_layout));
    }
    bool unknown = from.order == AV_CHANNEL_ORDER_UNSPEC;
    AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO;
    int made =
        swr_alloc_set_opts2(out_convert, &stereo, AV_SAMPLE_FMT_FLTP, MEDIA_SOUND_RATE, &from,
                            (enum AVSampleFormat)frame->format, frame->sample_rate, 0, NULL);
    av_channel_layout_uninit(&from);
    TRY_AV(made);
    return unknown ? pick_channels(*out_convert, &frame->ch_layout) : ERR_OK;
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
    TRY(converter_new(frame, &sound->convert));
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
    if (samples <= 0) {
        return ERR_OK;
    }
    TRY(grow(sound, samples));
    for (int i = 0; i < CHANNELS; i++) {
        memset(sound->samples[i] + sound->made, 0, (size_t)samples * sizeof(float));
    }
    sound->made += samples;
    return ERR_OK;
}

static enum err align(struct media_sound *sound, int64_t time_us)
{
    int64_t held = swr_get_delay(sound->convert, MEDIA_SOUND_RATE);
    int64_t wanted = av_rescale(time_us, MEDIA_SOUND_RATE, 1000000);
    int64_t hole = wanted - (sound->made + held - sound->to_drop);
    if (sound->made > 0 && hole > -SLACK_SAMPLES && hole < HOLE_SAMPLES) {
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
    return sound->convert == NULL ? ERR_OK : convert(sound, NULL);
}

int64_t media_sound_us(const struct media_sound *sound)
{
    return av_rescale(sound->made, 1000000, MEDIA_SOUND_RATE);
}

void media_sound_cut(struct media_sound *sound, int64_t from_us, int64_t length_us)
{
    int64_t from = av_rescale(from_us, MEDIA_SOUND_RATE, 1000000);
    int64_t to = av_rescale(from_us + length_us, MEDIA_SOUND_RATE, 1000000);
    from = from < 0 ? 0 : from > sound->made ? sound->made : from;
    to = to < from ? from : to > sound->made ? sound->made : to;
    for (int i = 0; i < CHANNELS; i++) {
        float *samples = sound->samples[i];
        memmove(samples, samples + from, (size_t)(to - from) * sizeof(*samples));
    }
    sound->made = to - from;
}

static struct media_stereo whole(const struct media_sound *sound)
{
    return (struct media_stereo){sound->samples[0], sound->samples[1], (size_t)sound->made};
}

enum err media_sound_level(struct media_sound *sound, int64_t silence_us)
{
    if (sound->made == 0) {
        return ERR_OK;
    }
    TRY(media_loudness_level(whole(sound)));
    int64_t silence = av_rescale(silence_us, MEDIA_SOUND_RATE, 1000000);
    if (silence <= 0) {
        return ERR_OK;
    }
    TRY(grow(sound, silence));
    for (int i = 0; i < CHANNELS; i++) {
        float *samples = sound->samples[i];
        memmove(samples + silence, samples, (size_t)sound->made * sizeof(*samples));
        memset(samples, 0, (size_t)silence * sizeof(*samples));
    }
    sound->made += silence;
    return ERR_OK;
}

enum err media_sound_again(struct media_sound *sound, double peak_db)
{
    sound->given = 0;
    return media_loudness_limit(whole(sound), peak_db);
}

enum err media_sound_next(struct media_sound *sound, int size, int64_t until_us,
                          AVFrame **out_frame)
{
    if (sound->given >= av_rescale(until_us, MEDIA_SOUND_RATE, 1000000)) {
        return ERR_NOT_FOUND;
    }
    AUTO(av_frame) AVFrame *frame = NULL;
    TRY(frame_new(size, &frame));
    int64_t left = sound->made - sound->given;
    size_t there = left <= 0 ? 0 : left < size ? (size_t)left : (size_t)size;
    for (int i = 0; i < CHANNELS; i++) {
        float *to = (float *)(void *)frame->data[i];
        if (there > 0) {
            memcpy(to, sound->samples[i] + sound->given, there * sizeof(*to));
        }
        memset(to + there, 0, ((size_t)size - there) * sizeof(*to));
    }
    frame->pts = sound->given;
    sound->given += size;
    *out_frame = MOVE(frame);
    return ERR_OK;
}
