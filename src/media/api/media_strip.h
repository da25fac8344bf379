/*
 * media_strip.h: the filmstrip, small pictures of a clip in one JPEG file, for finding a place in
 * it. What time each of them shows follows from their number. Pure.
 */
#ifndef MEDIA_STRIP_H
#define MEDIA_STRIP_H

#include "media_plan.h"

#include <stdint.h>

enum {
    MEDIA_STRIP_MAX = 20,     /* pictures */
    MEDIA_STRIP_HEIGHT = 96,  /* pixels of one picture */
    MEDIA_STRIP_SIDE = 4096,  /* pixels of the whole: more are a second row, and so on */
    MEDIA_STRIP_STEP_MS = 500 /* more pictures than one in that time tell nothing */
};

/* The pictures stand from left to right, row after row. Picture i begins at i * duration / count.
 */
struct media_strip_form {
    int count;
    int columns;
    int rows;
    struct media_size tile; /* even sides */
};

/* media_strip_plan: for pictures of that shape, and a clip that is that long. */
struct media_strip_form media_strip_plan(struct media_size shown, int64_t duration_us);

#endif
