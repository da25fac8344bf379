/*
 * media_plan.h: the arithmetic of renditions: their sizes, their frame rate, and which picture is
 * shown when. Pure.
 */
#ifndef MEDIA_PLAN_H
#define MEDIA_PLAN_H

#include "base_err.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    MEDIA_SHORT_EDGE = 480, /* pixels of the first rendition; then 720 and 1080 */
    MEDIA_LARGER = 2,       /* how many renditions there are beside the first */
    MEDIA_STEP_PERCENT = 120,
    MEDIA_SIDE_MIN = 16,  /* pixels: less is no picture */
    MEDIA_ASPECT_MAX = 8, /* the longer side by the shorter */
    MEDIA_RATE_MAX = 60
};

struct media_size {
    int width;
    int height;
};

struct media_ratio {
    int num;
    int den;
};

/* The renditions of a clip, as shown. */
struct media_ladder {
    struct media_size first;
    struct media_size larger[MEDIA_LARGER]; /* from the smaller to the larger */
    int larger_count;
};

/*
 * media_plan_ladder: square pixels, even sides, the shape of the clip. The shorter sides are 480,
 * 720 and 1080 pixels, and none is longer than the clip's own: where the clip lies between two, the
 * upper one has the clip's size. A larger one is made where the clip has at least
 * MEDIA_STEP_PERCENT of the lines of the one below: 642 lines become 480 and 642; 570 only 480; 800
 * become 480 and 720. pixel is the shape of the clip's pixels (0 of anything: square); turned:
 * shown on its side. ERR_LIMIT: a side beyond LIMIT_VIDEO_SIDE; ERR_FORMAT: a size that makes no
 * sense.
 */
MUST_USE enum err media_plan_ladder(struct media_size stored, struct media_ratio pixel, bool turned,
                                    struct media_ladder *out_ladder);

/* media_plan_rate: the constant frame rate for a clip with this many pictures, of which the last
 * begins span_us after the first, at most 60: the nearest usual rate; else the lowest that is so
 * many times the clip's; else, since no tick fits its pictures, the next higher that has ticks
 * often enough. What the clip says of its rate (0 of anything: nothing) counts where it only lacks
 * some pictures. */
struct media_ratio media_plan_rate(int64_t pictures, int64_t span_us, struct media_ratio said);

/* media_plan_lead: how much before 0 the ticks have to begin so that one of them is at time_us:
 * less than a tick; below 0: so little after it that nobody misses what is before. */
int64_t media_plan_lead(struct media_ratio rate, int64_t time_us);

/*
 * How fast a clip moves while it moves: the steps from each picture to the next, without the rests
 * between them. A clip that moves for two seconds and rests for twelve is not a slow one.
 */
struct media_motion {
    int64_t last_us;
    bool started;
    bool rested;
    int64_t steps;
    int64_t span_us; /* of the steps */
};

/* media_motion_take: the next picture, in the order of decoding, is decoded at this time. */
void media_motion_take(struct media_motion *m, int64_t time_us);

/* media_motion_tells: there were rests, and enough steps besides to know a rate from. */
bool media_motion_tells(const struct media_motion *m);

/*
 * Which picture is shown when: each picture of the clip takes the place of the one before from the
 * tick that is nearest to its time, or from the very next tick if its time is within three quarters
 * of a tick of that one: so pictures that come as fast as the ticks are each shown once, wherever
 * between the ticks their times lie. The first is shown from the start on.
 */
struct media_clock {
    struct media_ratio rate;
    int64_t next; /* the tick that is to be filled next */
    bool holding; /* there is a picture to fill it with */
};

/* media_clock_take: a picture with this time comes; returns for how many ticks the picture that is
 * held has to be shown before it is replaced. */
int64_t media_clock_take(struct media_clock *c, int64_t time_us);

/* media_clock_end: the clip ends at this time; returns for how many ticks the last picture is
 * shown, at least one if there is one. */
int64_t media_clock_end(struct media_clock *c, int64_t time_us);

/* media_clock_us: the time at which the ticks filled so far end. */
int64_t media_clock_us(const struct media_clock *c);

#endif
