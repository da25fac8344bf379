#include "source.h"

#include "base_limits.h"
#include "codec.h"

#include <libavutil/dovi_meta.h>
#include <stdlib.h>

/* Times beyond this are taken for damage: thirty years, in microseconds. */
static const int64_t far_us = (int64_t)1000000 * 60 * 60 * 24 * 365 * 30;

/* The times of decoding only rise. Where they fall by more than this, or leave out more than that,
 * they begin anew. */
enum { BACK_US = 500 * 1000, AHEAD_US = 10 * 1000000 };

static bool is_shown(const AVStream *stream)
{
    return (stream->disposition &
            (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) == 0;
}

/* Dolby Vision's profile 5 has colours of its own, which nothing here can read. */
static bool has_private_colours(const AVStream *stream)
{
    size_t size = 0;
    const void *data = av_stream_get_side_data(stream, AV_PKT_DATA_DOVI_CONF, &size);
    const AVDOVIDecoderConfigurationRecord *record = data;
    return record != NULL && size >= sizeof(*record) && record->dv_profile == 5;
}

static bool is_decodable(const AVStream *stream)
{
    return media_codec_find(stream->codecpar->codec_id) != NULL && !has_private_colours(stream);
}

/* What can be decoded comes before what can't, then what the clip calls the default, then the
 * larger picture or the more channels, then the first. */
static int64_t rank(const AVStream *stream)
{
    const AVCodecParameters *codec = stream->codecpar;
    int64_t size = (int64_t)codec->width * codec->height;
    if (codec->codec_type == AVMEDIA_TYPE_AUDIO) {
        size = codec->ch_layout.nb_channels;
    }
    int64_t rank = size < 0 ? 0 : size > INT32_MAX ? INT32_MAX : size;
    rank += is_decodable(stream) ? INT64_C(1) << 33 : 0;
    rank += (stream->disposition & AV_DISPOSITION_DEFAULT) != 0 ? INT64_C(1) << 32 : 0;
    return rank;
}

static AVStream *pick(const AVFormatContext *format, enum AVMediaType type)
{
    AVStream *best = NULL;
    for (unsigned i = 0; i < format->nb_streams; i++) {
        AVStream *stream = format->streams[i];
        if (stream->codecpar->codec_type == type && is_shown(stream) &&
            (best == NULL || rank(stream) > rank(best))) {
            best = stream;
        }
    }
    return best;
}

static bool is_large(const AVCodecParameters *codec)
{
    return codec->width > LIMIT_VIDEO_SIDE || codec->height > LIMIT_VIDEO_SIDE;
}

static enum err pick_tracks(struct media_source *source, struct media_result *result)
{
    if (source->format->nb_streams == 0) {
        return media_refuse(result, REFUSAL_UNREADABLE);
    }
    source->video = pick(source->format, AVMEDIA_TYPE_VIDEO);
    source->audio = pick(source->format, AVMEDIA_TYPE_AUDIO);
    if (source->video == NULL) {
        return media_refuse(result, REFUSAL_NO_VIDEO);
    }
    if (!is_decodable(source->video)) {
        return media_codec_refuse(result, source->video);
    }
    /* What the pictures say counts; the file only where they can't be read because of it. */
    const AVCodecParameters *video = source->video->codecpar;
    if (is_large(video) || (video->width <= 0 && source->claims_large)) {
        return media_refuse_size(result);
    }
    if (source->audio != NULL && !is_decodable(source->audio)) {
        return media_codec_refuse(result, source->audio);
    }
    for (unsigned i = 0; i < source->format->nb_streams; i++) {
        AVStream *stream = source->format->streams[i];
        bool used = stream == source->video || stream == source->audio;
        stream->discard = used ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
    return ERR_OK;
}

static void free_all(AVDictionary **options, unsigned count)
{
    for (unsigned i = 0; options != NULL && i < count; i++) {
        av_dict_free(&options[i]);
    }
    av_free(options);
}

/* Looking for what a header does not say means to decode: within the same limits. */
static enum err look_closer(AVFormatContext *format)
{
    unsigned count = format->nb_streams;
    AVDictionary **options = count == 0 ? NULL : av_calloc(count, sizeof(AVDictionary *));
    if (count > 0 && options == NULL) {
        return ERR_NOMEM;
    }
    int got = 0;
    for (unsigned i = 0; i < count && got >= 0; i++) {
        got = av_dict_set_int(&options[i], "max_pixels", MEDIA_CODEC_PIXELS, 0);
    }
    got = got < 0 ? got : avformat_find_stream_info(format, options);
    free_all(options, count);
    return media_err(got);
}

static enum err open_format(struct media_source *source, AVDictionary **options)
{
    source->format = avformat_alloc_context();
    if (source->format == NULL) {
        return ERR_NOMEM;
    }
    source->format->pb = source->io->stream;
    source->format->io_open = media_io_refuse;
    source->format->flags |= AVFMT_FLAG_CUSTOM_IO;
    TRY_AV(av_dict_set(options, "format_whitelist", media_demuxers, 0));
    TRY_AV(av_dict_set(options, "codec_whitelist", media_decoders, 0));
    TRY_AV(av_dict_set(options, "protocol_whitelist", "", 0));
    TRY_AV(av_dict_set_int(options, "max_streams", LIMIT_VIDEO_TRACKS, 0));
    enum err err = media_err(avformat_open_input(&source->format, "", NULL, options));
    if (err == ERR_NOMEM) {
        /* Too many tracks are said so, too; and no header that needs more than there is will ever
         * fit. */
        return ERR_FORMAT;
    }
    TRY(err);
    for (unsigned i = 0; i < source->format->nb_streams; i++) {
        source->claims_large =
            source->claims_large || is_large(source->format->streams[i]->codecpar);
    }
    return look_closer(source->format);
}

enum err media_source_open(int fd, struct media_result *result, struct media_source **out_source)
{
    AUTO(media_source_close) struct media_source *source = calloc(1, sizeof(*source));
    if (source == NULL) {
        return ERR_NOMEM;
    }
    TRY(media_io_open(fd, false, &source->io));
    AUTO(av_dict) AVDictionary *options = NULL;
    enum err err = open_format(source, &options);
    if (err == ERR_NOMEM) {
        return ERR_NOMEM;
    }
    if (source->io->failed != 0) {
        return ERR_IO; /* ours, not the clip's */
    }
    if (err != ERR_OK) {
        return media_refuse(result, REFUSAL_UNREADABLE);
    }
    TRY(pick_tracks(source, result));
    source->video_times.last_us = MEDIA_NO_TIME;
    source->audio_times.last_us = MEDIA_NO_TIME;
    source->end_us = INT64_MIN;
    *out_source = MOVE(source);
    return ERR_OK;
}

void media_source_close(struct media_source *source)
{
    if (source == NULL) {
        return;
    }
    avformat_close_input(&source->format);
    media_io_close(source->io);
    free(source);
}

static void add_us(const AVStream *stream, int64_t us, int64_t *time)
{
    if (*time != AV_NOPTS_VALUE) {
        *time += av_rescale_q(us, AV_TIME_BASE_Q, stream->time_base);
    }
}

/* The track that begins anew first says where the next part stands: after all that was there. The
 * other follows when its times begin anew, so that both stay together. Where only one of them left
 * something out, its times go on where the other has come to: that is a hole, and no part. */
static void begin_part(struct media_source *source, struct media_source_times *times, int64_t us,
                       int64_t step_us)
{
    int64_t off_us = us + source->shift_us - source->end_us;
    bool may_follow = times->part < source->parts || step_us > 0;
    if (!may_follow || off_us < -AHEAD_US || off_us > AHEAD_US) {
        source->parts++;
        source->shift_us = source->end_us - us;
    }
    times->part = source->parts;
    times->shift_us = source->shift_us;
}

static void settle_times(struct media_source *source, AVPacket *packet)
{
    bool is_picture = packet->stream_index == source->video->index;
    const AVStream *stream = is_picture ? source->video : source->audio;
    struct media_source_times *times = is_picture ? &source->video_times : &source->audio_times;
    int64_t us = media_source_us(stream, packet->dts);
    if ((source->format->iformat->flags & AVFMT_TS_DISCONT) == 0) {
        return;
    }
    if (us != MEDIA_NO_TIME) {
        int64_t step_us = times->last_us == MEDIA_NO_TIME ? 0 : us - times->last_us;
        if (step_us < -BACK_US || step_us > AHEAD_US) {
            begin_part(source, times, us, step_us);
        }
        times->last_us = us;
        int64_t lasts_us = media_source_us(stream, packet->duration);
        lasts_us = lasts_us < 0 || lasts_us > BACK_US ? 0 : lasts_us;
        int64_t end_us = us + times->shift_us + lasts_us;
        source->end_us = end_us > source->end_us ? end_us : source->end_us;
    }
    add_us(stream, times->shift_us, &packet->pts);
    add_us(stream, times->shift_us, &packet->dts);
}

enum err media_source_next(struct media_source *source, AVPacket *packet)
{
    for (;;) {
        int got = av_read_frame(source->format, packet);
        if (got < 0) {
            bool ours = source->io->failed != 0;
            return got == AVERROR(ENOMEM) ? ERR_NOMEM : ours ? ERR_IO : ERR_NOT_FOUND;
        }
        if (packet->stream_index == source->video->index ||
            (source->audio != NULL && packet->stream_index == source->audio->index)) {
            settle_times(source, packet);
            return ERR_OK;
        }
        av_packet_unref(packet);
    }
}

int64_t media_source_us(const AVStream *stream, int64_t time)
{
    if (time == AV_NOPTS_VALUE) {
        return MEDIA_NO_TIME;
    }
    int64_t us = av_rescale_q(time, stream->time_base, AV_TIME_BASE_Q);
    return us < -far_us || us > far_us ? MEDIA_NO_TIME : us;
}

const int32_t *media_source_matrix(const AVStream *stream)
{
    size_t size = 0;
    const void *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    return size >= 9 * sizeof(int32_t) ? data : NULL;
}
