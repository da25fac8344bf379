/*
 * base_file.h: files, all or nothing. Every function retries EINTR and short transfers.
 * Paths are relative to a directory descriptor (or AT_FDCWD).
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <sys/types.h>
#include <unistd.h>

/* fd_close: closes a descriptor that is not negative. */
void fd_close(int fd);
static inline void fd_close_auto(int *fd)
{
    fd_close(*fd);
}
/* AUTO(fd_close) int fd = …; and fd_move(&fd) to keep it. */
int fd_move(int *fd);

/* file_write_all: all bytes at the descriptor's position. ERR_FULL, ERR_IO, ERR_GONE. */
MUST_USE enum err file_write_all(int fd, struct span bytes);

/* file_write_at: all bytes at the offset; the descriptor's position stays. After an error, a part
 * at the front may be there. Errors as file_write_all. */
MUST_USE enum err file_write_at(int fd, struct span bytes, uint64_t offset);

/* file_read_all: appends a whole file up to out's ceiling: ERR_LIMIT if it is longer,
 * ERR_NOT_FOUND. */
MUST_USE enum err file_read_all(int dir_fd, const char *path, struct buf *out);

/* file_read_fd: appends all from the descriptor's position to its end, up to out's ceiling. */
MUST_USE enum err file_read_fd(int fd, struct buf *out);

/*
 * file_replace: the file has the new bytes or the old ones, whatever happens: a temporary file
 * beside it (".tmp-…"), fsync, rename, fsync of the directory. On failure the temporary file is
 * removed. ERR_FULL, ERR_IO.
 */
MUST_USE enum err file_replace(int dir_fd, const char *path, struct span bytes, mode_t mode);

/* file_names: calls fn for each name in the folder of a descriptor, but "." and "..", in no order.
 * Ends at fn's first error, and gives it back. ERR_IO, ERR_NOMEM. */
typedef enum err file_name_fn(void *context, const char *name);
MUST_USE enum err file_names(int dir_fd, file_name_fn *fn, void *context);

/* file_sync_dir: fsync of the directory that holds path. */
MUST_USE enum err file_sync_dir(int dir_fd, const char *path);

#endif
