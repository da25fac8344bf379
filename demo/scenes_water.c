/*
 * scenes_water.c: a pond, the deep sea, a beach from above.
 */
#include "paint.h"

#include <math.h>

/* ---- carp in a pond ---- */

static struct rgb pond(const void *arg, float x, float y)
{
    float turn = *(const float *)arg;
    float a = cloud_round(x * 3.5F, y * 3.5F, turn, 3);
    float b = cloud_round(x * 5 + 4 + a, y * 5 + a, turn, 2);
    float ray = 1 - fabsf(2 * b - 1);
    float light = powf(clamp(ray, 0, 1), 9);
    struct rgb deep = rgb_mix(rgb_of(0x0c3b43), rgb_of(0x14595a), a * 0.8F + y * 0.2F);
    deep = rgb_mix(deep, rgb_of(0x061f2a), ease(0.5F, 1.15F, hypotf(x - 0.5F, (y - 0.9F) * 0.7F)));
    return (struct rgb){deep.r + light * 0.10F, deep.g + light * 0.20F, deep.b + light * 0.17F};
}

struct carp {
    struct point middle;
    float wide, high; /* of its way */
    float size, begin;
    int rounds; /* below zero: the other way */
    uint32_t back, spot;
};

static const struct carp carps[] = {
    {{0.50F, 0.62F}, 0.30F, 0.38F, 1.00F, 0.00F, 1, 0xf7f0e6, 0xe5552b},
    {{0.52F, 1.05F}, 0.34F, 0.40F, 1.15F, 0.30F, -1, 0xf28c38, 0xfff3e0},
    {{0.40F, 0.90F}, 0.24F, 0.56F, 0.85F, 0.62F, 1, 0xfbfaf5, 0x2b2b33},
    {{0.62F, 0.75F}, 0.25F, 0.50F, 0.80F, 0.15F, -1, 0xffd166, 0xf77f3c},
    {{0.45F, 1.25F}, 0.33F, 0.25F, 0.95F, 0.80F, 1, 0xf4efe9, 0xd93f2b},
};

static struct point carp_at(const struct carp *k, float turn)
{
    float a = TWO_PI * ((float)k->rounds * turn + k->begin);
    return (struct point){k->middle.x + k->wide * sinf(a) + 0.05F * sinf(2 * a + 1),
                          k->middle.y + k->high * cosf(a) + 0.06F * cosf(3 * a)};
}

/* A point of its spine: where it was a moment ago, and to the side as it beats its tail. */
static struct point spine(const struct carp *k, float turn, float back)
{
    float step = k->rounds > 0 ? -0.004F : 0.004F;
    float lag = back * 0.23F * k->size;
    struct point head = carp_at(k, turn);
    struct point ahead = carp_at(k, turn - step * (float)k->rounds * (float)k->rounds);
    struct point p = carp_at(k, turn - lag * 0.42F);
    float dx = ahead.x - head.x;
    float dy = ahead.y - head.y;
    float long_ = hypotf(dx, dy) + 1e-6F;
    float wave = 0.014F * k->size * back * sinf(TWO_PI * (turn * 12 + k->begin) - back * 4);
    return (struct point){p.x - dy / long_ * wave, p.y + dx / long_ * wave};
}

static float girth(float back)
{
    float body = sqrtf(clamp(back * 5, 0, 1)) * (1 - powf(clamp(back, 0, 1), 1.6F) * 0.86F);
    return 0.042F * body;
}

static void carp_tail(struct canvas *c, const struct carp *k, float turn, const struct brush *brush)
{
    struct point root = spine(k, turn, 0.92F);
    for (int i = -2; i <= 2; i++) {
        float sway = (float)i * 0.018F + 0.022F * sinf(TWO_PI * (turn * 12 + k->begin) - 4.6F);
        struct point far = spine(k, turn, 1.42F - 0.05F * (float)(i * i));
        struct point near = spine(k, turn, 1.0F);
        float dx = far.x - near.x;
        float dy = far.y - near.y;
        float size = hypotf(dx, dy) + 1e-6F;
        struct point end = {far.x - dy / size * sway, far.y + dx / size * sway};
        canvas_line(c, root, end, 0.008F * k->size, 0.013F * k->size, brush);
    }
}

static void carp_fins(struct canvas *c, const struct carp *k, float turn, const struct brush *brush)
{
    for (int part = 0; part < 2; part++) {
        struct point at = spine(k, turn, part == 0 ? 0.27F : 0.62F);
        struct point next = spine(k, turn, part == 0 ? 0.45F : 0.78F);
        float dx = next.x - at.x;
        float dy = next.y - at.y;
        float size = hypotf(dx, dy) + 1e-6F;
        float out = (part == 0 ? 0.062F : 0.035F) * k->size *
                    (1 + 0.15F * sinf(TWO_PI * (turn * 6 + k->begin + (float)part)));
        for (int s = -1; s <= 1; s += 2) {
            float o = out * (float)s;
            struct point end = {next.x - dy / size * o, next.y + dx / size * o};
            canvas_line(c, at, end, 0.012F * k->size, 0.015F * k->size, brush);
        }
    }
}

static void carp_paint(struct canvas *c, const struct carp *k, float turn, int number)
{
    struct brush fin = {rgb_mix(rgb_of(k->back), rgb_of(0x14595a), 0.25F), 0.55F, 0.012F, false};
    carp_fins(c, k, turn, &fin);
    carp_tail(c, k, turn, &fin);
    for (int i = 46; i >= 0; i--) {
        float back = (float)i / 46;
        struct point p = spine(k, turn, back);
        struct brush body = {rgb_of(k->back), 1, 0.006F, false};
        canvas_disc(c, p, girth(back) * k->size + 0.003F, &body);
    }
    for (int i = 44; i >= 1; i--) {
        float back = (float)i / 46;
        float spots = sinf(back * (8 + 3 * chance(number, 1)) + 6 * chance(number, 2));
        struct point p = spine(k, turn, back);
        struct brush spot = {rgb_of(k->spot), ease(0.1F, 0.5F, spots), 0.012F, false};
        canvas_disc(c, p, girth(back) * k->size * 0.78F, &spot);
        struct brush shine = {{1, 1, 1}, 0.035F, 0.02F, true};
        canvas_disc(c, p, girth(back) * k->size * 0.4F, &shine);
    }
}

static void carp_shadow(struct canvas *c, const struct carp *k, float turn)
{
    for (int i = 30; i >= 0; i--) {
        struct point p = spine(k, turn, (float)i / 26);
        p.x += 0.045F;
        p.y += 0.06F;
        struct brush shade = {rgb_of(0x02141b), 0.07F, 0.03F, false};
        canvas_disc(c, p, girth((float)i / 30) * k->size, &shade);
    }
}

struct pad {
    struct point middle;
    float radius, notch;
};

static float pad_edge(const void *arg, float x, float y)
{
    const struct pad *p = arg;
    float dx = x - p->middle.x;
    float dy = y - p->middle.y;
    float angle = atan2f(dy, dx) - p->notch;
    angle -= TWO_PI * floorf(angle / TWO_PI + 0.5F);
    float away = hypotf(dx, dy);
    float open = (0.22F - fabsf(angle)) * away;
    return fmaxf(away - p->radius * (1 + 0.02F * sinf(angle * 9)), open);
}

static void pads_paint(struct canvas *c, float turn)
{
    static const struct pad pads[] = {
        {{0.10F, 0.16F}, 0.15F, 0.8F}, {{0.33F, 0.07F}, 0.10F, 2.4F}, {{0.93F, 1.62F}, 0.17F, 3.6F},
        {{0.70F, 1.70F}, 0.11F, 5.2F}, {{0.05F, 1.38F}, 0.09F, 0.2F}, {{0.96F, 0.40F}, 0.10F, 3.0F},
    };
    for (size_t i = 0; i < sizeof(pads) / sizeof(pads[0]); i++) {
        struct pad p = pads[i];
        p.middle.x += 0.006F * sinf(TWO_PI * (turn + (float)i * 0.2F));
        p.notch += 0.05F * sinf(TWO_PI * (turn + (float)i * 0.37F));
        struct point wide = {p.radius * 1.1F, p.radius * 1.1F};
        struct pad shade = p;
        shade.middle.x += 0.03F;
        shade.middle.y += 0.04F;
        canvas_shape(c, pad_edge, &shade, shade.middle, wide,
                     &(struct brush){rgb_of(0x02141b), 0.4F, 0.03F, false});
        canvas_shape(c, pad_edge, &p, p.middle, wide,
                     &(struct brush){rgb_of(0x3f8f4f), 1, 0, false});
        struct pad inner = {p.middle, p.radius * 0.9F, p.notch};
        canvas_shape(c, pad_edge, &inner, p.middle, wide,
                     &(struct brush){rgb_of(0x5fae5c), 0.7F, 0.05F, false});
        for (int v = 0; v < 9; v++) {
            float a = p.notch + TWO_PI * ((float)v + 0.9F) / 10;
            struct point end = {p.middle.x + cosf(a) * p.radius * 0.85F,
                                p.middle.y + sinf(a) * p.radius * 0.85F};
            canvas_line(c, p.middle, end, 0.0022F, 0.0008F,
                        &(struct brush){rgb_of(0xa7d98a), 0.5F, 0.003F, false});
        }
    }
}

struct ring {
    struct point middle;
    float radius, thick;
};

static float ring_edge(const void *arg, float x, float y)
{
    const struct ring *r = arg;
    return fabsf(hypotf(x - r->middle.x, y - r->middle.y) - r->radius) - r->thick;
}

void paint_koi(struct canvas *c, float turn)
{
    canvas_fill_soft(c, 2, pond, &turn);
    for (size_t i = 0; i < sizeof(carps) / sizeof(carps[0]); i++) {
        carp_shadow(c, &carps[i], turn);
    }
    for (size_t i = 0; i < sizeof(carps) / sizeof(carps[0]); i++) {
        carp_paint(c, &carps[i], turn, (int)i);
    }
    pads_paint(c, turn);
    for (int i = 0; i < 5; i++) {
        float age = turn * 2 + (float)i * 0.21F;
        int which = i * 7 + (int)floorf(age) % 2;
        age -= floorf(age);
        struct point at = {0.15F + 0.7F * chance(which, 3), 0.2F + 1.3F * chance(which, 4)};
        for (int k = 0; k < 2; k++) {
            struct ring r = {at, age * 0.2F - (float)k * 0.03F, 0.001F};
            if (r.radius > 0) {
                canvas_shape(c, ring_edge, &r, at, (struct point){r.radius, r.radius},
                             &(struct brush){{0.8F, 1, 1}, 0.3F * (1 - age), 0.01F, true});
            }
        }
    }
}

/* ---- jellyfish ---- */

static struct rgb deep(const void *arg, float x, float y)
{
    float turn = *(const float *)arg;
    struct rgb top = rgb_mix(rgb_of(0x17627f), rgb_of(0x0d2d5e), ease(0, 0.8F, y));
    struct rgb out = rgb_mix(top, rgb_of(0x070b26), ease(0.5F, 1.8F, y));
    float slant = x + y * 0.35F;
    float ray = 0.5F + 0.25F * sinf(slant * 17 + TWO_PI * turn) +
                0.25F * sinf(slant * 31 - TWO_PI * turn + 2);
    float light = 0.22F * powf(ray, 3) * ease(1.25F, 0, y);
    return (struct rgb){out.r + light * 0.5F, out.g + light, out.b + light};
}

struct jelly {
    struct point at;
    float size, begin;
    int beats;
    uint32_t colour;
};

static struct point jelly_at(const struct jelly *j, float turn)
{
    float a = TWO_PI * (turn + j->begin);
    float beat = sinf(TWO_PI * ((float)j->beats * turn + j->begin));
    return (struct point){j->at.x + 0.05F * sinf(a), j->at.y + 0.09F * cosf(a) - 0.008F * beat};
}

static void jelly_arms(struct canvas *c, const struct jelly *j, struct point at, float turn)
{
    struct rgb colour = rgb_of(j->colour);
    for (int arm = 0; arm < 9; arm++) {
        float side = ((float)arm - 4) / 4;
        bool long_ = arm % 2 == 0;
        struct point from = {at.x + side * j->size * 0.72F, at.y + j->size * 0.12F};
        for (int k = 1; k <= 16; k++) {
            float down = (float)k / 16;
            float sway =
                sinf(TWO_PI * ((float)j->beats * turn + j->begin) - down * 5 + (float)arm * 0.8F);
            struct point to = {at.x + side * j->size * (0.72F - 0.25F * down) +
                                   sway * 0.15F * down * j->size,
                               at.y + j->size * (0.12F + (long_ ? 3.2F : 1.9F) * down)};
            float thick = (long_ ? 0.004F : 0.011F) * (1 - 0.8F * down) * j->size * 6;
            canvas_line(c, from, to, thick, thick,
                        &(struct brush){colour, 0.22F * (1.05F - down), 0.01F, true});
            from = to;
        }
    }
}

struct bell {
    struct point at;
    float wide, high;
};

static float bell_edge(const void *arg, float x, float y)
{
    const struct bell *b = arg;
    float u = (x - b->at.x) / b->wide;
    float v = (y - b->at.y) / b->high;
    float rim = 0.16F + 0.06F * cosf(u * 18);
    float away = v < 0 ? hypotf(u, v) - 1 : fmaxf(fabsf(u) - 1 + v * 0.3F, v - rim);
    return away * fminf(b->wide, b->high);
}

static void jelly_paint(struct canvas *c, const struct jelly *j, float turn)
{
    struct point at = jelly_at(j, turn);
    float beat = 0.5F + 0.5F * sinf(TWO_PI * ((float)j->beats * turn + j->begin));
    struct rgb colour = rgb_of(j->colour);
    struct bell bell = {at, j->size * between(0.82F, 1.05F, beat),
                        j->size * between(1.0F, 0.78F, beat)};
    canvas_glow(c, at, j->size * 4, colour, 0.34F);
    jelly_arms(c, j, at, turn);
    canvas_shape(c, bell_edge, &bell, at, (struct point){j->size * 1.1F, j->size * 1.3F},
                 &(struct brush){colour, 0.42F, 0.02F, true});
    struct bell inner = {{at.x, at.y + 0.02F * j->size}, bell.wide * 0.8F, bell.high * 0.78F};
    canvas_shape(c, bell_edge, &inner, at, (struct point){j->size * 1.1F, j->size * 1.3F},
                 &(struct brush){rgb_scaled(colour, 0.55F), 0.5F, 0.05F, true});
    for (int i = -2; i <= 2; i++) {
        struct point spot = {at.x + (float)i * bell.wide * 0.28F,
                             at.y - bell.high * (0.42F - 0.06F * (float)(i * i))};
        canvas_glow(c, spot, j->size * 0.3F, (struct rgb){1, 1, 1}, 0.35F);
    }
}

void paint_jellies(struct canvas *c, float turn)
{
    static const struct jelly all[] = {
        {{0.76F, 0.30F}, 0.055F, 0.1F, 5, 0x5fb4d8}, {{0.18F, 0.58F}, 0.07F, 0.7F, 4, 0x7a8cf0},
        {{0.84F, 0.95F}, 0.09F, 0.4F, 4, 0xb06fe0},  {{0.30F, 1.22F}, 0.12F, 0.85F, 3, 0x4fc7c7},
        {{0.50F, 0.62F}, 0.20F, 0.25F, 3, 0xff7fb0},
    };
    canvas_fill_soft(c, 3, deep, &turn);
    for (int i = 0; i < 70; i++) {
        float up = turn * (float)(1 + i % 2) + chance(i, 5);
        up -= floorf(up);
        struct point at = {chance(i, 6) + 0.02F * sinf(TWO_PI * (turn + chance(i, 7))),
                           TALL * 1.04F * (1 - up) - 0.02F};
        canvas_glow(c, at, 0.008F + 0.016F * chance(i, 8), rgb_of(0x9fe8ff),
                    0.15F + 0.5F * chance(i, 9));
    }
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        jelly_paint(c, &all[i], turn);
    }
}

/* ---- a beach, seen from above ---- */

static float reach_of(float x, float turn)
{
    float swell = 0.5F - 0.5F * cosf(TWO_PI * turn);
    return 0.72F + 0.42F * swell * swell + 0.05F * sinf(x * 5 + 1) +
           0.025F * sinf(x * 11 + turn * TWO_PI) + 0.05F * (cloud(x * 4, 3, 3) - 0.5F);
}

static struct rgb shore(const void *arg, float x, float y)
{
    float turn = *(const float *)arg;
    float slant = y + (x - 0.5F) * 0.28F;
    float edge = reach_of(x, turn);
    float wettest = 1.16F + 0.05F * sinf(x * 5 + 1);
    float speck = cloud(x * 90, y * 90, 2) - 0.5F;
    struct rgb sand = rgb_mix(rgb_of(0xe9cfa3), rgb_of(0xd8b585), cloud(x * 6, y * 6, 4));
    struct rgb wet = rgb_scaled(rgb_of(0xb58f66), 1 + 0.1F * (cloud(x * 7, y * 7, 3) - 0.5F));
    float damp = ease(wettest + 0.05F, wettest - 0.12F, slant);
    struct rgb out = rgb_mix(sand, wet, damp * between(0.55F, 1, ease(0.3F, 0, slant - edge)));
    out = rgb_scaled(out, 1 + 0.12F * speck);

    float depth = edge - slant;
    if (depth > -0.02F) {
        struct rgb water = rgb_mix(rgb_of(0x8fd6cf), rgb_of(0x1f8fa6), ease(0, 0.5F, depth));
        water = rgb_mix(water, rgb_of(0x0c5b80), ease(0.4F, 1.3F, depth));
        float net = cloud_round(x * 9 + 2, y * 9, turn, 2);
        water = rgb_scaled(water, 0.94F + 0.22F * powf(1 - fabsf(2 * net - 1), 6));
        out = rgb_mix(out, water, ease(0, 0.06F, depth) * between(0.6F, 1, ease(0, 0.3F, depth)));
    }
    float lace = cloud_round(x * 11, y * 11, turn, 4);
    float holes = 1 - fabsf(2 * lace - 1);
    float front = expf(-powf((depth - 0.015F) / 0.018F, 2));
    float veil = ease(0.72F, 0.92F, holes) * ease(0.36F, 0.02F, depth) * ease(0, 0.02F, depth);
    float second = edge * 0.62F - 0.1F - slant;
    float crest = expf(-powf(second / 0.03F, 2)) * ease(0.45F, 0.6F, lace);
    return rgb_mix(out, rgb_of(0xfdfefb), clamp(front + veil * 0.85F + crest * 0.8F, 0, 0.95F));
}

void paint_beach(struct canvas *c, float turn)
{
    canvas_fill(c, shore, &turn);
    static const struct point steps[] = {{0.30F, 1.66F}, {0.37F, 1.60F}, {0.37F, 1.50F},
                                         {0.45F, 1.44F}, {0.45F, 1.34F}, {0.53F, 1.28F}};
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct brush shade = {rgb_of(0x9c7a52), 0.5F, 0.012F, false};
        canvas_oval(c, steps[i], 0.016F, 0.028F, &shade);
        canvas_disc(c, (struct point){steps[i].x + 0.004F, steps[i].y - 0.036F}, 0.011F, &shade);
    }
    struct point star = {0.78F, 1.5F};
    for (int i = 0; i < 5; i++) {
        float a = TWO_PI * ((float)i / 5 + 0.06F);
        struct point tip = {star.x + 0.055F * cosf(a), star.y + 0.055F * sinf(a)};
        struct point under = {tip.x + 0.008F, tip.y + 0.01F};
        canvas_line(c, (struct point){star.x + 0.008F, star.y + 0.01F}, under, 0.02F, 0.008F,
                    &(struct brush){rgb_of(0x8a6a48), 0.35F, 0.01F, false});
    }
    for (int i = 0; i < 5; i++) {
        float a = TWO_PI * ((float)i / 5 + 0.06F);
        struct point tip = {star.x + 0.055F * cosf(a), star.y + 0.055F * sinf(a)};
        canvas_line(c, star, tip, 0.018F, 0.006F, &(struct brush){rgb_of(0xe8744f), 1, 0, false});
        canvas_line(c, star, tip, 0.004F, 0.002F,
                    &(struct brush){rgb_of(0xffb08a), 0.8F, 0.004F, false});
    }
}
