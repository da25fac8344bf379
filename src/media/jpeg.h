/*
 * jpeg.h: a picture as the rendition has it (8 bits, 4:2:0, BT.709, limited) becomes a JPEG file.
 */
#ifndef MEDIA_JPEG_H
#define MEDIA_JPEG_H

#include "av.h"

/* media_jpeg_write: from the descriptor's byte 0 on. ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err media_jpeg_write(const AVFrame *frame, int fd);

#endif
