#include "media_plan.h"

#include "base_limits.h"

#include <assert.h>
#include <stdlib.h>

static const struct media_ratio rates[] = {
    {10, 1},       {12, 1}, {15, 1}, {20, 1}, {24000, 1001}, {24, 1}, {25, 1},
    {30000, 1001}, {30, 1}, {48, 1}, {50, 1}, {60000, 1001}, {60, 1},
};
enum { RATE_COUNT = sizeof(rates) / sizeof(*rates) };

/* A rate is meant if the clip's own is as near as this: the distance between 24 and 25 is 4 %. */
static const double rate_slack = 0.012;

/* A clip may lack this share of the pictures that its own rate asks for. */
static const double lost_share = 0.3;

static int even(double side)
{
    int half = (int)(side / 2 + 0.5);
    return half < 1 ? 2 : 2 * half;
}

enum err media_plan_size(struct media_size stored, struct media_ratio pixel, bool turned,
                         struct media_size *out_shown)
{
    if (stored.width > LIMIT_VIDEO_SIDE || stored.height > LIMIT_VIDEO_SIDE) {
        return ERR_LIMIT;
    }
    if (stored.width < MEDIA_SIDE_MIN || stored.height < MEDIA_SIDE_MIN) {
        return ERR_FORMAT;
    }
    double width = stored.width;
    double height = stored.height;
    if (pixel.num > 0 && pixel.den > 0) {
        /* The side that is too long shrinks: the rendition never has more than the clip. */
        double shape = (double)pixel.num / pixel.den;
        width *= shape < 1 ? shape : 1;
        height /= shape > 1 ? shape : 1;
    }
    double shorter = width < height ? width : height;
    double longer = width < height ? height : width;
    if (shorter < MEDIA_SIDE_MIN || longer > shorter * MEDIA_ASPECT_MAX) {
        return ERR_FORMAT;
    }
    int target = shorter < MEDIA_SHORT_EDGE ? (int)shorter & ~1 : MEDIA_SHORT_EDGE;
    double scale = target / shorter;
    struct media_size shown = {even(width * scale), even(height * scale)};
    *out_shown = turned ? (struct media_size){shown.height, shown.width} : shown;
    return ERR_OK;
}

static double rate_value(struct media_ratio rate)
{
    return (double)rate.num / rate.den;
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
    for (size_t i = 0; nearest == RATE_COUNT && i < RATE_COUNT; i++) {
        if (rate_value(rates[i]) >= wanted) {
            nearest = i;
        }
    }
    return rates[nearest == RATE_COUNT ? RATE_COUNT - 1 : nearest];
}

/* Times come from the clip: they are brought between the start and somewhat past the limit. */
static int64_t tick_of(const struct media_clock *c, int64_t time_us)
{
    assert(c->rate.num > 0);
    assert(c->rate.den > 0);
    int64_t most_us = (int64_t)(LIMIT_VIDEO_S + 1) * 1000000;
    int64_t kept_us = time_us < 0 ? 0 : time_us > most_us ? most_us : time_us;
    int64_t unit = (int64_t)c->rate.den * 1000000;
    return (kept_us * c->rate.num + unit / 2) / unit;
}

int64_t media_clock_take(struct media_clock *c, int64_t time_us)
{
    if (!c->holding) {
        c->holding = true;
        return 0;
    }
    int64_t ticks = tick_of(c, time_us) - c->next;
    if (ticks < 0) {
        ticks = 0;
    }
    c->next += ticks;
    return ticks;
}

int64_t media_clock_end(struct media_clock *c, int64_t time_us)
{
    if (!c->holding) {
        return 0;
    }
    int64_t ticks = tick_of(c, time_us) - c->next;
    if (ticks < 1) {
        ticks = 1;
    }
    c->next += ticks;
    c->holding = false;
    return ticks;
}

int64_t media_clock_us(const struct media_clock *c)
{
    return c->next * c->rate.den * 1000000 / c->rate.num;
}
