/*
 * media_turn.h: the eight ways to show a picture: as stored, turned, mirrored. Pure.
 */
#ifndef MEDIA_TURN_H
#define MEDIA_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows become columns first; then the result is flipped. */
struct media_turn {
    bool transpose;
    bool flip_x;
    bool flip_y;
};

/* media_turn_of: from a display matrix as in MP4's track header (nine numbers, row by row; a pixel
 * goes to x' = m[0] x + m[3] y, y' = m[1] x + m[4] y). Angles between are rounded to quarters; NULL
 * or a matrix without a direction shows the picture as stored. */
struct media_turn media_turn_of(const int32_t *matrix);

bool media_turn_is_none(struct media_turn turn);

/* One plane of bytes; stride is the distance between rows. */
struct media_plane {
    uint8_t *bytes;
    ptrdiff_t stride;
};

/* media_turn_plane: from, of width times height bytes, goes to to, which is height times width
 * bytes if the turn transposes. They must not overlap. */
void media_turn_plane(struct media_turn turn, struct media_plane from, int width, int height,
                      struct media_plane to);

#endif
