#include "codec.h"

#include "base_limits.h"

#include <stdio.h>
#include <string.h>

const char media_demuxers[] = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf";

/* What phones, browsers, cameras and old tools write. No row, no access: FFmpeg has hundreds more.
 * X(codec, decoder) */
#define DECODERS(X)                                                                                \
    X(H264, "h264")                                                                                \
    X(HEVC, "hevc")                                                                                \
    X(VP8, "vp8")                                                                                  \
    X(VP9, "vp9")                                                                                  \
    X(AV1, "libdav1d")                                                                             \
    X(MPEG4, "mpeg4")                                                                              \
    X(MPEG2VIDEO, "mpeg2video")                                                                    \
    X(MPEG1VIDEO, "mpeg1video")                                                                    \
    X(H263, "h263")                                                                                \
    X(FLV1, "flv")                                                                                 \
    X(THEORA, "theora")                                                                            \
    X(MJPEG, "mjpeg")                                                                              \
    X(PRORES, "prores")                                                                            \
    X(DNXHD, "dnxhd")                                                                              \
    X(DVVIDEO, "dvvideo")                                                                          \
    X(MSMPEG4V2, "msmpeg4v2")                                                                      \
    X(MSMPEG4V3, "msmpeg4")                                                                        \
    X(WMV1, "wmv1")                                                                                \
    X(WMV2, "wmv2")                                                                                \
    X(WMV3, "wmv3")                                                                                \
    X(WMAV1, "wmav1")                                                                              \
    X(WMAV2, "wmav2")                                                                              \
    X(AAC, "aac")                                                                                  \
    X(AAC_LATM, "aac_latm")                                                                        \
    X(MP3, "mp3float")                                                                             \
    X(MP2, "mp2float")                                                                             \
    X(OPUS, "opus")                                                                                \
    X(VORBIS, "vorbis")                                                                            \
    X(FLAC, "flac")                                                                                \
    X(ALAC, "alac")                                                                                \
    X(AC3, "ac3")                                                                                  \
    X(EAC3, "eac3")                                                                                \
    X(AMR_NB, "amrnb")                                                                             \
    X(AMR_WB, "amrwb")                                                                             \
    X(SPEEX, "speex")                                                                              \
    X(PCM_S16LE, "pcm_s16le")                                                                      \
    X(PCM_S16BE, "pcm_s16be")                                                                      \
    X(PCM_S24LE, "pcm_s24le")                                                                      \
    X(PCM_S24BE, "pcm_s24be")                                                                      \
    X(PCM_S32LE, "pcm_s32le")                                                                      \
    X(PCM_F32LE, "pcm_f32le")                                                                      \
    X(PCM_U8, "pcm_u8")                                                                            \
    X(ADPCM_IMA_WAV, "adpcm_ima_wav")                                                              \
    X(ADPCM_IMA_QT, "adpcm_ima_qt")                                                                \
    X(ADPCM_MS, "adpcm_ms")                                                                        \
    X(PCM_ALAW, "pcm_alaw")                                                                        \
    X(PCM_MULAW, "pcm_mulaw")

static const struct {
    enum AVCodecID id;
    const char *decoder;
} allowed[] = {
#define DECODER_ROW(codec, name) {AV_CODEC_ID_##codec, name},
    DECODERS(DECODER_ROW)
#undef DECODER_ROW
};

#define DECODER_NAME(codec, name) name ","
const char media_decoders[] = DECODERS(DECODER_NAME) "";
#undef DECODER_NAME

/* What newer clips say in four letters and this FFmpeg does not know. */
static const struct {
    char tag[5];
    const char *name;
} tags[] = {
    {"vvc1", "VVC, H.266"}, {"vvi1", "VVC, H.266"},   {"evc1", "EVC"},
    {"lvc1", "LCEVC"},      {"apv1", "APV"},          {"apac", "Apple spatial audio"},
    {"iamf", "IAMF"},       {"mha1", "MPEG-H audio"}, {"mhm1", "MPEG-H audio"},
    {"ac-4", "Dolby AC-4"}, {"av02", "AV2"},          {"encv", "encrypted"},
    {"enca", "encrypted"},  {"drmi", "encrypted"},    {"drms", "encrypted"},
};

const AVCodec *media_codec_find(enum AVCodecID id)
{
    for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++) {
        if (allowed[i].id == id) {
            return avcodec_find_decoder_by_name(allowed[i].decoder);
        }
    }
    return NULL;
}

enum err media_codec_open(const AVStream *stream, int threads, AVCodecContext **out_codec)
{
    const AVCodec *decoder = media_codec_find(stream->codecpar->codec_id);
    if (decoder == NULL) {
        return ERR_FORMAT;
    }
    AUTO(av_codec) AVCodecContext *codec = avcodec_alloc_context3(decoder);
    if (codec == NULL) {
        return ERR_NOMEM;
    }
    TRY_AV(avcodec_parameters_to_context(codec, stream->codecpar));
    codec->pkt_timebase = stream->time_base;
    /* Theora's takes no new head midway, as files put together have one, but in one thread. */
    codec->thread_count = stream->codecpar->codec_id == AV_CODEC_ID_THEORA ? 1 : threads;
    codec->max_pixels = MEDIA_CODEC_PIXELS;
    AUTO(av_dict) AVDictionary *options = NULL;
    TRY_AV(av_dict_set(&options, "codec_whitelist", media_decoders, 0));
    enum err err = media_err(avcodec_open2(codec, decoder, &options));
    if (err != ERR_OK) {
        return err == ERR_NOMEM ? ERR_NOMEM : ERR_FORMAT;
    }
    *out_codec = MOVE(codec);
    return ERR_OK;
}

static void name_tag(uint32_t tag, char *out, size_t size)
{
    char text[5] = {0};
    for (unsigned i = 0; i < 4; i++) {
        unsigned char byte = (unsigned char)(tag >> (8 * i));
        text[i] = (char)(byte > 0x20 && byte < 0x7f ? byte : '?');
    }
    const char *name = text;
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        if (strcmp(tags[i].tag, text) == 0) {
            name = tags[i].name;
        }
    }
    (void)snprintf(out, size, "%s", name);
}

enum err media_codec_refuse(struct media_result *result, const AVStream *stream)
{
    const AVCodecParameters *codec = stream->codecpar;
    if (codec->codec_id == AV_CODEC_ID_NONE && codec->codec_tag == 0) {
        return media_refuse(result, REFUSAL_UNREADABLE);
    }
    if (codec->codec_id == AV_CODEC_ID_NONE) {
        name_tag(codec->codec_tag, result->codec, sizeof(result->codec));
    } else {
        (void)snprintf(result->codec, sizeof(result->codec), "%s",
                       avcodec_get_name(codec->codec_id));
    }
    return media_refuse(result, REFUSAL_CODEC);
}
