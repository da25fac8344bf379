/*
 * scenes_in.c: rain on a window, a cat on a sill.
 */
#include "paint.h"

#include <math.h>
#include <stdlib.h>

/* ---- rain on a window ---- */

static struct rgb city(const void *arg, float x, float y)
{
    float turn = *(const float *)arg;
    static const uint32_t lamps[] = {0xffb45e, 0xff6a4d, 0xffe0a3, 0x5cc8ff, 0xff86b7, 0x8ee6c4};
    struct rgb out = rgb_mix(rgb_of(0x141a33), rgb_of(0x2b1f3d), ease(0.2F, 1.5F, y));
    for (int i = 0; i < 40; i++) {
        float lx = chance(i, 11) * 1.1F - 0.05F;
        float ly = 0.25F + 1.35F * powf(chance(i, 12), 0.7F);
        float radius = 0.04F + 0.07F * chance(i, 13);
        float away = hypotf(x - lx, y - ly);
        if (away < radius * 1.2F) {
            float glint =
                0.72F + 0.28F * sinf(TWO_PI * (turn * (float)(1 + i % 3) + chance(i, 14)));
            float part =
                ease(radius * 1.08F, radius * 0.9F, away) * (0.55F + 0.45F * away / radius);
            struct rgb lamp = rgb_scaled(rgb_of(lamps[i % 6]), part * glint * 0.8F);
            out = (struct rgb){out.r + lamp.r, out.g + lamp.g, out.b + lamp.b};
        }
    }
    return out;
}

struct drop {
    struct point at;
    float radius;
};

/* Cells of a grid, each with a drop of its own. */
static bool still_drop(float x, float y, float cells, int seed, struct drop *out)
{
    int col = (int)floorf(x * cells);
    int row = (int)floorf(y * cells);
    float size = chance(col + seed, row * 3 + seed);
    if (size < 0.5F) {
        return false;
    }
    size = 2 * size - 1;
    out->radius = (0.07F + 0.25F * size * size) / cells;
    out->at.x = ((float)col + 0.33F + 0.34F * chance(col, row + seed)) / cells;
    out->at.y = ((float)row + 0.33F + 0.34F * chance(col + 9, row + seed)) / cells;
    return hypotf(x - out->at.x, (y - out->at.y) * 0.9F) < out->radius;
}

enum { SLIDES = 7 };

static struct drop slide(int i, float turn)
{
    float down = turn * (float)(1 + i % 2) + chance(i, 21);
    down -= floorf(down);
    float halting = down + 0.035F * sinf(TWO_PI * down * 3 + (float)i);
    struct drop d = {{0.08F + 0.84F * ((float)i + chance(i, 22) * 0.6F) / SLIDES, 0},
                     0.020F + 0.010F * chance(i, 23)};
    d.at.y = -0.1F + halting * (TALL + 0.2F);
    d.at.x += 0.012F * sinf(d.at.y * 9 + (float)i);
    return d;
}

/* What is behind the pane, and what runs down on it. */
struct behind {
    struct canvas city;
    struct drop slides[SLIDES];
};

static struct rgb through(const struct drop *d, float x, float y, const struct behind *b)
{
    float u = (x - d->at.x) / d->radius;
    float v = (y - d->at.y) / d->radius;
    struct rgb out = canvas_at(&b->city, d->at.x - u * 0.22F, d->at.y - v * 0.34F - 0.1F);
    float rim = ease(0.6F, 1, hypotf(u, v));
    out = rgb_scaled(out, 1.35F - 0.75F * rim);
    float shine = 0.75F * expf(-(powf(u + 0.35F, 2) + powf(v + 0.4F, 2)) * 14);
    return (struct rgb){out.r + shine, out.g + shine, out.b + shine};
}

static struct rgb pane(const void *arg, float x, float y)
{
    const struct behind *b = arg;
    struct drop d;
    bool wiped = false;
    for (int i = 0; i < SLIDES; i++) {
        d = b->slides[i];
        if (hypotf(x - d.at.x, (y - d.at.y) * 0.8F) < d.radius) {
            return through(&d, x, y, b);
        }
        float path = 0.012F * (sinf(y * 9 + (float)i) - sinf(d.at.y * 9 + (float)i));
        wiped = wiped || (y < d.at.y && y > d.at.y - 0.55F &&
                          fabsf(x - d.at.x - path) < d.radius * (0.9F - (d.at.y - y) * 1.2F));
    }
    if (!wiped && (still_drop(x, y, 7, 3, &d) || still_drop(x, y, 12, 40, &d))) {
        return through(&d, x, y, b);
    }
    struct rgb out = canvas_at(&b->city, x, y);
    return wiped ? rgb_scaled(out, 1.12F) : rgb_mix(out, rgb_of(0x8a93b5), 0.10F);
}

void paint_window(struct canvas *c, float turn)
{
    struct behind b = {
        .city = {.width = c->width / 2, .height = c->height / 2},
    };
    for (int i = 0; i < SLIDES; i++) {
        b.slides[i] = slide(i, turn);
    }
    b.city.pixels = calloc((size_t)b.city.width * (size_t)b.city.height, sizeof(*b.city.pixels));
    if (b.city.pixels != NULL) {
        canvas_fill(&b.city, city, &turn);
        canvas_fill(c, pane, &b);
    }
    free(b.city.pixels);
}

/* ---- a cat on a sill ---- */

static struct rgb evening(const void *arg, float x, float y)
{
    (void)arg;
    struct rgb out = rgb_mix(rgb_of(0x1b1e4a), rgb_of(0x5c3f80), ease(0, 0.75F, y));
    out = rgb_mix(out, rgb_of(0xf08a79), ease(0.6F, 1.2F, y));
    float moon = expf(-hypotf(x - 0.70F, y - 0.36F) * 5) * 0.5F;
    return (struct rgb){out.r + moon * 0.9F, out.g + moon * 0.85F, out.b + moon * 0.7F};
}

static void town(struct canvas *c, float turn)
{
    for (int i = 0; i < 9; i++) {
        float wide = 0.05F + 0.03F * chance(i, 31);
        float high = 0.12F + 0.2F * chance(i, 32);
        struct point at = {(float)i / 8, 1.22F};
        struct rgb wall = rgb_mix(rgb_of(0x3b2a5c), rgb_of(0x2b2350), chance(i, 33));
        canvas_box(c, at, wide, high, 0.004F, &(struct brush){wall, 1, 0, false});
        struct point roof[3] = {{at.x - wide - 0.01F, at.y - high + 0.004F},
                                {at.x + wide + 0.01F, at.y - high + 0.004F},
                                {at.x, at.y - high - 0.07F}};
        canvas_triangle(c, roof, &(struct brush){rgb_scaled(wall, 0.75F), 1, 0, false});
        for (int k = 0; k < 6; k++) {
            float lit = chance(i * 7 + k, 34);
            float wink = lit > 0.8F ? ease(-0.2F, 0.2F, sinf(TWO_PI * (turn + lit * 9))) : 1;
            struct point pane_at = {at.x + ((float)(k % 2) - 0.5F) * wide,
                                    at.y - high + 0.05F + 0.075F * (float)(k / 2)};
            canvas_box(
                c, pane_at, 0.013F, 0.018F, 0.003F,
                &(struct brush){rgb_of(0xffd98a), lit > 0.4F ? 0.9F * wink : 0.07F, 0, false});
        }
    }
}

static void cat_tail(struct canvas *c, struct rgb coat, float turn)
{
    struct point from = {0.60F, 1.27F};
    float swing = sinf(TWO_PI * turn * 3);
    for (int k = 1; k <= 14; k++) {
        float down = (float)k / 14;
        float bend = swing * 0.09F * down * down;
        struct point to = {0.60F + 0.10F * sinf(down * 2.4F) + bend,
                           1.27F + 0.36F * down - 0.04F * down * fabsf(swing)};
        canvas_line(c, from, to, 0.027F, 0.025F, &(struct brush){coat, 1, 0, false});
        from = to;
    }
}

static void cat_face(struct canvas *c, struct point head, float turn)
{
    float blink = 1;
    for (int i = 0; i < 3; i++) {
        static const float at[] = {0.18F, 0.23F, 0.71F};
        blink *= ease(0, 0.012F, fabsf(turn - at[i]));
    }
    float look = 0.006F * sinf(TWO_PI * turn);
    for (int s = -1; s <= 1; s += 2) {
        struct point eye = {head.x + (float)s * 0.052F, head.y + 0.005F};
        canvas_oval(c, eye, 0.026F, 0.003F + 0.023F * blink,
                    &(struct brush){rgb_of(0xffd84d), 1, 0, false});
        canvas_oval(c, (struct point){eye.x + look, eye.y}, 0.008F, 0.002F + 0.020F * blink,
                    &(struct brush){rgb_of(0x16131f), 1, 0, false});
        canvas_disc(c, (struct point){eye.x + look - 0.008F, eye.y - 0.009F}, 0.005F,
                    &(struct brush){{1, 1, 1}, 0.9F * blink, 0, false});
        for (int k = -1; k <= 1; k++) {
            struct point root = {head.x + (float)s * 0.035F, head.y + 0.055F};
            struct point end = {head.x + (float)s * 0.135F, head.y + 0.052F + 0.017F * (float)k};
            canvas_line(c, root, end, 0.0016F, 0.0008F,
                        &(struct brush){rgb_of(0xcfc4e8), 0.55F, 0.002F, false});
        }
    }
    struct point nose[3] = {{head.x - 0.012F, head.y + 0.036F},
                            {head.x + 0.012F, head.y + 0.036F},
                            {head.x, head.y + 0.050F}};
    canvas_triangle(c, nose, &(struct brush){rgb_of(0xf0959f), 1, 0.003F, false});
}

static void cat(struct canvas *c, float turn)
{
    struct rgb coat = rgb_of(0x272138);
    struct brush fur = {coat, 1, 0, false};
    float breath = 0.006F * sinf(TWO_PI * turn * 4);
    struct point head = {0.43F + 0.008F * sinf(TWO_PI * turn), 0.90F + breath * 0.6F};
    cat_tail(c, coat, turn);
    canvas_oval(c, (struct point){0.49F, 1.15F}, 0.155F + breath, 0.165F + breath, &fur);
    canvas_oval(c, (struct point){0.45F, 1.04F}, 0.105F, 0.14F, &fur);
    for (int s = -1; s <= 1; s += 2) {
        float twitch = s > 0 ? 0.02F * ease(0.04F, 0, fabsf(turn - 0.45F)) : 0;
        struct point ear[3] = {{head.x + (float)s * 0.115F, head.y - 0.02F},
                               {head.x + (float)s * 0.025F, head.y - 0.085F},
                               {head.x + (float)s * (0.105F + twitch), head.y - 0.165F + twitch}};
        canvas_triangle(c, ear, &fur);
        struct point in[3] = {{head.x + (float)s * 0.098F, head.y - 0.055F},
                              {head.x + (float)s * 0.05F, head.y - 0.085F},
                              {head.x + (float)s * (0.095F + twitch), head.y - 0.135F + twitch}};
        canvas_triangle(c, in, &(struct brush){rgb_of(0x6b4560), 1, 0.006F, false});
    }
    canvas_oval(c, head, 0.125F, 0.105F, &fur);
    canvas_oval(c, (struct point){head.x - 0.05F, head.y - 0.05F}, 0.07F, 0.045F,
                &(struct brush){rgb_of(0x3a3152), 0.6F, 0.06F, false});
    cat_face(c, head, turn);
    for (int s = -1; s <= 1; s += 2) {
        canvas_oval(c, (struct point){0.44F + (float)s * 0.05F, 1.285F}, 0.045F, 0.028F,
                    &(struct brush){rgb_of(0x2f2843), 1, 0, false});
    }
}

static void frame(struct canvas *c)
{
    struct brush wall = {rgb_of(0x3a2740), 1, 0, false};
    canvas_box(c, (struct point){0.5F, 1.60F}, 0.6F, 0.29F, 0, &wall);
    canvas_box(c, (struct point){0.02F, 0.8F}, 0.05F, 1, 0, &wall);
    canvas_box(c, (struct point){0.98F, 0.8F}, 0.05F, 1, 0, &wall);
    canvas_box(c, (struct point){0.5F, 0.02F}, 0.6F, 0.08F, 0, &wall);
    struct brush wood = {rgb_of(0x8a5a4e), 1, 0, false};
    canvas_box(c, (struct point){0.08F, 0.70F}, 0.016F, 0.63F, 0.004F, &wood);
    canvas_box(c, (struct point){0.92F, 0.70F}, 0.016F, 0.63F, 0.004F, &wood);
    canvas_box(c, (struct point){0.5F, 0.105F}, 0.435F, 0.016F, 0.004F, &wood);
    canvas_box(c, (struct point){0.5F, 1.335F}, 0.47F, 0.035F, 0.008F, &wood);
    canvas_box(c, (struct point){0.5F, 1.309F}, 0.47F, 0.008F, 0.004F,
               &(struct brush){rgb_of(0xb57f68), 1, 0, false});
}

void paint_cat(struct canvas *c, float turn)
{
    canvas_fill_soft(c, 4, evening, NULL);
    for (int i = 0; i < 60; i++) {
        struct point at = {chance(i, 41), chance(i, 42) * 0.8F};
        float wink = 0.5F + 0.5F * sinf(TWO_PI * (turn * (float)(1 + i % 3) + chance(i, 43)));
        canvas_disc(c, at, 0.0012F + 0.0012F * chance(i, 44),
                    &(struct brush){{1, 0.95F, 0.85F}, 0.3F + 0.6F * wink, 0.002F, false});
    }
    struct point moon = {0.70F, 0.36F};
    canvas_disc(c, moon, 0.095F, &(struct brush){rgb_of(0xfff1d0), 1, 0, false});
    canvas_disc(c, (struct point){0.675F, 0.335F}, 0.02F,
                &(struct brush){rgb_of(0xead6ae), 0.7F, 0.01F, false});
    canvas_disc(c, (struct point){0.735F, 0.385F}, 0.028F,
                &(struct brush){rgb_of(0xead6ae), 0.7F, 0.01F, false});
    town(c, turn);
    frame(c);
    canvas_oval(c, (struct point){0.5F, 1.31F}, 0.2F, 0.012F,
                &(struct brush){rgb_of(0x2a1a2a), 0.5F, 0.02F, false});
    cat(c, turn);
    for (int i = 0; i < 6; i++) {
        float a = TWO_PI * (turn + chance(i, 45));
        struct point at = {0.15F + 0.7F * chance(i, 46) + 0.05F * sinf(a + (float)i),
                           0.80F + 0.36F * chance(i, 47) + 0.04F * cosf(2 * a)};
        float light = 0.5F + 0.5F * sinf(3 * a + (float)i);
        canvas_glow(c, at, 0.06F, rgb_of(0xffe27a), 0.9F * light);
    }
}
