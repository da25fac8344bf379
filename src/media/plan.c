#include "media_plan.h"

#include "base_limits.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static const struct media_ratio rates[] = {
    {10, 1},       {12, 1}, {15, 1}, {20, 1}, {24000, 1001}, {24, 1}, {25, 1},
    {30000, 1001}, {30, 1}, {48, 1}, {50, 1}, {60000, 1001}, {60, 1},
};
enum { RATE_COUNT = sizeof(rates) / sizeof(*rates) };

/* A rate is meant if the clip's own is as near as this: the distance between 24 and 25 is 4 %. */
static const double rate_slack = 0.012;

/* Of rates that are as near to each other as 24 and 24000 / 1001, half the distance. */
static const double rate_near = 0.0005;

/* Pictures that no usual rate fits are shown at the nearest of so many ticks a second, at least. */
static const double rate_fine = 24;

/* So much at a clip's start nobody misses. */
enum { SPARE_US = 20 * 1000 };

/* A clip may lack this share of the pictures that its own rate asks for. */
static const double lost_share = 0.3;

/* A picture that stays for longer is a rest; so many steps, of so long together, are a motion. */
enum { REST_US = 200 * 1000, MOTION_STEPS = 10, MOTION_US = 250 * 1000 };

static int even(double side)
{
    int half = (int)(side / 2 + 0.5);
    return half < 1 ? 2 : 2 * half;
}

/* A clip's picture, of square pixels. */
struct shape {
    double width;
    double height;
    double shorter;
    bool turned;
};

static struct media_size size_of(const struct shape *shape, int edge)
{
    double scale = edge / shape->shorter;
    struct media_size size = {even(shape->width * scale), even(shape->height * scale)};
    return shape->turned ? (struct media_size){size.height, size.width} : size;
}

static void step(const struct shape *shape, struct media_ladder *ladder)
{
    static const int edges[] = {MEDIA_SHORT_EDGE, 720, 1080};
    int lines = (int)shape->shorter & ~1;
    int below = 0;
    for (int i = 0; i <= MEDIA_LARGER; i++) {
        int edge = lines < edges[i] ? lines : edges[i];
        if (lines * 100 < below * MEDIA_STEP_PERCENT) {
            return;
        }
        struct media_size size = size_of(shape, edge);
        if (i == 0) {
            ladder->first = size;
        } else {
            ladder->larger[ladder->larger_count++] = size;
        }
        below = edge;
    }
}

enum err media_plan_ladder(struct media_size stored, struct media_ratio pixel, bool turned,
                           struct media_ladder *out_ladder)
{
    if (stored.width > LIMIT_VIDEO_SIDE || stored.height > LIMIT_VIDEO_SIDE) {
        return ERR_LIMIT;
    }
    if (stored.width < MEDIA_SIDE_MIN || stored.height < MEDIA_SIDE_MIN) {
        return ERR_FORMAT;
    }
    struct shape shape = {.width = stored.width, .height = stored.height, .turned = turned};
    if (pixel.num > 0 && pixel.den > 0) {
        /* The side that is too long shrinks: no rendition has more than the clip. */
        double aspect = (double)pixel.num / pixel.den;
        shape.width *= aspect < 1 ? aspect : 1;
        shape.height /= aspect > 1 ? aspect : 1;
    }
    shape.shorter = shape.width < shape.height ? shape.width : shape.height;
    double longer = shape.width < shape.height ? shape.height : shape.width;
    if (shape.shorter < MEDIA_SIDE_MIN || longer > shape.shorter * MEDIA_ASPECT_MAX) {
        return ERR_FORMAT;
    }
    struct media_ladder ladder = {.larger_count = 0};
    step(&shape, &ladder);
    *out_ladder = ladder;
    return ERR_OK;
}

static double rate_value(struct media_ratio rate)
{
    return (double)rate.num / rate.den;
}

/* At the lowest rate that fits as well as any, each picture would be shown for as many ticks. */
static size_t find_multiple(double wanted)
{
    size_t found = RATE_COUNT;
    double least = rate_slack;
    for (size_t i = 0; i < RATE_COUNT; i++) {
        double times = floor(rate_value(rates[i]) / wanted + 0.5);
        double off = fabs(rate_value(rates[i]) / wanted / times - 1);
        if (times >= 2 && off < least) {
            found = i;
            least = off - rate_near;
        }
    }
    return found;
}

struct media_ratio media_plan_rate(int64_t pictures, int64_t span_us, struct media_ratio said)
{
    if (pictures < 2 || span_us <= 0) {
        return (struct media_ratio){30, 1};
    }
    double wanted = (double)(pictures - 1) * 1e6 / (double)span_us;
    double claim = said.num > 0 && said.den > 0 ? rate_value(said) : 0;
    if (claim > wanted && claim * (1 - lost_share) < wanted) {
        wanted = claim;
    }
    size_t nearest = RATE_COUNT;
    double least = rate_slack;
    for (size_t i = 0; i < RATE_COUNT; i++) {
        double off = rate_value(rates[i]) / wanted - 1;
        off = off < 0 ? -off : off;
        if (off < least) {
            least = off;
            nearest = i;
        }
    }
    nearest = nearest == RATE_COUNT ? find_multiple(wanted) : nearest;
    for (size_t i = 0; nearest == RATE_COUNT && i < RATE_COUNT; i++) {
        double rate = rate_value(rates[i]);
        nearest = rate >= wanted && rate >= rate_fine ? i : nearest;
    }
    return rates[nearest == RATE_COUNT ? RATE_COUNT - 1 : nearest];
}

int64_t media_plan_lead(struct media_ratio rate, int64_t time_us)
{
    const int64_t tick = (int64_t)rate.den * 1000000; /* in the unit of late */
    int64_t late = time_us % tick * rate.num % tick;
    late += late < 0 ? tick : 0;
    bool spared = late <= tick / 2 && late <= (int64_t)SPARE_US * rate.num;
    return (spared ? -late : tick - late) / rate.num;
}

void media_motion_take(struct media_motion *m, int64_t time_us)
{
    if (m->started && time_us >= m->last_us) {
        bool rest = time_us - m->last_us > REST_US;
        m->rested = m->rested || rest;
        m->steps += rest ? 0 : 1;
        m->span_us += rest ? 0 : time_us - m->last_us;
    }
    m->started = true;
    m->last_us = time_us;
}

bool media_motion_tells(const struct media_motion *m)
{
    return m->rested && m->steps >= MOTION_STEPS && m->span_us >= MOTION_US;
}

/* One tick, in the unit of ahead_of: nothing is rounded there. */
static int64_t tick_length(const struct media_clock *c)
{
    return (int64_t)c->rate.den * 1000000;
}

/* How far a time lies behind the start of the next tick. Times come from the clip: they are brought
 * between the start and somewhat past the limit. */
static int64_t ahead_of(const struct media_clock *c, int64_t time_us)
{
    assert(c->rate.num > 0);
    assert(c->rate.den > 0);
    int64_t most_us = (int64_t)(LIMIT_VIDEO_S + 1) * 1000000;
    int64_t kept_us = time_us < 0 ? 0 : time_us > most_us ? most_us : time_us;
    return kept_us * c->rate.num - c->next * tick_length(c);
}

/* The nearest number of ticks; less than least is never said. */
static int64_t ticks_of(const struct media_clock *c, int64_t ahead, int64_t least)
{
    int64_t ticks = ahead < 0 ? 0 : (ahead + tick_length(c) / 2) / tick_length(c);
    return ticks < least ? least : ticks;
}

/* Steady times that lie in the middle between two ticks must not go now to the one, now to the
 * other: while it is one tick that passed, or nearly, it is one. */
int64_t media_clock_take(struct media_clock *c, int64_t time_us)
{
    if (!c->holding) {
        c->holding = true;
        return 0;
    }
    int64_t ahead = ahead_of(c, time_us);
    int64_t quarter = tick_length(c) / 4;
    bool one = ahead > quarter && ahead < 7 * quarter;
    int64_t ticks = one ? 1 : ticks_of(c, ahead, 0);
    c->next += ticks;
    return ticks;
}

int64_t media_clock_end(struct media_clock *c, int64_t time_us)
{
    if (!c->holding) {
        return 0;
    }
    int64_t ticks = ticks_of(c, ahead_of(c, time_us), 1);
    c->next += ticks;
    c->holding = false;
    return ticks;
}

int64_t media_clock_us(const struct media_clock *c)
{
    return c->next * c->rate.den * 1000000 / c->rate.num;
}
