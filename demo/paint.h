/*
 * paint.h: what the demo's clips are painted with. Lengths are in widths of the picture: x is from
 * 0 to 1, y from 0 at the top to TALL. A scene's time is a turn, from 0 to 1, after which it is
 * where it began: whatever moves does so a whole number of times. Colours are display values, 0
 * to 1.
 */
#ifndef PAINT_H
#define PAINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TALL 1.7777778F
#define TWO_PI 6.2831853F

struct rgb {
    float r, g, b;
};

struct point {
    float x, y;
};

struct canvas {
    int width, height;
    struct rgb *pixels; /* the caller's, width * height */
};

/* rgb_of: of 0xRRGGBB. */
struct rgb rgb_of(uint32_t hex);
struct rgb rgb_mix(struct rgb a, struct rgb b, float part);
struct rgb rgb_scaled(struct rgb a, float by);

/* between: a at part 0, b at part 1. */
float between(float a, float b, float part);
/* clamp: v, but not below low or above high. */
float clamp(float v, float low, float high);
/* ease: 0 up to from, 1 from to on, smooth between them; from may be above to. */
float ease(float from, float to, float v);

/* chance: from 0 to 1, the same for the same numbers, and otherwise as good as random. */
float chance(int a, int b);
/* cloud: soft noise from 0 to 1, of as many layers, each twice as fine. */
float cloud(float x, float y, int layers);
/* cloud_round: the same, along a circle in a third dimension: it comes back after a turn. */
float cloud_round(float x, float y, float turn, int layers);

/* What a pixel is given where it is. */
typedef struct rgb paint_fn(const void *arg, float x, float y);
void canvas_fill(struct canvas *c, paint_fn *paint, const void *arg);
/* canvas_fill_soft: the same, computed for a picture that is so many times smaller, and grown. */
void canvas_fill_soft(struct canvas *c, int times, paint_fn *paint, const void *arg);
/* canvas_at: what is there, between pixels a mixture. */
struct rgb canvas_at(const struct canvas *c, float x, float y);

/* How far a place is from an edge: below zero is inside. */
typedef float shape_fn(const void *arg, float x, float y);

struct brush {
    struct rgb colour;
    float alpha;
    float soft; /* how wide its edge is; 0: one pixel */
    bool light; /* it is added to what is there, as light is */
};

/* canvas_shape: what is inside, within a box about its middle: as far as reach to each side. */
void canvas_shape(struct canvas *c, shape_fn *shape, const void *arg, struct point middle,
                  struct point reach, const struct brush *brush);
void canvas_disc(struct canvas *c, struct point middle, float radius, const struct brush *brush);
void canvas_oval(struct canvas *c, struct point middle, float wide, float high,
                 const struct brush *brush);
/* canvas_line: round at its ends, as thick as from and to say there. */
void canvas_line(struct canvas *c, struct point a, struct point b, float from, float to,
                 const struct brush *brush);
/* canvas_triangle: in either order of its corners. */
void canvas_triangle(struct canvas *c, const struct point corners[3], const struct brush *brush);
/* canvas_box: upright, with round corners. */
void canvas_box(struct canvas *c, struct point middle, float wide, float high, float round,
                const struct brush *brush);
/* canvas_glow: light that grows less with the distance, up to reach. */
void canvas_glow(struct canvas *c, struct point middle, float reach, struct rgb colour,
                 float strength);

struct scene {
    const char *name;
    int width;
    int seconds;
    void (*paint)(struct canvas *c, float turn);
};
extern const struct scene scenes[];
extern const size_t scenes_count;

enum { RATE = 24 };

/* The scenes' own; in files by subject. */
void paint_koi(struct canvas *c, float turn);
void paint_jellies(struct canvas *c, float turn);
void paint_beach(struct canvas *c, float turn);
void paint_window(struct canvas *c, float turn);
void paint_cat(struct canvas *c, float turn);
void paint_highway(struct canvas *c, float turn);
void paint_cabin(struct canvas *c, float turn);
void paint_balloons(struct canvas *c, float turn);
void paint_pendulums(struct canvas *c, float turn);
void paint_marbles(struct canvas *c, float turn);
void paint_cubes(struct canvas *c, float turn);
void paint_mandala(struct canvas *c, float turn);

#endif
