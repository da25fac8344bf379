/*
 * io.h: FFmpeg's byte streams over descriptors, by pread and pwrite with a position of our own, so
 * that two streams over one descriptor do not disturb each other.
 */
#ifndef MEDIA_IO_H
#define MEDIA_IO_H

#include "base_auto.h"
#include "base_err.h"

#include <libavformat/avformat.h>
#include <stdbool.h>
#include <stdint.h>

struct media_io {
    AVIOContext *stream;
    int fd; /* borrowed */
    int64_t at;
    int failed; /* the first error, as FFmpeg writes it, or 0 */
};

MUST_USE enum err media_io_open(int fd, bool write, struct media_io **out_io);

/* media_io_flush: all bytes are with the kernel; ERR_FULL, ERR_IO if any write has ever failed. */
MUST_USE enum err media_io_flush(struct media_io *io);
void media_io_close(struct media_io *io);
AUTO_CLOSER(media_io_close, struct media_io)

/* media_io_refuse: for a clip's io_open: a clip opens nothing. */
int media_io_refuse(AVFormatContext *format, AVIOContext **out_stream, const char *url, int flags,
                    AVDictionary **options);

/* media_io_reopen, media_io_reclose: for a rendition's io_open and io_close2. The muxer moves the
 * index to the front by reading what it wrote: it gets a second stream over the same descriptor,
 * which is found in format->opaque (a struct media_io). */
int media_io_reopen(AVFormatContext *format, AVIOContext **out_stream, const char *url, int flags,
                    AVDictionary **options);
int media_io_reclose(AVFormatContext *format, AVIOContext *stream);

#endif
