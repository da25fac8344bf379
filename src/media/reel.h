/*
 * reel.h: decoded pictures on their way: each is shown at its ticks, in every rendition of the
 * stage; the first stage also looks at them for what stands for the clip.
 */
#ifndef MEDIA_REEL_H
#define MEDIA_REEL_H

#include "av.h"
#include "media_plan.h"

struct media_reel;

struct media_reel_plan {
    const struct media_job *job;
    const AVStream *stream;
    const AVCodecContext *audio; /* NULL: no sound */
    struct media_ratio rate;
    int64_t length_us; /* of the clip, as it was surveyed */
    int threads;
    bool thrifty; /* with memory */
};

/* media_reel_open: with the clip's first picture, whose size is the true one. Refuses (in result)
 * sizes that can't be shown. */
MUST_USE enum err media_reel_open(const struct media_reel_plan *plan, const AVFrame *first,
                                  struct media_result *result, struct media_reel **out_reel);
void media_reel_close(struct media_reel *reel);
AUTO_CLOSER(media_reel_close, struct media_reel)

/* media_reel_take: the next picture, from time_us on. ERR_LIMIT: it is too large. */
MUST_USE enum err media_reel_take(struct media_reel *reel, const AVFrame *frame, int64_t time_us);

/* media_reel_sound: a packet for every rendition. */
MUST_USE enum err media_reel_sound(struct media_reel *reel, const AVPacket *packet);

/* media_reel_end: the last picture stays until end_us; nothing follows, pictures or sound. Files
 * are whole; fills in the report. */
MUST_USE enum err media_reel_end(struct media_reel *reel, int64_t end_us,
                                 struct media_result *result);

#endif
