/* file.c: files by path. */
#include "base_file.h"

#include "base_id.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum err file_read_all(int dir_fd, const char *path, struct buf *out)
{
    AUTO(fd_close) int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    return file_read_fd(fd, out);
}

/* The directory part of path, "." if there is none. */
static enum err dir_of(const char *path, char *out, size_t size)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 1 : slash == path ? 1 : (size_t)(slash - path);
    if (len >= size) {
        return ERR_LIMIT;
    }
    memcpy(out, slash == NULL ? "." : path, len);
    out[len] = '\0';
    return ERR_OK;
}

enum err file_sync_dir(int dir_fd, const char *path)
{
    char dir[PATH_MAX];
    TRY(dir_of(path, dir, sizeof(dir)));
    AUTO(fd_close) int fd = openat(dir_fd, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        return err_from_errno(errno);
    }
    return ERR_OK;
}

static void dir_close_auto(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

enum err file_names(int dir_fd, file_name_fn *fn, void *context)
{
    AUTO(fd_close) int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    AUTO(dir_close) DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        return err_from_errno(errno);
    }
    (void)fd_move(&fd); /* the stream's now */
    for (;;) {
        errno = 0;
        const struct dirent *found = readdir(dir);
        if (found == NULL) {
            return errno == 0 ? ERR_OK : err_from_errno(errno);
        }
        if (strcmp(found->d_name, ".") != 0 && strcmp(found->d_name, "..") != 0) {
            TRY(fn(context, found->d_name));
        }
    }
}

static enum err write_synced(int dir_fd, const char *path, struct span bytes, mode_t mode)
{
    AUTO(fd_close)
    int fd = openat(dir_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    TRY(file_write_all(fd, bytes));
    return fsync(fd) == 0 ? ERR_OK : err_from_errno(errno);
}

enum err file_replace(int dir_fd, const char *path, struct span bytes, mode_t mode)
{
    char dir[PATH_MAX];
    char temporary[PATH_MAX];
    TRY(dir_of(path, dir, sizeof(dir)));
    int len = snprintf(temporary, sizeof(temporary), "%s/.tmp-%016llx", dir,
                       (unsigned long long)random_u64());
    if (len < 0 || (size_t)len >= sizeof(temporary)) {
        return ERR_LIMIT;
    }
    enum err err = write_synced(dir_fd, temporary, bytes, mode);
    if (err == ERR_OK && renameat(dir_fd, temporary, dir_fd, path) != 0) {
        err = err_from_errno(errno);
    }
    if (err != ERR_OK) {
        (void)unlinkat(dir_fd, temporary, 0);
        return err;
    }
    return file_sync_dir(dir_fd, path);
}
