#include "sink.h"

#include "io.h"
#include "sound.h"

#include <libavcodec/bsf.h>
#include <libavutil/opt.h>
#include <stdlib.h>

enum {
    GROUP_S = 2,                      /* a seek lands at most this far away */
    VIDEO_BITS_MAX = 4 * 1000 * 1000, /* per second: noise must not fill the disk */
    AUDIO_BITS = 128 * 1000
};

struct media_sink {
    struct media_io *io;
    AVFormatContext *format;
    AVCodecContext *video;
    AVCodecContext *audio; /* NULL: no sound */
    AVBSFContext *strip;   /* takes x264's own description of itself out of the pictures */
    AVStream *video_stream;
    AVStream *audio_stream;
    AVPacket *packet;
};

static enum err set_all(AVDictionary **options, const char *const *names_and_values)
{
    for (const char *const *next = names_and_values; *next != NULL; next += 2) {
        TRY_AV(av_dict_set(options, next[0], next[1], 0));
    }
    return ERR_OK;
}

static enum err open_video(struct media_sink *sink, const struct media_sink_plan *plan)
{
    sink->video = avcodec_alloc_context3(avcodec_find_encoder_by_name("libx264"));
    if (sink->video == NULL) {
        return ERR_NOMEM;
    }
    AVCodecContext *video = sink->video;
    video->width = plan->size.width;
    video->height = plan->size.height;
    video->pix_fmt = AV_PIX_FMT_YUV420P;
    video->time_base = (AVRational){plan->rate.den, plan->rate.num};
    video->framerate = (AVRational){plan->rate.num, plan->rate.den};
    video->sample_aspect_ratio = (AVRational){1, 1};
    video->color_range = AVCOL_RANGE_MPEG;
    video->color_primaries = AVCOL_PRI_BT709;
    video->color_trc = AVCOL_TRC_BT709;
    video->colorspace = AVCOL_SPC_BT709;
    video->chroma_sample_location = AVCHROMA_LOC_LEFT;
    video->gop_size = (GROUP_S * plan->rate.num + plan->rate.den / 2) / plan->rate.den;
    video->rc_max_rate = VIDEO_BITS_MAX;
    video->rc_buffer_size = 2 * VIDEO_BITS_MAX;
    video->thread_count = plan->threads;
    video->flags = AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
    video->flags |= (int)AV_CODEC_FLAG_CLOSED_GOP;
    AUTO(av_dict) AVDictionary *options = NULL;
    TRY(set_all(&options,
                (const char *const[]){"preset", "veryfast", "profile", "high", "crf", "23", NULL}));
    return media_err(avcodec_open2(video, NULL, &options));
}

static enum err open_audio(struct media_sink *sink)
{
    sink->audio = avcodec_alloc_context3(avcodec_find_encoder_by_name("aac"));
    if (sink->audio == NULL) {
        return ERR_NOMEM;
    }
    AVCodecContext *audio = sink->audio;
    audio->sample_fmt = AV_SAMPLE_FMT_FLTP;
    audio->sample_rate = MEDIA_SOUND_RATE;
    audio->time_base = (AVRational){1, MEDIA_SOUND_RATE};
    audio->bit_rate = AUDIO_BITS;
    audio->profile = FF_PROFILE_AAC_LOW;
    audio->thread_count = 1;
    audio->flags = AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
    av_channel_layout_default(&audio->ch_layout, 2);
    return media_err(avcodec_open2(audio, NULL, NULL));
}

/* NAL units of type 6 (SEI): x264 writes only its version and settings there. */
static enum err open_strip(struct media_sink *sink)
{
    TRY_AV(av_bsf_alloc(av_bsf_get_by_name("filter_units"), &sink->strip));
    TRY_AV(avcodec_parameters_from_context(sink->strip->par_in, sink->video));
    sink->strip->time_base_in = sink->video->time_base;
    TRY_AV(av_opt_set(sink->strip->priv_data, "remove_types", "6", 0));
    return media_err(av_bsf_init(sink->strip));
}

static enum err add_stream(struct media_sink *sink, const AVCodecContext *codec,
                           AVStream **out_stream)
{
    AVStream *stream = avformat_new_stream(sink->format, NULL);
    if (stream == NULL) {
        return ERR_NOMEM;
    }
    TRY_AV(avcodec_parameters_from_context(stream->codecpar, codec));
    stream->time_base = codec->time_base;
    stream->avg_frame_rate = codec->framerate;
    stream->sample_aspect_ratio = codec->sample_aspect_ratio;
    *out_stream = stream;
    return ERR_OK;
}

static enum err open_file(struct media_sink *sink, int fd)
{
    TRY(media_io_open(fd, true, &sink->io));
    TRY_AV(avformat_alloc_output_context2(&sink->format, NULL, "mp4", NULL));
    sink->format->pb = sink->io->stream;
    sink->format->opaque = sink->io;
    sink->format->io_open = media_io_reopen;
    sink->format->io_close2 = media_io_reclose;
    sink->format->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_CUSTOM_IO;
    TRY(add_stream(sink, sink->video, &sink->video_stream));
    if (sink->audio != NULL) {
        TRY(add_stream(sink, sink->audio, &sink->audio_stream));
    }
    AUTO(av_dict) AVDictionary *options = NULL;
    TRY(set_all(&options, (const char *const[]){"movflags", "+faststart", NULL}));
    return media_err(avformat_write_header(sink->format, &options));
}

enum err media_sink_open(const struct media_sink_plan *plan, struct media_sink **out_sink)
{
    AUTO(media_sink_close) struct media_sink *sink = calloc(1, sizeof(*sink));
    if (sink == NULL) {
        return ERR_NOMEM;
    }
    sink->packet = av_packet_alloc();
    if (sink->packet == NULL) {
        return ERR_NOMEM;
    }
    TRY(open_video(sink, plan));
    if (plan->sound) {
        TRY(open_audio(sink));
    }
    TRY(open_strip(sink));
    TRY(open_file(sink, plan->fd));
    *out_sink = MOVE(sink);
    return ERR_OK;
}

void media_sink_close(struct media_sink *sink)
{
    if (sink == NULL) {
        return;
    }
    avcodec_free_context(&sink->video);
    avcodec_free_context(&sink->audio);
    av_bsf_free(&sink->strip);
    av_packet_free(&sink->packet);
    avformat_free_context(sink->format);
    media_io_close(sink->io);
    free(sink);
}

/* Writes sink->packet, whose times are the codec's. */
static enum err write_packet(struct media_sink *sink, const AVCodecContext *codec,
                             const AVStream *stream)
{
    sink->packet->stream_index = stream->index;
    av_packet_rescale_ts(sink->packet, codec->time_base, stream->time_base);
    TRY_AV(av_interleaved_write_frame(sink->format, sink->packet));
    return media_err(sink->io->failed);
}

static enum err strip_and_write(struct media_sink *sink)
{
    TRY_AV(av_bsf_send_packet(sink->strip, sink->packet));
    for (;;) {
        int got = av_bsf_receive_packet(sink->strip, sink->packet);
        if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) {
            return ERR_OK;
        }
        TRY_AV(got);
        TRY(write_packet(sink, sink->video, sink->video_stream));
    }
}

/* NULL: no frame follows. */
static enum err encode(struct media_sink *sink, AVCodecContext *codec, const AVFrame *frame)
{
    TRY_AV(avcodec_send_frame(codec, frame));
    for (;;) {
        int got = avcodec_receive_packet(codec, sink->packet);
        if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) {
            return ERR_OK;
        }
        TRY_AV(got);
        TRY(codec == sink->video ? strip_and_write(sink)
                                 : write_packet(sink, codec, sink->audio_stream));
    }
}

enum err media_sink_picture(struct media_sink *sink, AVFrame *frame)
{
    return encode(sink, sink->video, frame);
}

enum err media_sink_sound(struct media_sink *sink, AVFrame *frame)
{
    return encode(sink, sink->audio, frame);
}

enum err media_sink_finish(struct media_sink *sink)
{
    TRY(encode(sink, sink->video, NULL));
    if (sink->audio != NULL) {
        TRY(encode(sink, sink->audio, NULL));
    }
    enum err err = media_err(av_write_trailer(sink->format));
    TRY(media_io_flush(sink->io)); /* its reason is the better one */
    return err;
}

int media_sink_piece(const struct media_sink *sink)
{
    return sink->audio->frame_size;
}

int media_sink_level(const struct media_sink *sink)
{
    /* Of the parameter sets: profile, constraints, level. */
    const AVCodecContext *video = sink->video;
    enum { START_CODE = 4, LEVEL_AT = START_CODE + 3 };
    return video->extradata_size > LEVEL_AT ? video->extradata[LEVEL_AT] : 0;
}
