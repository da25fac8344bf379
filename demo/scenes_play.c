/*
 * scenes_play.c: balloons, pendulums, marbles, cubes, a mandala.
 */
#include "paint.h"

#include <math.h>

/* ---- balloons ---- */

static struct rgb morning(const void *arg, float x, float y)
{
    float turn = *(const float *)arg;
    struct rgb out = rgb_mix(rgb_of(0x6fb3e0), rgb_of(0xfbd9b5), ease(0.1F, 1.25F, y));
    out = rgb_mix(out, rgb_of(0xffb27d), 0.7F * expf(-powf((y - 1.25F) / 0.2F, 2)));
    float sun = expf(-hypotf(x - 0.24F, y - 1.10F) * 6.5F);
    out = (struct rgb){out.r + sun * 0.5F, out.g + sun * 0.4F, out.b + sun * 0.2F};
    float veil = cloud_round(x * 2.2F, y * 6, turn, 4);
    out = rgb_mix(out, rgb_of(0xfff6ec), 0.75F * ease(0.52F, 0.78F, veil) * ease(1.3F, 0.4F, y));
    static const uint32_t hills[] = {0xc99a9b, 0x8f7f9a, 0x5c6a8c, 0x33486b};
    for (int i = 0; i < 4; i++) {
        float fi = (float)i;
        float top = 1.28F + 0.12F * fi + 0.04F * sinf(x * (4 + fi) + fi * 2.2F) +
                    0.02F * sinf(x * (11 + 3 * fi) + fi);
        struct rgb fog =
            rgb_mix(rgb_of(hills[i]), rgb_of(0xffd9bd), 0.6F * ease(top, top + 0.22F, y));
        out = rgb_mix(out, fog, ease(top - 0.003F, top + 0.003F, y));
    }
    return out;
}

struct balloon {
    struct point at;
    float size, begin;
    uint32_t colours[3];
};

static float envelope(float v)
{
    return v < 0 ? sqrtf(fmaxf(1 - v * v, 0)) : powf(fmaxf(cosf(v * 1.25F), 0), 0.9F);
}

struct gore {
    struct point at;
    float size;
    float left, right; /* of the silhouette, -1 to 1 */
};

static float gore_edge(const void *arg, float x, float y)
{
    const struct gore *g = arg;
    float v = (y - g->at.y) / (g->size * 1.12F);
    float wide = fabsf(v) >= 1 ? 0 : envelope(v) * g->size;
    float u = x - g->at.x;
    return fmaxf(fmaxf(g->left * wide - u, u - g->right * wide), (fabsf(v) - 1) * g->size);
}

static void balloon_paint(struct canvas *c, const struct balloon *b, float turn)
{
    float a = TWO_PI * (turn + b->begin);
    struct point at = {b->at.x + 0.025F * sinf(a), b->at.y + 0.045F * cosf(a)};
    float size = b->size;
    for (int i = 0; i < 8; i++) {
        struct gore g = {at, size, sinf(((float)i / 8 - 0.5F) * 3.1416F),
                         sinf(((float)i / 8 - 0.375F) * 3.1416F)};
        float light = 1.08F - 0.42F * (float)i / 7;
        struct rgb colour = rgb_scaled(rgb_of(b->colours[i % 2]), light);
        canvas_shape(c, gore_edge, &g, at, (struct point){size, size * 1.2F},
                     &(struct brush){colour, 1, 0, false});
    }
    float skirt = at.y + size * 1.05F;
    struct brush rope = {rgb_of(0x5a4030), 0.9F, 0, false};
    for (int s = -1; s <= 1; s += 2) {
        canvas_line(c, (struct point){at.x + (float)s * size * 0.25F, skirt},
                    (struct point){at.x + (float)s * size * 0.12F, skirt + size * 0.28F}, 0.0018F,
                    0.0018F, &rope);
    }
    float burn = powf(fmaxf(sinf(a * 2), 0), 6);
    canvas_glow(c, (struct point){at.x, skirt + size * 0.12F}, size * 0.8F, rgb_of(0xffc04d),
                0.7F * burn);
    canvas_box(c, (struct point){at.x, skirt + size * 0.36F}, size * 0.14F, size * 0.09F,
               size * 0.03F, &(struct brush){rgb_of(b->colours[2]), 1, 0, false});
}

void paint_balloons(struct canvas *c, float turn)
{
    static const struct balloon all[] = {
        {{0.86F, 0.98F}, 0.045F, 0.2F, {0xe8935f, 0xf3d9a8, 0x6b4632}},
        {{0.12F, 0.78F}, 0.06F, 0.6F, {0x4f8fb8, 0xf2efe6, 0x6b4632}},
        {{0.48F, 1.06F}, 0.05F, 0.45F, {0x9b6fb0, 0xf0c7d8, 0x6b4632}},
        {{0.80F, 0.52F}, 0.115F, 0.85F, {0x3fa796, 0xffe9b8, 0x7a4a30}},
        {{0.36F, 0.44F}, 0.21F, 0.05F, {0xe5484d, 0xfff3df, 0x7a4a30}},
    };
    canvas_fill_soft(c, 2, morning, &turn);
    for (int flock = 0; flock < 7; flock++) {
        float along = turn + (float)flock * 0.03F;
        along -= floorf(along);
        struct point at = {1.15F - 1.3F * along,
                           0.16F + 0.03F * (float)((flock * 5) % 4) + 0.04F * sinf(along * 5)};
        float flap = 0.010F * sinf(TWO_PI * (turn * 18 + chance(flock, 71)));
        struct brush bird = {rgb_of(0x3a4560), 0.8F, 0.002F, false};
        canvas_line(c, at, (struct point){at.x - 0.016F, at.y - 0.007F - flap}, 0.002F, 0.001F,
                    &bird);
        canvas_line(c, at, (struct point){at.x + 0.016F, at.y - 0.007F - flap}, 0.002F, 0.001F,
                    &bird);
    }
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        balloon_paint(c, &all[i], turn);
    }
}

/* ---- pendulums that meet again ---- */

static struct rgb studio(const void *arg, float x, float y)
{
    (void)arg;
    struct rgb out = rgb_mix(rgb_of(0x203247), rgb_of(0x0f1a2a), ease(0.2F, 1.4F, y));
    float light = 0.22F * expf(-hypotf(x - 0.5F, (y - 0.75F) * 0.7F) * 2.6F);
    out = (struct rgb){out.r + light * 0.7F, out.g + light * 0.9F, out.b + light};
    if (y > 1.45F) {
        out = rgb_mix(rgb_of(0x2a3b4f), rgb_of(0x141f2e), ease(1.45F, TALL, y));
    }
    return out;
}

enum { PENDULUMS = 12, SLOWEST = 10 };

void paint_pendulums(struct canvas *c, float turn)
{
    canvas_fill_soft(c, 2, studio, NULL);
    static const uint32_t hues[] = {0xff6b6b, 0xff8e5e, 0xffb454, 0xffd93d, 0xc6e05a, 0x6bcb77,
                                    0x42c6a8, 0x3fb8d8, 0x4d96ff, 0x6f7bf7, 0x9b6ff0, 0xd66fd2};
    for (int i = PENDULUMS - 1; i >= 0; i--) {
        float back = (float)i / (PENDULUMS - 1);
        float scale = 1 - 0.42F * back;
        struct point top = {0.5F, 0.20F + 0.10F * back};
        float swing = 0.62F * cosf(TWO_PI * turn * (float)(SLOWEST + i));
        float length = (1.02F - 0.32F * back) * 0.94F;
        struct point ball = {top.x + sinf(swing) * length * 0.62F, top.y + cosf(swing) * length};
        struct rgb colour = rgb_mix(rgb_of(hues[i]), rgb_of(0x1a2a3d), 0.35F * back);
        canvas_line(c, top, ball, 0.0015F * scale, 0.0015F * scale,
                    &(struct brush){rgb_of(0xb8c4d4), 0.5F, 0, false});
        float radius = 0.047F * scale;
        canvas_oval(c, (struct point){ball.x, 1.50F - 0.05F * back}, radius * 1.1F, radius * 0.22F,
                    &(struct brush){rgb_of(0x05090f), 0.45F, radius * 0.4F, false});
        canvas_disc(c, ball, radius, &(struct brush){colour, 1, 0, false});
        canvas_disc(c, (struct point){ball.x + radius * 0.14F, ball.y + radius * 0.2F},
                    radius * 0.8F, &(struct brush){rgb_scaled(colour, 0.72F), 0.5F, radius, false});
        canvas_disc(c, (struct point){ball.x - radius * 0.3F, ball.y - radius * 0.34F},
                    radius * 0.26F, &(struct brush){{1, 1, 1}, 0.7F, radius * 0.3F, false});
    }
    for (int s = 0; s < 2; s++) {
        canvas_line(c, (struct point){0.40F - 0.02F * (float)s, 0.185F + 0.006F * (float)s},
                    (struct point){0.60F + 0.02F * (float)s, 0.185F + 0.006F * (float)s}, 0.014F,
                    0.014F, &(struct brush){rgb_of(s == 0 ? 0x8d9aab : 0xcfd8e3), 1, 0, false});
    }
}

/* ---- marbles that play ---- */

static const struct {
    uint32_t ball, bar;
    int hops;
} lanes[] = {{0xff5d73, 0xb93a55, 12}, {0xff9f45, 0xc06f22, 10}, {0xffd84a, 0xc29a1c, 8},
             {0x53c98b, 0x2f8f5e, 7},  {0x45a6ff, 0x2671bd, 6},  {0xa37bff, 0x6f4cc4, 5}};

static struct rgb paper(const void *arg, float x, float y)
{
    (void)arg;
    struct rgb out = rgb_mix(rgb_of(0xfdf3e3), rgb_of(0xf3dfc9), ease(0, TALL, y + 0.2F * x));
    return rgb_scaled(out, 1 + 0.02F * (cloud(x * 40, y * 40, 2) - 0.5F));
}

void paint_marbles(struct canvas *c, float turn)
{
    canvas_fill_soft(c, 2, paper, NULL);
    const float floor_y = 1.42F;
    for (int i = 0; i < 6; i++) {
        float x = 0.115F + 0.154F * (float)i;
        float phase = turn * (float)lanes[i].hops;
        phase -= floorf(phase);
        float high = 4 * phase * (1 - phase);
        float rise = 1.05F - 0.13F * (float)i + 0.02F;
        float hit = expf(-fminf(phase, 1 - phase) * 26) * (phase < 0.5F ? 1 : 0.25F);
        float sink = 0.012F * hit;
        float y = floor_y - 0.082F - high * rise + sink;
        struct brush pale = {rgb_of(lanes[i].ball), 0.10F, 0, false};
        canvas_box(c, (struct point){x, floor_y - 0.62F}, 0.064F, 0.72F, 0.064F, &pale);
        canvas_box(c, (struct point){x + 0.008F, floor_y + sink + 0.016F}, 0.064F, 0.03F, 0.016F,
                   &(struct brush){rgb_of(0xbfa88e), 0.5F, 0.02F, false});
        canvas_box(c, (struct point){x, floor_y + sink}, 0.064F, 0.03F, 0.016F,
                   &(struct brush){rgb_mix(rgb_of(lanes[i].bar), rgb_of(lanes[i].ball), hit), 1, 0,
                                   false});
        for (int k = 1; k < 6; k++) {
            float back = phase - 0.022F * (float)k;
            if (back > 0) {
                float trail = floor_y - 0.082F - 4 * back * (1 - back) * rise;
                canvas_disc(c, (struct point){x, trail}, 0.05F - 0.004F * (float)k,
                            &(struct brush){rgb_of(lanes[i].ball), 0.12F, 0.01F, false});
            }
        }
        float flat = 0.010F * hit;
        struct point ball = {x, y};
        canvas_oval(c, ball, 0.052F + flat, 0.052F - flat,
                    &(struct brush){rgb_of(lanes[i].ball), 1, 0, false});
        canvas_oval(c, (struct point){x + 0.008F, y + 0.012F}, 0.042F, 0.038F,
                    &(struct brush){rgb_of(lanes[i].bar), 0.35F, 0.04F, false});
        canvas_disc(c, (struct point){x - 0.017F, y - 0.019F}, 0.012F,
                    &(struct brush){{1, 1, 1}, 0.85F, 0.01F, false});
        canvas_glow(c, (struct point){x, floor_y - 0.03F}, 0.24F, rgb_of(lanes[i].ball),
                    0.25F * hit);
    }
}

/* ---- cubes ---- */

struct face {
    struct point corners[4];
};

static float face_edge(const void *arg, float x, float y)
{
    const struct face *f = arg;
    float worst = -1;
    for (int i = 0; i < 4; i++) {
        struct point a = f->corners[i];
        struct point b = f->corners[(i + 1) % 4];
        float dx = b.x - a.x;
        float dy = b.y - a.y;
        worst = fmaxf(worst, ((y - a.y) * dx - (x - a.x) * dy) / (hypotf(dx, dy) + 1e-9F));
    }
    return worst;
}

static void face(struct canvas *c, struct point middle, struct face f, struct rgb colour,
                 struct point reach)
{
    canvas_shape(c, face_edge, &f, middle, reach, &(struct brush){colour, 1, 0, false});
}

static void column(struct canvas *c, struct point at, float high, struct rgb top)
{
    const float w = 0.0568F;
    const float h = 0.0328F;
    struct point up = {at.x, at.y - high};
    struct point reach = {w, high / 2 + h};
    struct point middle = {at.x, at.y - high / 2};
    face(c, middle,
         (struct face){{{at.x - w, at.y}, {at.x, at.y + h}, {up.x, up.y + h}, {up.x - w, up.y}}},
         rgb_scaled(top, 0.55F), reach);
    face(c, middle,
         (struct face){{{at.x, at.y + h}, {at.x + w, at.y}, {up.x + w, up.y}, {up.x, up.y + h}}},
         rgb_scaled(top, 0.78F), reach);
    face(c, up,
         (struct face){{{up.x - w, up.y}, {up.x, up.y + h}, {up.x + w, up.y}, {up.x, up.y - h}}},
         top, (struct point){w, h});
}

static struct rgb haze(const void *arg, float x, float y)
{
    (void)arg;
    (void)x;
    return rgb_mix(rgb_of(0x2d1b4e), rgb_of(0xf0738a), ease(0, TALL, y));
}

void paint_cubes(struct canvas *c, float turn)
{
    canvas_fill_soft(c, 8, haze, NULL);
    enum { SIDE = 11 };
    for (int sum = 0; sum <= 2 * (SIDE - 1); sum++) {
        for (int i = 0; i < SIDE; i++) {
            int k = sum - i;
            if (k < 0 || k >= SIDE) {
                continue;
            }
            float u = (float)i - (SIDE - 1) / 2.0F;
            float v = (float)k - (SIDE - 1) / 2.0F;
            float far = hypotf(u, v);
            float wave = sinf(far * 0.95F - TWO_PI * turn * 2);
            float high = 0.34F + 0.16F * wave;
            struct point at = {0.5F + (u - v) * 0.0568F * 0.76F, 1.06F + (u + v) * 0.0328F * 0.76F};
            struct rgb top = rgb_mix(rgb_of(0xff6f91), rgb_of(0xffe29a), 0.5F + 0.5F * wave);
            top = rgb_mix(top, rgb_of(0x7b6cf6), ease(2, 8.5F, far) * 0.75F);
            column(c, at, high, top);
        }
    }
}

/* ---- a mandala ---- */

static struct rgb petals(const void *arg, float x, float y)
{
    float turn = *(const float *)arg;
    float u = x - 0.5F;
    float v = y - TALL / 2;
    float r = hypotf(u, v);
    float a = atan2f(v, u) + 0.25F * sinf(r * 5 - TWO_PI * turn) + turn * TWO_PI / 12;
    float slice = a / TWO_PI * 12;
    slice = fabsf(slice - floorf(slice + 0.5F)) * 2;
    float rings = r * 7 - turn * 2;
    float bloom =
        sinf(rings * TWO_PI * 0.5F + slice * 3) * cosf(slice * 4 - r * 14 + TWO_PI * turn);
    float lace = sinf(r * 40 + slice * 6 - TWO_PI * turn * 2);
    float hue = r * 1.4F + 0.15F * bloom + turn;
    float warm = 0.5F + 0.5F * cosf(TWO_PI * hue);
    float wine = 0.5F + 0.5F * cosf(TWO_PI * (hue * 2 + 0.3F));
    struct rgb out = rgb_mix(rgb_of(0x1d3f6e), rgb_of(0xf2a65a), warm);
    out = rgb_mix(out, rgb_of(0xb23a62), 0.6F * wine);
    out = rgb_scaled(out, 0.55F + 0.45F * ease(-0.8F, 0.9F, bloom));
    out = rgb_mix(out, rgb_of(0xfff4dc), 0.55F * ease(0.86F, 0.99F, lace) * ease(1.1F, 0.1F, r));
    out = rgb_mix(out, rgb_of(0xfff8e8), ease(0.035F, 0.02F, r));
    return rgb_scaled(out, 1 - 0.55F * ease(0.45F, 1.05F, r));
}

void paint_mandala(struct canvas *c, float turn)
{
    canvas_fill(c, petals, &turn);
}
