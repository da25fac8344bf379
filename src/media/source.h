/*
 * source.h: the clip: opened, its tracks chosen, read packet by packet.
 */
#ifndef MEDIA_SOURCE_H
#define MEDIA_SOURCE_H

#include "av.h"
#include "io.h"

/* A track's times, in formats whose times may begin anew midway, as in files put together. */
struct media_source_times {
    int64_t last_us;  /* the latest of decoding, as the file says it; MEDIA_NO_TIME: none yet */
    int64_t shift_us; /* what is added to those that the file says */
    int part;         /* of source's parts, the one that they are in */
};

struct media_source {
    struct media_io *io;
    AVFormatContext *format;
    AVStream *video;   /* borrowed from format */
    AVStream *audio;   /* NULL: the clip has no sound */
    bool claims_large; /* the file says that a picture is larger than may be */
    struct media_source_times video_times;
    struct media_source_times audio_times;
    int parts; /* the most of either track, and by how much that one is shifted */
    int64_t shift_us;
    int64_t end_us; /* of all parts so far, shifted */
};

/* media_source_open: refuses (in result) what can't be read, has no video track, or has no picture
 * or sound that can be decoded. The same file always gives the same tracks. */
MUST_USE enum err media_source_open(int fd, struct media_result *result,
                                    struct media_source **out_source);
void media_source_close(struct media_source *source);
AUTO_CLOSER(media_source_close, struct media_source)

/* media_source_next: the next packet of either track, its times after those of the parts before it;
 * ERR_NOT_FOUND at the end, which is also where a damaged file can't be read any further. */
MUST_USE enum err media_source_next(struct media_source *source, AVPacket *packet);

/* media_source_us: a time of the track in microseconds; MEDIA_NO_TIME for none or a senseless one.
 */
#define MEDIA_NO_TIME INT64_MIN
int64_t media_source_us(const AVStream *stream, int64_t time);

/* media_source_matrix: the track's display matrix, or NULL. */
const int32_t *media_source_matrix(const AVStream *stream);

#endif
