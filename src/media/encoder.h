/*
 * encoder.h: pictures to H.264, sound to AAC. What comes out carries nothing but pictures and
 * sound: the description that x264 writes of itself is taken out.
 */
#ifndef MEDIA_ENCODER_H
#define MEDIA_ENCODER_H

#include "av.h"
#include "media_plan.h"

struct media_encoder;

struct media_encoder_plan {
    enum ctl_stage stage;
    struct media_size size;
    struct media_ratio rate;
    int threads;
    bool thrifty; /* with memory: the clip's own pictures need much of it */
};

MUST_USE enum err media_encoder_video(const struct media_encoder_plan *plan,
                                      struct media_encoder **out_encoder);
MUST_USE enum err media_encoder_audio(struct media_encoder **out_encoder);
void media_encoder_close(struct media_encoder *encoder);
AUTO_CLOSER(media_encoder_close, struct media_encoder)

/* media_encoder_send: a picture (pts: its tick) or a piece of sound (pts: its first sample); NULL:
 * nothing follows. Then all packets must be fetched. */
MUST_USE enum err media_encoder_send(struct media_encoder *encoder, const AVFrame *frame);

/* media_encoder_next: ERR_NOT_FOUND: no packet for now. Borrowed until the next call. */
MUST_USE enum err media_encoder_next(struct media_encoder *encoder, const AVPacket **out_packet);

/* media_encoder_codec: for what a file says of its tracks. Borrowed. */
const AVCodecContext *media_encoder_codec(const struct media_encoder *encoder);

/* media_encoder_level: of H.264, times ten. */
int media_encoder_level(const struct media_encoder *encoder);

/* media_encoder_group: ticks from one key picture to the next. */
int media_encoder_group(struct media_ratio rate);

#endif
