#include "encoder.h"

#include "sound.h"

#include <libavcodec/bsf.h>
#include <libavutil/opt.h>
#include <stdlib.h>

enum {
    GROUP_S = 2, /* a seek lands at most this far away; a part of HLS is as long */
    AUDIO_BITS = 160 * 1000
};

/* By the shorter side: noise must not fill the disk. */
struct ceiling {
    int edge;
    int bits_max; /* per second */
};

static const struct ceiling ceilings[] = {
    {MEDIA_SHORT_EDGE, 3000 * 1000},
    {720, 5000 * 1000},
    {LIMIT_VIDEO_SIDE, 8000 * 1000},
};

#define ORDER "mbtree=1:b-adapt=0:b-pyramid=none:weightb=0:weightp=0:partitions=none"

struct media_encoder {
    AVCodecContext *codec;
    AVBSFContext *strip; /* pictures only */
    AVPacket *packet;
};

static int bits_max(struct media_size size)
{
    int edge = size.width < size.height ? size.width : size.height;
    size_t i = 0;
    while (ceilings[i].edge < edge && i + 1 < sizeof(ceilings) / sizeof(*ceilings)) {
        i++;
    }
    return ceilings[i].bits_max;
}

int media_encoder_group(struct media_ratio rate)
{
    return (GROUP_S * rate.num + rate.den / 2) / rate.den;
}

static enum err encoder_new(const char *name, struct media_encoder **out_encoder)
{
    AUTO(media_encoder_close) struct media_encoder *encoder = calloc(1, sizeof(*encoder));
    if (encoder == NULL) {
        return ERR_NOMEM;
    }
    encoder->packet = av_packet_alloc();
    encoder->codec = avcodec_alloc_context3(avcodec_find_encoder_by_name(name));
    if (encoder->packet == NULL || encoder->codec == NULL) {
        return ERR_NOMEM;
    }
    *out_encoder = MOVE(encoder);
    return ERR_OK;
}

static void describe(AVCodecContext *video, const struct media_encoder_plan *plan)
{
    int most = bits_max(plan->size);
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
    video->gop_size = media_encoder_group(plan->rate);
    video->rc_max_rate = most;
    video->rc_buffer_size = 2 * most;
    video->thread_count = plan->threads;
    video->flags = AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
    video->flags |= (int)AV_CODEC_FLAG_CLOSED_GOP;
}

/* NAL units of type 6 (SEI): x264 writes only its version and settings there. */
static enum err open_strip(struct media_encoder *encoder)
{
    TRY_AV(av_bsf_alloc(av_bsf_get_by_name("filter_units"), &encoder->strip));
    TRY_AV(avcodec_parameters_from_context(encoder->strip->par_in, encoder->codec));
    encoder->strip->time_base_in = encoder->codec->time_base;
    TRY_AV(av_opt_set(encoder->strip->priv_data, "remove_types", "6", 0));
    return media_err(av_bsf_init(encoder->strip));
}

enum err media_encoder_video(const struct media_encoder_plan *plan,
                             struct media_encoder **out_encoder)
{
    AUTO(media_encoder_close) struct media_encoder *encoder = NULL;
    TRY(encoder_new("libx264", &encoder));
    describe(encoder->codec, plan);
    /* x264's "superfast" with the one thing of "veryfast" that is worth its time: bits go where
     * later pictures look (mbtree). Between two pictures that others are made from there are always
     * three that nothing is made from, of whole blocks: to look for better orders costs a tenth of
     * the time and saves nothing. On clips of phones that is veryfast's quality for little more
     * than half of the work, and some more bytes. A cut gets no key picture of its own: they come
     * every two seconds, and at no other time. Somebody waits for the first stage: there, looking
     * ahead is a thread of its own, at some more memory. */
    const bool first = plan->stage == STAGE_FIRST;
    const char *const settings[] = {"preset",
                                    "superfast",
                                    "profile",
                                    "high",
                                    "crf",
                                    first ? "22.8" : "22.0", /* larger ones show more */
                                    "rc-lookahead",
                                    plan->thrifty ? "5" : "10", /* pictures: memory */
                                    "sc_threshold",
                                    "0",
                                    "x264-params",
                                    first ? ORDER : ORDER ":sync-lookahead=0",
                                    NULL};
    AUTO(av_dict) AVDictionary *options = NULL;
    TRY(media_options(&options, settings));
    TRY_AV(avcodec_open2(encoder->codec, NULL, &options));
    TRY(open_strip(encoder));
    *out_encoder = MOVE(encoder);
    return ERR_OK;
}

enum err media_encoder_audio(struct media_encoder **out_encoder)
{
    AUTO(media_encoder_close) struct media_encoder *encoder = NULL;
    TRY(encoder_new("aac", &encoder));
    AVCodecContext *audio = encoder->codec;
    audio->sample_fmt = AV_SAMPLE_FMT_FLTP;
    audio->sample_rate = MEDIA_SOUND_RATE;
    audio->time_base = (AVRational){1, MEDIA_SOUND_RATE};
    audio->bit_rate = AUDIO_BITS;
    audio->profile = FF_PROFILE_AAC_LOW;
    audio->thread_count = 1;
    audio->flags = AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
    av_channel_layout_default(&audio->ch_layout, 2);
    /* "twoloop", what FFmpeg takes unless told, is four times the work, and further from the sound
     * of music and speech; of noise alone this one loses a little more of what is highest. */
    const char *const settings[] = {"aac_coder", "fast", NULL};
    AUTO(av_dict) AVDictionary *options = NULL;
    TRY(media_options(&options, settings));
    TRY_AV(avcodec_open2(audio, NULL, &options));
    *out_encoder = MOVE(encoder);
    return ERR_OK;
}

void media_encoder_close(struct media_encoder *encoder)
{
    if (encoder == NULL) {
        return;
    }
    avcodec_free_context(&encoder->codec);
    av_bsf_free(&encoder->strip);
    av_packet_free(&encoder->packet);
    free(encoder);
}

enum err media_encoder_send(struct media_encoder *encoder, const AVFrame *frame)
{
    return media_err(avcodec_send_frame(encoder->codec, frame));
}

/* The next packet of got's kind; ERR_NOT_FOUND for "none now" and "none any more". */
static enum err outcome(int got)
{
    return got == AVERROR(EAGAIN) || got == AVERROR_EOF ? ERR_NOT_FOUND : media_err(got);
}

enum err media_encoder_next(struct media_encoder *encoder, const AVPacket **out_packet)
{
    AVPacket *packet = encoder->packet;
    av_packet_unref(packet);
    TRY(outcome(avcodec_receive_packet(encoder->codec, packet)));
    if (encoder->strip != NULL) {
        TRY_AV(av_bsf_send_packet(encoder->strip, packet));
        TRY(outcome(av_bsf_receive_packet(encoder->strip, packet)));
    }
    *out_packet = packet;
    return ERR_OK;
}

const AVCodecContext *media_encoder_codec(const struct media_encoder *encoder)
{
    return encoder->codec;
}

int media_encoder_level(const struct media_encoder *encoder)
{
    /* Of the parameter sets: profile, constraints, level. */
    const AVCodecContext *video = encoder->codec;
    enum { START_CODE = 4, LEVEL_AT = START_CODE + 3 };
    return video->extradata_size > LEVEL_AT ? video->extradata[LEVEL_AT] : 0;
}
