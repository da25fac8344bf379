/*
 * looks.h: what stands for a clip beside its renditions: poster, filmstrip, blurhash, perceptual
 * hashes; all from the pictures of the first rendition.
 */
#ifndef MEDIA_LOOKS_H
#define MEDIA_LOOKS_H

#include "av.h"
#include "media_plan.h"

struct media_looks;

struct media_looks_plan {
    int64_t length_us; /* what is expected of the clip */
    int64_t poster_us; /* when its poster is on show; below 0: the best of its first pictures */
};

MUST_USE enum err media_looks_open(struct media_size size, struct media_ratio rate,
                                   const struct media_looks_plan *plan,
                                   struct media_looks **out_looks);
void media_looks_close(struct media_looks *looks);
AUTO_CLOSER(media_looks_close, struct media_looks)

/* media_looks_take: a picture that is on show for so many ticks from tick on, in order. */
MUST_USE enum err media_looks_take(struct media_looks *looks, const AVFrame *shown, int64_t tick,
                                   int64_t ticks);

/* media_looks_write: at the end: the job's poster and strip, and what the report says. */
MUST_USE enum err media_looks_write(struct media_looks *looks, const struct media_job *job,
                                    struct media_result *result);

#endif
