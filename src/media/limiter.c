#include "limiter.h"

enum { WINDOW = MEDIA_LIMITER_AHEAD + 1 };

/* The share of the way back to 1 at each sample: most of it in 80 ms. */
static const float release = 1.0f / (0.08f * 48000);

void media_limiter_init(struct media_limiter *limiter)
{
    *limiter = (struct media_limiter){.released = 1, .sum = WINDOW};
    for (size_t i = 0; i < WINDOW; i++) {
        limiter->smooth[i] = 1;
    }
}

/* The least of the last WINDOW gains. */
static float hold(struct media_limiter *limiter, float wanted)
{
    if (limiter->count > 0 && limiter->number[limiter->first] + WINDOW <= limiter->taken) {
        limiter->first = (limiter->first + 1) % WINDOW;
        limiter->count--;
    }
    while (limiter->count > 0 &&
           limiter->least[(limiter->first + limiter->count - 1) % WINDOW] >= wanted) {
        limiter->count--;
    }
    size_t end = (limiter->first + limiter->count) % WINDOW;
    limiter->least[end] = wanted;
    limiter->number[end] = limiter->taken;
    limiter->count++;
    limiter->taken++;
    return limiter->least[limiter->first];
}

/* Each of the WINDOW values whose mean is taken held the least of a window that has the sample in
 * it: so the mean is not over what that sample wants. */
float media_limiter_next(struct media_limiter *limiter, float wanted)
{
    float held = hold(limiter, wanted);
    if (held < limiter->released) {
        limiter->released = held;
    } else {
        limiter->released += (held - limiter->released) * release;
    }
    limiter->sum += (double)limiter->released - (double)limiter->smooth[limiter->at];
    limiter->smooth[limiter->at] = limiter->released;
    limiter->at = (limiter->at + 1) % WINDOW;
    return (float)(limiter->sum / WINDOW);
}
