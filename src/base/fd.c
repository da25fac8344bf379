/* fd.c: descriptors that are already open. Apart from file.c, so that a process which may open
 * nothing links nothing that opens. */
#include "base_file.h"

#include <errno.h>

void fd_close(int fd)
{
    if (fd >= 0) {
        (void)close(fd);
    }
}

int fd_move(int *fd)
{
    int out = *fd;
    *fd = -1;
    return out;
}

enum err file_write_all(int fd, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return put < 0 ? err_from_errno(errno) : ERR_IO;
        }
        bytes.ptr += put;
        bytes.len -= (size_t)put;
    }
    return ERR_OK;
}

enum err file_write_at(int fd, struct span bytes, uint64_t offset)
{
    while (bytes.len > 0) {
        ssize_t put = pwrite(fd, bytes.ptr, bytes.len, (off_t)offset);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return put < 0 ? err_from_errno(errno) : ERR_IO;
        }
        bytes.ptr += put;
        bytes.len -= (size_t)put;
        offset += (uint64_t)put;
    }
    return ERR_OK;
}

enum err file_read_fd(int fd, struct buf *out)
{
    enum { STEP = 16 * 1024 };
    for (;;) {
        uint8_t piece[STEP];
        ssize_t got = read(fd, piece, sizeof(piece));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return err_from_errno(errno);
        }
        if (got == 0) {
            return ERR_OK;
        }
        TRY(buf_append(out, piece, (size_t)got));
    }
}
