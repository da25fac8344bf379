/*
 * codec.h: the decoders that a clip may reach, and names of codecs for people.
 */
#ifndef MEDIA_CODEC_H
#define MEDIA_CODEC_H

#include "av.h"
#include "base_limits.h"

/* The most pixels that a picture may have, whatever it claims. */
enum { MEDIA_CODEC_PIXELS = LIMIT_VIDEO_SIDE * LIMIT_VIDEO_SIDE };

/* Names for FFmpeg's own checks, separated by commas. */
extern const char media_demuxers[];
extern const char media_decoders[];

/* media_codec_find: the decoder for a codec, NULL if none is allowed or built in. */
const AVCodec *media_codec_find(enum AVCodecID id);

/* media_codec_open: a decoder for the stream. ERR_NOMEM; else it is no use: ERR_FORMAT. */
MUST_USE enum err media_codec_open(const AVStream *stream, int threads, AVCodecContext **out_codec);

/* media_codec_refuse: refuses the clip because of this track's codec, and names it. */
enum err media_codec_refuse(struct media_result *result, const AVStream *stream);

#endif
