#include "publish.h"

#include "base_file.h"
#include "ledger_head.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDER_MODE = 0755, TILE_MODE = 0444, TEXT_MODE = 0644, NAME_SIZE = 80 };

static const char temporary_prefix[] = ".tmp-";

enum err publish_fail(struct ledger_problem *problem, enum err err, const char *format, ...)
{
    if (problem->text[0] == '\0') {
        va_list args;
        va_start(args, format);
        int len = vsnprintf(problem->text, sizeof(problem->text), format, args);
        va_end(args);
        size_t at = len < 0 ? 0 : strlen(problem->text);
        (void)snprintf(problem->text + at, sizeof(problem->text) - at, ": %s", err_text(err));
    }
    return err;
}

static void dir_close_auto(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

/* Removes from a folder all files whose names begin with prefix ("" for all). */
static enum err remove_files(int dir_fd, const char *prefix)
{
    AUTO(fd_close) int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    AUTO(dir_close) DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        return err_from_errno(errno);
    }
    (void)fd_move(&fd); /* the DIR has it now */
    for (;;) {
        errno = 0;
        const struct dirent *e = readdir(dir);
        if (e == NULL) {
            return errno == 0 ? ERR_OK : err_from_errno(errno);
        }
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
            strncmp(e->d_name, prefix, strlen(prefix)) != 0) {
            continue;
        }
        if (unlinkat(dir_fd, e->d_name, 0) != 0 && errno != ENOENT) {
            return err_from_errno(errno);
        }
    }
}

enum err publish_sweep(int dir_fd, struct ledger_problem *problem)
{
    enum err err = remove_files(dir_fd, temporary_prefix);
    return err == ERR_OK ? ERR_OK : publish_fail(problem, err, "removing leftovers");
}

static enum err sync_fd(int fd)
{
    return fsync(fd) == 0 ? ERR_OK : err_from_errno(errno);
}

/* Opens a folder, and makes it, durably, if it is not there. */
static enum err folder_enter(int parent_fd, const char *name, bool again, int *out_fd)
{
    static const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
    AUTO(fd_close) int fd = openat(parent_fd, name, flags);
    if (fd < 0 && errno == ENOENT) {
        if (mkdirat(parent_fd, name, FOLDER_MODE) != 0) {
            return err_from_errno(errno);
        }
        fd = openat(parent_fd, name, flags);
        if (fd < 0 || fchmod(fd, FOLDER_MODE) != 0) {
            return err_from_errno(errno);
        }
        TRY(sync_fd(fd));
        again = true;
    }
    if (fd < 0) {
        return err_from_errno(errno);
    }
    if (again) {
        TRY(sync_fd(parent_fd));
    }
    *out_fd = fd_move(&fd);
    return ERR_OK;
}

/* The folder that holds path, made as needed. */
static enum err folder_of(const struct publish *p, const char *path, int *out_fd)
{
    AUTO(fd_close) int fd = openat(p->root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(path, '/')) {
        char name[NAME_SIZE];
        size_t len = (size_t)(slash - path);
        if (len == 0 || len >= sizeof(name)) {
            return ERR_FORMAT;
        }
        memcpy(name, path, len);
        name[len] = '\0';
        int next = -1;
        TRY(folder_enter(fd, name, p->again, &next));
        fd_close(fd);
        fd = next;
        path = slash + 1;
    }
    *out_fd = fd_move(&fd);
    return ERR_OK;
}

/* Under the name that a temporary file for this one always has: what an interrupted run left is in
 * the way of the next, and no folder is listed to find it. */
static enum err write_new(int dir_fd, const char *name, struct span bytes, mode_t mode)
{
    static const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    AUTO(fd_close) int fd = openat(dir_fd, name, flags, 0600);
    if (fd < 0 && errno == EEXIST && unlinkat(dir_fd, name, 0) == 0) {
        fd = openat(dir_fd, name, flags, 0600);
    }
    if (fd < 0) {
        return err_from_errno(errno);
    }
    TRY(file_write_all(fd, bytes));
    if (fchmod(fd, mode) != 0) {
        return err_from_errno(errno);
    }
    return sync_fd(fd);
}

/* Under a name that must not exist. Some file systems know no RENAME_NOREPLACE: the caller has
 * looked, and is the only writer. */
static enum err rename_new(int dir_fd, const char *from, const char *to)
{
    if (renameat2(dir_fd, from, dir_fd, to, RENAME_NOREPLACE) == 0) {
        return ERR_OK;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return err_from_errno(errno);
    }
    return renameat(dir_fd, from, dir_fd, to) == 0 ? ERR_OK : err_from_errno(errno);
}

static void temporary_name(const char *name, char *out, size_t size)
{
    (void)snprintf(out, size, "%s%s", temporary_prefix, name);
}

/* How a file differs from what it must be, in words. */
static enum err say_other(const struct publish *p, const char *path, struct span there,
                          struct span want)
{
    size_t at = 0;
    while (at < there.len && at < want.len && there.ptr[at] == want.ptr[at]) {
        at++;
    }
    if (at == there.len || at == want.len) {
        return publish_fail(p->problem, ERR_CONFLICT,
                            "%s is there with another length, %zu bytes and not %zu; nothing was "
                            "overwritten",
                            path, there.len, want.len);
    }
    return publish_fail(p->problem, ERR_CONFLICT,
                        "%s is there with other bytes, from byte %zu on; nothing was overwritten",
                        path, at);
}

/* ERR_OK: there and the same. ERR_CONFLICT: there and other. ERR_NOT_FOUND. */
static enum err compare_file(const struct publish *p, int dir_fd, const struct ledger_piece *piece)
{
    AUTO(buf) struct buf there = {.max = piece->bytes.len + 1};
    enum err err = file_read_all(dir_fd, strrchr(piece->path, '/') + 1, &there);
    if (err == ERR_LIMIT) {
        return publish_fail(p->problem, ERR_CONFLICT,
                            "%s is there with another length, more than %zu bytes and not %zu; "
                            "nothing was overwritten",
                            piece->path, there.max, piece->bytes.len);
    }
    TRY(err);
    return span_equal(buf_span(&there), piece->bytes)
               ? ERR_OK
               : say_other(p, piece->path, buf_span(&there), piece->bytes);
}

static enum err put_once(const struct publish *p, int dir_fd, const struct ledger_piece *piece)
{
    const char *name = strrchr(piece->path, '/') + 1;
    struct span bytes = piece->bytes;
    enum err err = compare_file(p, dir_fd, piece);
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    char temporary[NAME_SIZE];
    temporary_name(name, temporary, sizeof(temporary));
    err = write_new(dir_fd, temporary, bytes, TILE_MODE);
    if (err == ERR_OK) {
        err = rename_new(dir_fd, temporary, name);
    }
    if (err != ERR_OK) {
        (void)unlinkat(dir_fd, temporary, 0);
    }
    return err;
}

/* The folder that the last piece went to: pieces come folder by folder, and one fsync serves all.
 */
struct folder {
    int fd;
    size_t len;
    char path[LEDGER_HEAD_PATH];
};

static void folder_done_auto(struct folder *f)
{
    fd_close(f->fd);
}

static enum err folder_turn(const struct publish *p, struct folder *f, const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - path);
    if (f->fd >= 0 && f->len == len && memcmp(f->path, path, len) == 0) {
        return ERR_OK;
    }
    if (f->fd >= 0) {
        TRY(sync_fd(f->fd));
        fd_close(f->fd);
        f->fd = -1;
    }
    TRY(folder_of(p, path, &f->fd));
    f->len = len;
    memcpy(f->path, path, len);
    return ERR_OK;
}

enum err publish_pieces(const struct publish *p, struct span pieces)
{
    AUTO(folder_done) struct folder folder = {.fd = -1};
    struct ledger_piece piece;
    while (ledger_head_piece(&pieces, &piece)) {
        enum err err = folder_turn(p, &folder, piece.path);
        if (err == ERR_OK) {
            err = put_once(p, folder.fd, &piece);
        }
        if (err != ERR_OK) {
            return publish_fail(p->problem, err, "publishing %s", piece.path);
        }
    }
    enum err err = folder.fd < 0 ? ERR_OK : sync_fd(folder.fd);
    return err == ERR_OK ? ERR_OK : publish_fail(p->problem, err, "syncing the folder of tiles");
}

/* The folder of a full tile's partial ones, if there is one. */
static enum err trim_one(int root_fd, const char *path)
{
    char partial[LEDGER_HEAD_PATH + 4];
    (void)snprintf(partial, sizeof(partial), "%s.p", path);
    AUTO(fd_close)
    int fd = openat(root_fd, partial, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return errno == ENOENT ? ERR_OK : err_from_errno(errno);
    }
    TRY(remove_files(fd, ""));
    return unlinkat(root_fd, partial, AT_REMOVEDIR) == 0 ? ERR_OK : err_from_errno(errno);
}

enum err publish_trim(const struct publish *p, struct span pieces)
{
    struct ledger_piece piece;
    while (ledger_head_piece(&pieces, &piece)) {
        enum err err =
            strstr(piece.path, ".p/") == NULL ? trim_one(p->root_fd, piece.path) : ERR_OK;
        if (err != ERR_OK) {
            return publish_fail(p->problem, err, "removing the partial tiles of %s", piece.path);
        }
    }
    return ERR_OK;
}

static enum err replace_text(int root_fd, const char *temporary, const char *name,
                             struct span bytes)
{
    TRY(write_new(root_fd, temporary, bytes, TEXT_MODE));
    if (renameat(root_fd, temporary, root_fd, name) != 0) {
        return err_from_errno(errno);
    }
    return sync_fd(root_fd);
}

enum err publish_text(const struct publish *p, const char *name, struct span bytes)
{
    char temporary[NAME_SIZE];
    temporary_name(name, temporary, sizeof(temporary));
    enum err err = replace_text(p->root_fd, temporary, name, bytes);
    if (err != ERR_OK) {
        (void)unlinkat(p->root_fd, temporary, 0);
        return publish_fail(p->problem, err, "publishing %s", name);
    }
    return ERR_OK;
}

enum err publish_text_rest(const struct publish *p, const char *name)
{
    char temporary[NAME_SIZE];
    temporary_name(name, temporary, sizeof(temporary));
    if (unlinkat(p->root_fd, temporary, 0) == 0 || errno == ENOENT) {
        return ERR_OK;
    }
    return publish_fail(p->problem, err_from_errno(errno), "removing leftovers of %s", name);
}
