#include "io.h"

#include "av.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STREAM_BUFFER = 64 * 1024 };

static int fail(struct media_io *io, int errno_value)
{
    if (io->failed == 0) {
        io->failed = AVERROR(errno_value);
    }
    return AVERROR(errno_value);
}

static int read_piece(void *opaque, uint8_t *bytes, int len)
{
    struct media_io *io = opaque;
    for (;;) {
        ssize_t got = pread(io->fd, bytes, (size_t)len, io->at);
        if (got > 0) {
            io->at += got;
            return (int)got;
        }
        if (got == 0) {
            return AVERROR_EOF;
        }
        if (errno != EINTR) {
            return fail(io, errno);
        }
    }
}

static int write_piece(void *opaque, uint8_t *bytes, int len)
{
    struct media_io *io = opaque;
    int done = 0;
    while (done < len) {
        ssize_t put = pwrite(io->fd, bytes + done, (size_t)(len - done), io->at);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return fail(io, put < 0 ? errno : EIO);
        }
        done += (int)put;
        io->at += put;
    }
    return len;
}

static int64_t seek_to(void *opaque, int64_t offset, int whence)
{
    struct media_io *io = opaque;
    int64_t base = 0;
    int from = whence & ~AVSEEK_FORCE;
    if (from == AVSEEK_SIZE || from == SEEK_END) {
        struct stat status;
        if (fstat(io->fd, &status) != 0) {
            return fail(io, errno);
        }
        base = status.st_size;
    } else if (from == SEEK_CUR) {
        base = io->at;
    }
    if (from == AVSEEK_SIZE) {
        return base;
    }
    int64_t to = 0;
    if (__builtin_add_overflow(base, offset, &to) || to < 0) {
        return AVERROR(EINVAL);
    }
    io->at = to;
    return to;
}

enum err media_io_open(int fd, bool write, struct media_io **out_io)
{
    AUTO(media_io_close) struct media_io *io = calloc(1, sizeof(*io));
    if (io == NULL) {
        return ERR_NOMEM;
    }
    io->fd = fd;
    unsigned char *buffer = av_malloc(STREAM_BUFFER);
    if (buffer == NULL) {
        return ERR_NOMEM;
    }
    io->stream = avio_alloc_context(buffer, STREAM_BUFFER, write ? 1 : 0, io,
                                    write ? NULL : read_piece, write ? write_piece : NULL, seek_to);
    if (io->stream == NULL) {
        av_free(buffer);
        return ERR_NOMEM;
    }
    *out_io = MOVE(io);
    return ERR_OK;
}

enum err media_io_flush(struct media_io *io)
{
    avio_flush(io->stream);
    TRY_AV(io->failed);
    return media_err(io->stream->error);
}

void media_io_close(struct media_io *io)
{
    if (io == NULL) {
        return;
    }
    if (io->stream != NULL) {
        av_freep(&io->stream->buffer); /* FFmpeg may have replaced ours */
        avio_context_free(&io->stream);
    }
    free(io);
}

int media_io_refuse(AVFormatContext *format, AVIOContext **out_stream, const char *url, int flags,
                    AVDictionary **options)
{
    (void)format;
    (void)out_stream;
    (void)url;
    (void)flags;
    (void)options;
    return AVERROR(EPERM);
}

int media_io_reopen(AVFormatContext *format, AVIOContext **out_stream, const char *url, int flags,
                    AVDictionary **options)
{
    (void)url;
    (void)options;
    if ((flags & AVIO_FLAG_WRITE) != 0) {
        return AVERROR(EPERM);
    }
    const struct media_io *written = format->opaque;
    struct media_io *again = NULL;
    if (media_io_open(written->fd, false, &again) != ERR_OK) {
        return AVERROR(ENOMEM);
    }
    *out_stream = again->stream;
    return 0;
}

int media_io_reclose(AVFormatContext *format, AVIOContext *stream)
{
    (void)format;
    media_io_close(stream->opaque);
    return 0;
}
