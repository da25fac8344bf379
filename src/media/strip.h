/*
 * strip.h: collects the pictures of the filmstrip while the rendition is made.
 */
#ifndef MEDIA_STRIP_FILE_H
#define MEDIA_STRIP_FILE_H

#include "av.h"
#include "base_auto.h"
#include "media_strip.h"

struct media_strip;

/* media_strip_open: for a rendition of that size, of which this duration is expected. ERR_NOMEM. */
MUST_USE enum err media_strip_open(struct media_size shown, int64_t duration_us,
                                   struct media_strip **out_strip);
void media_strip_close(struct media_strip *strip);
AUTO_CLOSER(media_strip_close, struct media_strip)

/* media_strip_look: a picture of the rendition, of the size that was given, in the order of
 * showing; it is on show from time_us on. ERR_NOMEM. */
MUST_USE enum err media_strip_look(struct media_strip *strip, const AVFrame *frame,
                                   int64_t time_us);

/* media_strip_write: the file, from the descriptor's byte 0 on. Where the clip was shorter than
 * expected, its last picture fills up. ERR_NOT_FOUND: there was no picture; ERR_FULL, ERR_IO,
 * ERR_NOMEM. */
MUST_USE enum err media_strip_write(struct media_strip *strip, int fd,
                                    struct media_strip_form *out_form);

#endif
