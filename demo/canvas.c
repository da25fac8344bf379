/*
 * canvas.c: colours, noise and shapes.
 */
#include "paint.h"

#include <math.h>
#include <stdlib.h>

struct rgb rgb_of(uint32_t hex)
{
    return (struct rgb){(float)(hex >> 16 & 255) / 255, (float)(hex >> 8 & 255) / 255,
                        (float)(hex & 255) / 255};
}

float between(float a, float b, float part)
{
    return a + (b - a) * part;
}

struct rgb rgb_mix(struct rgb a, struct rgb b, float part)
{
    return (struct rgb){between(a.r, b.r, part), between(a.g, b.g, part), between(a.b, b.b, part)};
}

struct rgb rgb_scaled(struct rgb a, float by)
{
    return (struct rgb){a.r * by, a.g * by, a.b * by};
}

float clamp(float v, float low, float high)
{
    return fminf(fmaxf(v, low), high);
}

float ease(float from, float to, float v)
{
    float t = clamp((v - from) / (to - from), 0, 1);
    return t * t * (3 - 2 * t);
}

float chance(int a, int b)
{
    uint32_t h = (uint32_t)a * 0x9e3779b1U ^ (uint32_t)b * 0x85ebca6bU;
    h = (h ^ h >> 15) * 0x2c1b3c6dU;
    h = (h ^ h >> 12) * 0x297a2d39U;
    h ^= h >> 15;
    return (float)(h & 0xffffffU) / 16777216.0F;
}

static float noise(float x, float y, int seed)
{
    float fx = floorf(x);
    float fy = floorf(y);
    int ix = (int)fx + seed * 131;
    int iy = (int)fy + seed * 57;
    float u = ease(0, 1, x - fx);
    float v = ease(0, 1, y - fy);
    return between(between(chance(ix, iy), chance(ix + 1, iy), u),
                   between(chance(ix, iy + 1), chance(ix + 1, iy + 1), u), v);
}

float cloud(float x, float y, int layers)
{
    float sum = 0;
    float size = 0.5F;
    for (int i = 0; i < layers; i++) {
        sum += size * noise(x, y, i);
        x = x * 2 + 3.1F;
        y = y * 2 + 1.7F;
        size /= 2;
    }
    return sum / (1 - 2 * size + size);
}

/* Two that drift opposite ways, each strongest while the other jumps back. */
float cloud_round(float x, float y, float turn, int layers)
{
    float other = turn < 0.5F ? turn + 0.5F : turn - 0.5F;
    float part = 0.5F - 0.5F * cosf(TWO_PI * turn);
    float a = cloud(x + turn, y + turn * 0.7F, layers);
    float b = cloud(x + other + 9.5F, y + other * 0.7F + 4.2F, layers);
    float mixed = between(b, a, part) - 0.5F;
    return clamp(0.5F + mixed / sqrtf(part * part + (1 - part) * (1 - part)), 0, 1);
}

void canvas_fill(struct canvas *c, paint_fn *paint, const void *arg)
{
    float unit = 1.0F / (float)c->width;
    for (int row = 0; row < c->height; row++) {
        for (int col = 0; col < c->width; col++) {
            c->pixels[row * c->width + col] =
                paint(arg, ((float)col + 0.5F) * unit, ((float)row + 0.5F) * unit);
        }
    }
}

struct rgb canvas_at(const struct canvas *c, float x, float y)
{
    float u = clamp(x * (float)c->width - 0.5F, 0, (float)c->width - 1.001F);
    float v = clamp(y * (float)c->width - 0.5F, 0, (float)c->height - 1.001F);
    int col = (int)u;
    int row = (int)v;
    const struct rgb *p = &c->pixels[row * c->width + col];
    struct rgb above = rgb_mix(p[0], p[1], u - (float)col);
    struct rgb below = rgb_mix(p[c->width], p[c->width + 1], u - (float)col);
    return rgb_mix(above, below, v - (float)row);
}

static struct rgb grown(const void *arg, float x, float y)
{
    return canvas_at(arg, x, y);
}

void canvas_fill_soft(struct canvas *c, int times, paint_fn *paint, const void *arg)
{
    struct canvas small = {.width = c->width / times, .height = c->height / times};
    small.pixels = calloc((size_t)small.width * (size_t)small.height, sizeof(*small.pixels));
    if (small.pixels == NULL) {
        canvas_fill(c, paint, arg);
        return;
    }
    canvas_fill(&small, paint, arg);
    canvas_fill(c, grown, &small);
    free(small.pixels);
}

static void put(struct rgb *pixel, const struct brush *brush, float part)
{
    float alpha = brush->alpha * part;
    if (brush->light) {
        pixel->r += brush->colour.r * alpha;
        pixel->g += brush->colour.g * alpha;
        pixel->b += brush->colour.b * alpha;
    } else {
        *pixel = rgb_mix(*pixel, brush->colour, alpha);
    }
}

static int pixel_at(const struct canvas *c, float place, int end)
{
    return (int)clamp(place * (float)c->width, 0, (float)end);
}

void canvas_shape(struct canvas *c, shape_fn *shape, const void *arg, struct point middle,
                  struct point reach, const struct brush *brush)
{
    float unit = 1.0F / (float)c->width;
    float soft = fmaxf(brush->soft, unit);
    int first = pixel_at(c, middle.x - reach.x - soft, c->width);
    int last = pixel_at(c, middle.x + reach.x + soft + unit, c->width);
    int bottom = pixel_at(c, middle.y + reach.y + soft + unit, c->height);
    for (int row = pixel_at(c, middle.y - reach.y - soft, c->height); row < bottom; row++) {
        for (int col = first; col < last; col++) {
            float away = shape(arg, ((float)col + 0.5F) * unit, ((float)row + 0.5F) * unit);
            if (away < soft / 2) {
                put(&c->pixels[row * c->width + col], brush, ease(soft / 2, -soft / 2, away));
            }
        }
    }
}

struct oval {
    struct point middle;
    float wide, high;
};

/* Not the distance, but near enough to it at the edge. */
static float oval_edge(const void *arg, float x, float y)
{
    const struct oval *o = arg;
    float u = (x - o->middle.x) / o->wide;
    float v = (y - o->middle.y) / o->high;
    float r = hypotf(u, v);
    float slope = hypotf(u / o->wide, v / o->high);
    return r < 1e-4F ? -fminf(o->wide, o->high) : (r - 1) * r / slope;
}

void canvas_oval(struct canvas *c, struct point middle, float wide, float high,
                 const struct brush *brush)
{
    struct oval o = {middle, wide, high};
    canvas_shape(c, oval_edge, &o, middle, (struct point){wide, high}, brush);
}

void canvas_disc(struct canvas *c, struct point middle, float radius, const struct brush *brush)
{
    canvas_oval(c, middle, radius, radius, brush);
}

struct line {
    struct point a, b;
    float from, to;
};

static float line_edge(const void *arg, float x, float y)
{
    const struct line *l = arg;
    float dx = l->b.x - l->a.x;
    float dy = l->b.y - l->a.y;
    float part = clamp(((x - l->a.x) * dx + (y - l->a.y) * dy) / (dx * dx + dy * dy + 1e-9F), 0, 1);
    return hypotf(x - l->a.x - dx * part, y - l->a.y - dy * part) - between(l->from, l->to, part);
}

void canvas_line(struct canvas *c, struct point a, struct point b, float from, float to,
                 const struct brush *brush)
{
    struct line l = {a, b, from, to};
    struct point middle = {(a.x + b.x) / 2, (a.y + b.y) / 2};
    float thick = fmaxf(from, to);
    struct point reach = {fabsf(a.x - b.x) / 2 + thick, fabsf(a.y - b.y) / 2 + thick};
    canvas_shape(c, line_edge, &l, middle, reach, brush);
}

static float side(struct point a, struct point b, float x, float y)
{
    float dx = b.x - a.x;
    float dy = b.y - a.y;
    return ((x - a.x) * dy - (y - a.y) * dx) / (hypotf(dx, dy) + 1e-9F);
}

static float triangle_edge(const void *arg, float x, float y)
{
    const struct point *p = arg;
    float turned = side(p[0], p[1], p[2].x, p[2].y) > 0 ? -1.0F : 1.0F;
    return fmaxf(turned * side(p[0], p[1], x, y),
                 fmaxf(turned * side(p[1], p[2], x, y), turned * side(p[2], p[0], x, y)));
}

void canvas_triangle(struct canvas *c, const struct point corners[3], const struct brush *brush)
{
    struct point middle = {(corners[0].x + corners[1].x + corners[2].x) / 3,
                           (corners[0].y + corners[1].y + corners[2].y) / 3};
    struct point reach = {0, 0};
    for (int i = 0; i < 3; i++) {
        reach.x = fmaxf(reach.x, fabsf(corners[i].x - middle.x));
        reach.y = fmaxf(reach.y, fabsf(corners[i].y - middle.y));
    }
    canvas_shape(c, triangle_edge, corners, middle, reach, brush);
}

struct box {
    struct point middle;
    float wide, high, round;
};

static float box_edge(const void *arg, float x, float y)
{
    const struct box *b = arg;
    float u = fabsf(x - b->middle.x) - b->wide + b->round;
    float v = fabsf(y - b->middle.y) - b->high + b->round;
    return hypotf(fmaxf(u, 0), fmaxf(v, 0)) + fminf(fmaxf(u, v), 0) - b->round;
}

void canvas_box(struct canvas *c, struct point middle, float wide, float high, float round,
                const struct brush *brush)
{
    struct box b = {middle, wide, high, round};
    canvas_shape(c, box_edge, &b, middle, (struct point){wide, high}, brush);
}

struct glow {
    struct point middle;
    float reach;
};

static float glow_edge(const void *arg, float x, float y)
{
    const struct glow *g = arg;
    return hypotf(x - g->middle.x, y - g->middle.y) - g->reach / 2;
}

void canvas_glow(struct canvas *c, struct point middle, float reach, struct rgb colour,
                 float strength)
{
    struct glow g = {middle, reach};
    canvas_shape(
        c, glow_edge, &g, middle, (struct point){reach / 2, reach / 2},
        &(struct brush){.colour = colour, .alpha = strength, .soft = reach, .light = true});
}
