/*
 * limiter.h: a gain that never lets a signal over a ceiling: it begins to fall 5 ms before a peak,
 * in a straight line, and comes back slowly. Pure.
 */
#ifndef MEDIA_LIMITER_H
#define MEDIA_LIMITER_H

#include <stddef.h>

enum { MEDIA_LIMITER_AHEAD = 240 }; /* samples */

struct media_limiter {
    float released; /* the gain before it is smoothed */
    double sum;     /* of smooth */
    size_t at;      /* in smooth */
    float smooth[MEDIA_LIMITER_AHEAD + 1];
    /* The gains of the last samples that no later one undercuts, with their samples' numbers. */
    float least[MEDIA_LIMITER_AHEAD + 1];
    size_t number[MEDIA_LIMITER_AHEAD + 1];
    size_t first;
    size_t count;
    size_t taken;
};

void media_limiter_init(struct media_limiter *limiter);

/* media_limiter_next: wanted is the most that the next sample may be multiplied with, 1 or less.
 * The answer is the gain for the sample MEDIA_LIMITER_AHEAD before it. */
float media_limiter_next(struct media_limiter *limiter, float wanted);

#endif
