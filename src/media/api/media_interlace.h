/*
 * media_interlace.h: a picture whose odd and even rows were taken one after the other becomes a
 * picture of one moment, that of the field which was taken first. Its rows stay as they are.
 * Between them, what stands still keeps the other field's rows, and what moves is drawn anew along
 * its edges.
 */
#ifndef MEDIA_INTERLACE_H
#define MEDIA_INTERLACE_H

#include "base_auto.h"
#include "base_err.h"

#include <stdbool.h>
#include <stddef.h>

/* Rows of samples: bytes, or 16-bit numbers in the machine's order. */
struct media_rows {
    const void *bytes; /* NULL: there is no such picture */
    ptrdiff_t stride;  /* in bytes */
};

/* One plane of three pictures in a row. The three and to have the same size and kind. */
struct media_interlace_plane {
    struct media_rows before; /* NULL in the first picture */
    struct media_rows now;
    struct media_rows after; /* NULL in the last picture */
    void *to;
    ptrdiff_t to_stride;
    int width; /* at most LIMIT_VIDEO_SIDE */
    int height;
    bool wide;      /* samples of 16 bits, of which up to 12 are used */
    bool odd_first; /* the first field has the second row, the fourth, … ("bottom field first") */
};

struct media_interlace;

/* media_interlace_open: the memory for the work on any number of planes. ERR_NOMEM. */
MUST_USE enum err media_interlace_open(struct media_interlace **out_interlace);
void media_interlace_close(struct media_interlace *interlace);
AUTO_CLOSER(media_interlace_close, struct media_interlace)

void media_interlace_plane(struct media_interlace *interlace,
                           const struct media_interlace_plane *plane);

#endif
