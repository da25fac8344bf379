#include "tree.h"

#include "base_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 16 }; /* of what is walked: what we make is six deep */

enum err tree_folders(int dir_fd, const char *path)
{
    char part[PATH_MAX];
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        if ((size_t)(slash - path) >= sizeof(part)) {
            return ERR_LIMIT;
        }
        (void)snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
        struct stat st;
        if (mkdirat(dir_fd, part, 0755) == 0) {
            continue;
        }
        if (errno != EEXIST || fstatat(dir_fd, part, &st, AT_SYMLINK_NOFOLLOW) != 0) {
            return err_from_errno(errno);
        }
        if (!S_ISDIR(st.st_mode)) {
            return ERR_CONFLICT;
        }
    }
    return ERR_OK;
}

enum err tree_create(int dir_fd, const char *path, mode_t mode, int *out_fd)
{
    static const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    int fd = openat(dir_fd, path, flags, mode);
    if (fd < 0 && errno == ENOENT) {
        TRY(tree_folders(dir_fd, path));
        fd = openat(dir_fd, path, flags, mode);
    }
    if (fd < 0) {
        return err_from_errno(errno);
    }
    *out_fd = fd;
    return ERR_OK;
}

enum err tree_put(int dir_fd, const char *path, struct span bytes, mode_t mode)
{
    AUTO(fd_close) int fd = -1;
    TRY(tree_create(dir_fd, path, mode, &fd));
    return file_write_all(fd, bytes);
}

enum err tree_open(int dir_fd, const char *path, int *out_fd)
{
    AUTO(fd_close) int at = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat st;
    for (const char *slash = strchr(path, '/'); at >= 0 && slash != NULL;
         slash = strchr(path, '/')) {
        char name[NAME_MAX + 1];
        if (slash - path > NAME_MAX) {
            return ERR_LIMIT;
        }
        (void)snprintf(name, sizeof(name), "%.*s", (int)(slash - path), path);
        int next = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        int number = errno;
        fd_close(at);
        at = next;
        errno = number;
        path = slash + 1;
    }
    if (at < 0) {
        return err_from_errno(errno);
    }
    AUTO(fd_close) int fd = openat(at, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0) {
        return err_from_errno(errno);
    }
    if (!S_ISREG(st.st_mode)) {
        return ERR_FORMAT;
    }
    *out_fd = fd_move(&fd);
    return ERR_OK;
}

static void dir_close_auto(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

/* What is done with each name, after what is below it. */
typedef enum err visit(int dir_fd, const char *name, bool is_folder, const void *context);

static enum err walk(int dir_fd, const char *name, unsigned depth, visit *does, const void *context)
{
    AUTO(fd_close)
    int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return errno == ENOENT                      ? ERR_OK
               : errno == ENOTDIR || errno == ELOOP ? does(dir_fd, name, false, context)
                                                    : err_from_errno(errno);
    }
    AUTO(dir_close) DIR *dir = fdopendir(fd);
    if (dir == NULL || depth == 0) {
        return ERR_LIMIT;
    }
    int own = fd_move(&fd); /* the DIR has it now */
    for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            TRY(walk(own, e->d_name, depth - 1, does, context));
        }
    }
    return does(dir_fd, name, true, context);
}

static enum err remove_one(int dir_fd, const char *name, bool is_folder, const void *context)
{
    (void)context;
    return unlinkat(dir_fd, name, is_folder ? AT_REMOVEDIR : 0) == 0 || errno == ENOENT
               ? ERR_OK
               : err_from_errno(errno);
}

enum err tree_remove(int dir_fd, const char *name)
{
    return walk(dir_fd, name, DEPTH_MAX, remove_one, NULL);
}

static enum err give_one(int dir_fd, const char *name, bool is_folder, const void *context)
{
    const uid_t *owner = context;
    (void)is_folder;
    return fchownat(dir_fd, name, *owner, *owner, AT_SYMLINK_NOFOLLOW) == 0 || errno == EINVAL
               ? ERR_OK
               : err_from_errno(errno);
}

enum err tree_give(int dir_fd, const char *name, uid_t owner)
{
    return walk(dir_fd, name, DEPTH_MAX, give_one, &owner);
}

enum err tree_sync(int dir_fd)
{
    return syncfs(dir_fd) == 0 ? ERR_OK : err_from_errno(errno);
}

static void text_free_auto(char **text)
{
    free(*text);
}

bool tree_is_below(const char *path, const char *top)
{
    AUTO(text_free) char *a = realpath(path, NULL);
    AUTO(text_free) char *b = realpath(top, NULL);
    if (a == NULL || b == NULL) {
        return false;
    }
    size_t len = strlen(b);
    return strncmp(a, b, len) == 0 && (a[len] == '/' || a[len] == '\0' || b[len - 1] == '/');
}
