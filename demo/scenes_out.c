/*
 * scenes_out.c: a road of light, a cabin in the snow.
 */
#include "paint.h"

#include <math.h>

/* ---- a road of light ---- */

static struct rgb dusk(const void *arg, float x, float y)
{
    float turn = *(const float *)arg;
    const float horizon = 0.86F;
    if (y < horizon) {
        struct rgb out = rgb_mix(rgb_of(0x0b0630), rgb_of(0x6a1f8a), ease(0, 0.62F, y));
        out = rgb_mix(out, rgb_of(0xff5fa2), ease(0.5F, 0.88F, y));
        float away = hypotf(x - 0.5F, y - 0.58F);
        float bars = sinf((y - 0.58F) * 150 - TWO_PI * turn * 2);
        float cut = y > 0.55F ? ease(-0.2F, 0.2F, bars + 1.6F * (0.72F - y)) : 1;
        struct rgb sun = rgb_mix(rgb_of(0xffe45c), rgb_of(0xff3d81), ease(0.36F, 0.84F, y));
        out = rgb_mix(out, sun, ease(0.252F, 0.248F, away) * cut);
        float halo = 0.35F * expf(-fmaxf(away - 0.25F, 0) * 7);
        return (struct rgb){out.r + halo * 0.9F, out.g + halo * 0.3F, out.b + halo * 0.5F};
    }
    float depth = 0.16F / (y - horizon + 0.008F);
    float across = (x - 0.5F) * depth * 7;
    float along = depth * 3.4F + turn * 16;
    float wide = 0.02F + 0.018F * depth;
    float gx = fabsf(across - floorf(across + 0.5F));
    float gy = fabsf(along - floorf(along + 0.5F));
    float lines = fmaxf(ease(wide * 2.2F, wide * 0.6F, gx), ease(wide * 2.2F, wide * 0.6F, gy));
    float fade = ease(horizon, horizon + 0.2F, y);
    struct rgb out = rgb_mix(rgb_of(0x4a1270), rgb_of(0x0a0524), ease(horizon, 1.3F, y));
    struct rgb neon = rgb_mix(rgb_of(0xff4fd8), rgb_of(0x38e8ff), ease(horizon, 1.5F, y));
    out = rgb_mix(out, neon, lines * (0.25F + 0.75F * fade));
    float mirror = 0.5F * expf(-powf((x - 0.5F) / 0.2F, 2)) * ease(1.5F, horizon, y);
    return (struct rgb){out.r + mirror, out.g + mirror * 0.25F, out.b + mirror * 0.45F};
}

static void peaks(struct canvas *c)
{
    for (int i = 0; i < 12; i++) {
        float x = ((float)i + 0.5F) / 12;
        float near = fabsf(x - 0.5F);
        float high = 0.03F + 0.22F * near * (0.6F + 0.8F * chance(i, 51));
        struct point top = {x, 0.86F - high};
        struct point left = {x - 0.085F, 0.862F};
        struct point right = {x + 0.085F, 0.862F};
        canvas_triangle(c, (struct point[3]){top, left, right},
                        &(struct brush){rgb_of(0x1c0b45), 1, 0, false});
        struct brush edge = {rgb_of(0x7df3ff), 0.75F, 0.004F, false};
        canvas_line(c, top, left, 0.0016F, 0.0008F, &edge);
        canvas_line(c, top, right, 0.0016F, 0.0008F, &edge);
    }
}

static void palm(struct canvas *c, struct point foot, float size, float turn)
{
    struct brush dark = {rgb_of(0x0a0424), 1, 0, false};
    float lean = foot.x < 0.5F ? 0.12F : -0.12F;
    struct point from = foot;
    for (int k = 1; k <= 8; k++) {
        float up = (float)k / 8;
        struct point to = {foot.x + lean * size * up * up, foot.y - size * up};
        canvas_line(c, from, to, 0.022F * size, 0.018F * size, &dark);
        from = to;
    }
    for (int leaf = 0; leaf < 9; leaf++) {
        float a = -0.35F + (float)leaf * (3.84F / 8) + 0.04F * sinf(TWO_PI * turn + (float)leaf);
        struct point root = from;
        for (int k = 1; k <= 6; k++) {
            float out = (float)k / 6;
            struct point to = {from.x + cosf(a) * size * 0.36F * out,
                               from.y - sinf(a) * size * 0.26F * out + size * 0.24F * out * out};
            canvas_line(c, root, to, 0.016F * size * (1.2F - out), 0.013F * size * (1.1F - out),
                        &dark);
            root = to;
        }
    }
}

void paint_highway(struct canvas *c, float turn)
{
    canvas_fill(c, dusk, &turn);
    for (int i = 0; i < 70; i++) {
        struct point at = {chance(i, 52), chance(i, 53) * 0.5F};
        float wink = 0.5F + 0.5F * sinf(TWO_PI * (turn * (float)(1 + i % 3) + chance(i, 54)));
        canvas_disc(c, at, 0.0016F, &(struct brush){{1, 1, 1}, 0.25F + 0.6F * wink, 0.002F, false});
    }
    peaks(c);
    for (int i = 0; i < 8; i++) {
        float near = turn + (float)i / 8;
        near -= floorf(near);
        float depth = powf(near, 2.6F);
        float side = i % 2 == 0 ? -1 : 1;
        struct point foot = {0.5F + side * (0.05F + 0.75F * depth), 0.865F + 0.62F * depth};
        if (near > 0.08F) {
            palm(c, foot, 0.05F + 1.1F * depth, turn);
        }
    }
}

/* ---- a cabin in the snow ---- */

static struct rgb winter(const void *arg, float x, float y)
{
    (void)arg;
    struct rgb out = rgb_mix(rgb_of(0x0d1b3e), rgb_of(0x3d5a92), ease(0, 1.05F, y));
    struct {
        float base, size, wave;
        uint32_t colour;
    } hills[] = {
        {0.86F, 0.06F, 5, 0x557ab0}, {0.98F, 0.07F, 4, 0x7b9bc9}, {1.14F, 0.05F, 3, 0xb4cbe8}};
    for (int i = 0; i < 3; i++) {
        float top = hills[i].base + hills[i].size * sinf(x * hills[i].wave + (float)i * 2) +
                    0.012F * sinf(x * 17 + (float)i);
        struct rgb snow =
            rgb_mix(rgb_of(hills[i].colour), rgb_of(0x2b4478), 0.55F * ease(top, top + 0.5F, y));
        out = rgb_mix(out, snow, ease(top - 0.003F, top + 0.003F, y));
    }
    float warm = expf(-hypotf((x - 0.45F) * 1.2F, (y - 1.27F) * 2.4F) * 5.5F) * 0.55F;
    return (struct rgb){out.r + warm, out.g + warm * 0.6F, out.b + warm * 0.15F};
}

static void pine(struct canvas *c, struct point foot, float size)
{
    canvas_box(c, (struct point){foot.x, foot.y}, 0.02F * size, 0.06F * size, 0,
               &(struct brush){rgb_of(0x2a2233), 1, 0, false});
    for (int k = 0; k < 4; k++) {
        float up = foot.y - size * (0.04F + 0.2F * (float)k);
        float wide = size * (0.24F - 0.05F * (float)k);
        struct point tree[3] = {
            {foot.x - wide, up}, {foot.x + wide, up}, {foot.x, up - size * 0.36F}};
        canvas_triangle(c, tree, &(struct brush){rgb_of(0x16304a), 1, 0, false});
        struct point snow[3] = {{foot.x - wide * 0.62F, up - size * 0.13F},
                                {foot.x + wide * 0.2F, up - size * 0.2F},
                                {foot.x, up - size * 0.36F}};
        canvas_triangle(c, snow, &(struct brush){rgb_of(0xdfeaf7), 0.85F, 0.01F, false});
    }
}

static void cabin(struct canvas *c, float turn)
{
    float fire = 0.88F + 0.07F * sinf(TWO_PI * turn * 7) + 0.05F * sinf(TWO_PI * turn * 11 + 1);
    for (int i = 0; i < 9; i++) {
        float up = turn * 2 + (float)i / 9;
        up -= floorf(up);
        struct point at = {0.56F + 0.05F * sinf(up * 4 + TWO_PI * turn) + 0.1F * up * up,
                           0.985F - 0.42F * up};
        canvas_disc(
            c, at, 0.012F + 0.05F * up,
            &(struct brush){rgb_of(0xc9d4ea), 0.28F * (1 - up) * ease(0, 0.1F, up), 0.05F, false});
    }
    canvas_box(c, (struct point){0.56F, 1.04F}, 0.022F, 0.05F, 0.003F,
               &(struct brush){rgb_of(0x5a3d3c), 1, 0, false});
    canvas_box(c, (struct point){0.45F, 1.22F}, 0.17F, 0.10F, 0.004F,
               &(struct brush){rgb_of(0x6d4436), 1, 0, false});
    for (int i = 0; i < 5; i++) {
        canvas_box(c, (struct point){0.45F, 1.145F + 0.038F * (float)i}, 0.17F, 0.002F, 0,
                   &(struct brush){rgb_of(0x4c2d27), 0.8F, 0, false});
    }
    struct point roof[3] = {{0.24F, 1.14F}, {0.66F, 1.14F}, {0.45F, 0.97F}};
    canvas_triangle(c, roof, &(struct brush){rgb_of(0xeef4fb), 1, 0, false});
    struct point eaves[3] = {{0.275F, 1.145F}, {0.625F, 1.145F}, {0.45F, 1.02F}};
    canvas_triangle(c, eaves, &(struct brush){rgb_of(0x7d5040), 1, 0, false});
    struct brush lit = {rgb_scaled(rgb_of(0xffc861), fire), 1, 0, false};
    canvas_box(c, (struct point){0.36F, 1.215F}, 0.038F, 0.036F, 0.004F, &lit);
    canvas_box(c, (struct point){0.54F, 1.215F}, 0.038F, 0.036F, 0.004F, &lit);
    struct brush bar = {rgb_of(0x4c2d27), 1, 0, false};
    for (int i = 0; i < 2; i++) {
        float x = i == 0 ? 0.36F : 0.54F;
        canvas_box(c, (struct point){x, 1.215F}, 0.0025F, 0.036F, 0, &bar);
        canvas_box(c, (struct point){x, 1.215F}, 0.038F, 0.0025F, 0, &bar);
        canvas_glow(c, (struct point){x, 1.24F}, 0.22F, rgb_of(0xffb347), 0.4F * fire);
    }
    canvas_box(c, (struct point){0.45F, 1.25F}, 0.03F, 0.07F, 0.004F,
               &(struct brush){rgb_of(0x3a2320), 1, 0, false});
}

static void snow(struct canvas *c, float turn, int first, int end)
{
    for (int i = first; i < end; i++) {
        int speed = 1 + i % 3;
        float down = turn * (float)speed + chance(i, 61);
        down -= floorf(down);
        struct point at = {chance(i, 62) * 1.1F - 0.05F +
                               0.03F * sinf(TWO_PI * (turn * 2 + chance(i, 63))),
                           down * (TALL + 0.06F) - 0.03F};
        float size = 0.0016F + 0.0022F * (float)speed * (0.5F + chance(i, 64));
        canvas_disc(c, at, size, &(struct brush){{1, 1, 1}, 0.75F, size * 1.2F, false});
    }
}

void paint_cabin(struct canvas *c, float turn)
{
    canvas_fill(c, winter, NULL);
    for (int i = 0; i < 50; i++) {
        struct point at = {chance(i, 65), chance(i, 66) * 0.6F};
        canvas_disc(c, at, 0.0015F,
                    &(struct brush){{1, 1, 1}, 0.5F * chance(i, 67), 0.002F, false});
    }
    static const struct {
        struct point foot;
        float size;
    } pines[] = {{{0.10F, 1.02F}, 0.22F}, {{0.25F, 1.04F}, 0.17F}, {{0.86F, 1.00F}, 0.24F},
                 {{0.73F, 1.05F}, 0.19F}, {{0.05F, 1.22F}, 0.42F}, {{0.93F, 1.24F}, 0.5F}};
    for (size_t i = 0; i < 6; i++) {
        pine(c, pines[i].foot, pines[i].size);
    }
    snow(c, turn, 0, 90);
    cabin(c, turn);
    snow(c, turn, 90, 210);
}
