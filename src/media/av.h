/*
 * av.h: FFmpeg's objects in our shape: AUTO for each, its errors as ours, a refusal that sticks.
 */
#ifndef MEDIA_AV_H
#define MEDIA_AV_H

#include "base_auto.h"
#include "base_err.h"
#include "media.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/frame.h>

static inline void av_packet_auto(AVPacket **packet)
{
    av_packet_free(packet);
}

static inline void av_frame_auto(AVFrame **frame)
{
    av_frame_free(frame);
}

static inline void av_dict_auto(AVDictionary **options)
{
    av_dict_free(options);
}

static inline void av_codec_auto(AVCodecContext **codec)
{
    avcodec_free_context(codec);
}

/* media_err: out of memory, no room on the disk, bytes that make no sense, anything else. A value
 * that is not negative is ERR_OK. */
enum err media_err(int averror);

#define TRY_AV(call) TRY(media_err(call))

/* media_options: names and values by turns, then NULL. */
MUST_USE enum err media_options(AVDictionary **options, const char *const *names_and_values);

/* media_refuse: notes why the clip is refused, unless a reason is noted already. Always ERR_FORMAT,
 * so that it can be returned. */
enum err media_refuse(struct media_result *result, enum refusal why);

/* media_refuse_size, media_refuse_length: too large, too long; with the limit. */
enum err media_refuse_size(struct media_result *result);
enum err media_refuse_length(struct media_result *result);

/* media_refuse_cut: nothing of the clip, which is so long, would be kept. */
enum err media_refuse_cut(struct media_result *result, int64_t length_ms);

#endif
