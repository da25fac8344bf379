/*
 * main.c: paints one scene, or plays its sound, to standard output.
 */
#include "paint.h"
#include "sound.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct scene scenes[] = {
    {"koi", 360, 12, paint_koi},
    {"jellies", 360, 12, paint_jellies},
    {"beach", 360, 10, paint_beach},
    {"window", 540, 10, paint_window},
    {"cat", 720, 10, paint_cat},
    {"highway", 720, 8, paint_highway},
    {"cabin", 720, 10, paint_cabin},
    {"balloons", 720, 12, paint_balloons},
    {"pendulums", 720, 20, paint_pendulums},
    {"marbles", 720, 12, paint_marbles},
    {"cubes", 720, 8, paint_cubes},
    {"mandala", 720, 10, paint_mandala},
};
const size_t scenes_count = sizeof(scenes) / sizeof(scenes[0]);

static uint8_t level(float v, float grain)
{
    return (uint8_t)(clamp(v, 0, 1) * 254 + grain);
}

/* A little grain, so that soft colours show no steps. */
static int write_picture(const struct canvas *c, uint8_t *bytes, int number)
{
    size_t count = (size_t)c->width * (size_t)c->height;
    for (size_t i = 0; i < count; i++) {
        float grain = chance((int)i, number) * 1.999F;
        bytes[3 * i] = level(c->pixels[i].r, grain);
        bytes[3 * i + 1] = level(c->pixels[i].g, grain);
        bytes[3 * i + 2] = level(c->pixels[i].b, grain);
    }
    return fwrite(bytes, 3, count, stdout) == count ? 0 : -1;
}

static int paint(const struct scene *s, int first, int end)
{
    struct canvas c = {.width = s->width, .height = s->width * 16 / 9};
    size_t count = (size_t)c.width * (size_t)c.height;
    c.pixels = calloc(count, sizeof(*c.pixels));
    uint8_t *bytes = malloc(count * 3);
    int status = c.pixels == NULL || bytes == NULL ? -1 : 0;
    for (int i = first; i < end && status == 0; i++) {
        s->paint(&c, (float)i / (float)(s->seconds * RATE));
        status = write_picture(&c, bytes, i);
    }
    free(c.pixels);
    free(bytes);
    return status;
}

static const char usage[] =
    "Usage: demo-painter list\n"
    "       demo-painter picture SCENE [NUMBER]\n"
    "       demo-painter sound SCENE\n"
    "\n"
    "Paints the demo's clips. list: a line each, with name, width, height, rate and seconds.\n"
    "picture: the scene's pictures, or one of them, as RGB of 8 bit each. sound: 48,000 samples a\n"
    "second, two channels of 16 bit. Both go to standard output.\n"
    "\n"
    "Exit status: 0 all is written, 1 it could not be, 2 wrong usage.\n";

static int run(const char *what, const struct scene *s, const char *number)
{
    if (strcmp(what, "sound") == 0) {
        return sound_write(s->name, s->seconds, stdout);
    }
    int all = s->seconds * RATE;
    int one = number == NULL ? -1 : (int)strtol(number, NULL, 10) % all;
    return one < 0 ? paint(s, 0, all) : paint(s, one, one + 1);
}

static void list(void)
{
    for (size_t i = 0; i < scenes_count; i++) {
        (void)printf("%s %d %d %d %d\n", scenes[i].name, scenes[i].width, scenes[i].width * 16 / 9,
                     RATE, scenes[i].seconds);
    }
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        list();
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        (void)fputs(usage, stdout);
        return 0;
    }
    bool good = argc == 3 || argc == 4;
    good = good && (strcmp(argv[1], "picture") == 0 || strcmp(argv[1], "sound") == 0);
    for (size_t i = 0; i < scenes_count && good; i++) {
        if (strcmp(argv[2], scenes[i].name) == 0) {
            bool done = run(argv[1], &scenes[i], argc == 4 ? argv[3] : NULL) == 0;
            return done && fflush(stdout) == 0 ? 0 : 1;
        }
    }
    (void)fputs(usage, stderr);
    return 2;
}
