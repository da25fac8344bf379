/*
 * file.h: encoded packets to a file: MP4 with its index first, or HLS's fragments: one file that
 * begins with the init part, after which each fragment begins with a key picture.
 */
#ifndef MEDIA_FILE_H
#define MEDIA_FILE_H

#include "av.h"

#include <stdbool.h>

struct media_file;

struct media_file_plan {
    int fd;
    bool fragments;
    const AVCodecContext *video;
    const AVCodecContext *audio; /* NULL: no sound */
};

/* All of them: ERR_NOMEM, ERR_FULL (the disk, or the limit of one file), ERR_IO. */
MUST_USE enum err media_file_open(const struct media_file_plan *plan, struct media_file **out_file);
MUST_USE enum err media_file_picture(struct media_file *file, const AVPacket *packet);
MUST_USE enum err media_file_sound(struct media_file *file, const AVPacket *packet);

/* media_file_finish: nothing follows; the file is whole. */
MUST_USE enum err media_file_finish(struct media_file *file);
void media_file_close(struct media_file *file);
AUTO_CLOSER(media_file_close, struct media_file)

/* media_file_measure: the bytes of the parts of a file of fragments that is whole; durations are
 * left alone. ERR_LIMIT: more than REPORT_SEGMENTS; ERR_IO: not what such a file looks like. */
MUST_USE enum err media_file_measure(int fd, struct report_rendition *rendition);

#endif
