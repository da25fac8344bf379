/*
 * folder.c: a copy of a region in a folder.
 *
 *   ledger/…        the ledger's files, under the names that the service has for them
 *   shown           the name of the folder that holds the rest, and a line end
 *   shown-<ms>/…    all else that was served at that time, and the checkpoint and key of then: so
 *                   that what belongs together is replaced as a whole
 *
 * Without `shown` all else lies in the folder itself.
 */
#include "verify_source.h"

#include "base_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct verify_folder {
    char path[1024];
    int dir_fd;
    int shown_fd; /* -1: there is none */
    char problem[320];
};

static enum err folder_fail(struct verify_folder *f, enum err err, const char *path)
{
    (void)snprintf(f->problem, sizeof(f->problem), "%.200s: %s", path,
                   err == ERR_LIMIT ? "longer than it may be" : err_text(err));
    return err;
}

/* Part by part: none may be a link, or "..". */
static enum err open_below(int dir_fd, const char *path, int flags, int *out_fd)
{
    AUTO(fd_close) int at = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (at >= 0) {
        char name[VERIFY_NAME];
        size_t len = strcspn(path, "/");
        bool last = path[len] == '\0';
        if (len == 0 || len >= sizeof(name) || path[0] == '.') {
            return ERR_NOT_FOUND;
        }
        memcpy(name, path, len);
        name[len] = '\0';
        int fd =
            openat(at, name,
                   O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (last ? flags : O_DIRECTORY));
        int number = errno;
        fd_close(at);
        at = fd;
        errno = number;
        if (last) {
            break;
        }
        path += len + 1;
    }
    if (at < 0) {
        bool missing = errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
        return missing ? ERR_NOT_FOUND : err_from_errno(errno);
    }
    *out_fd = fd_move(&at);
    return ERR_OK;
}

static enum err read_below(int dir_fd, const char *path, struct buf *out)
{
    AUTO(fd_close) int fd = -1;
    struct stat st;
    int opened = -1;
    TRY(open_below(dir_fd, path, 0, &opened));
    fd = opened;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return ERR_NOT_FOUND;
    }
    return file_read_fd(fd, out);
}

/* The folder that `shown` names, if there is one. */
static enum err open_shown(struct verify_folder *f)
{
    AUTO(buf) struct buf name = {.max = VERIFY_NAME};
    enum err err = read_below(f->dir_fd, "shown", &name);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    TRY(err);
    if (name.len < 2 || name.ptr[name.len - 1] != '\n' || buf_text(&name) == NULL) {
        return ERR_FORMAT;
    }
    name.ptr[name.len - 1] = '\0';
    return open_below(f->dir_fd, (const char *)name.ptr, O_DIRECTORY, &f->shown_fd);
}

enum err verify_folder_open(const char *path, struct verify_folder **out_folder)
{
    AUTO(verify_folder_close) struct verify_folder *f = calloc(1, sizeof(*f));
    if (f == NULL) {
        return ERR_NOMEM;
    }
    f->shown_fd = -1;
    (void)snprintf(f->path, sizeof(f->path), "%s", path);
    f->dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->dir_fd < 0) {
        return err_from_errno(errno);
    }
    TRY(open_shown(f));
    *out_folder = MOVE(f);
    return ERR_OK;
}

void verify_folder_close(struct verify_folder *f)
{
    if (f != NULL) {
        fd_close(f->shown_fd);
        fd_close(f->dir_fd);
        free(f);
    }
}

enum err verify_want_name(const struct verify_want *want, char out[VERIFY_NAME])
{
    static const char *const endings[] = {
        [PACKING_NONE] = "", [PACKING_BR] = ".br", [PACKING_GZIP] = ".gz"};
    int len = snprintf(out, VERIFY_NAME, "%s%s%s", want->path + 1,
                       want->path[1] == '\0' ? "index.html" : "", endings[want->packing]);
    return len < 0 || len >= VERIFY_NAME ? ERR_LIMIT : ERR_OK;
}

static enum err folder_get(void *context, const struct verify_want *want, struct buf *out)
{
    struct verify_folder *f = context;
    AUTO(buf) struct buf bytes = {.max = want->max};
    char name[VERIFY_NAME];
    bool tile = strncmp(want->path, "/ledger/tile/", 13) == 0;
    if (verify_want_name(want, name) != ERR_OK) {
        return folder_fail(f, ERR_NOT_FOUND, want->path);
    }
    enum err err = read_below(f->shown_fd >= 0 && !tile ? f->shown_fd : f->dir_fd, name, &bytes);
    if (err != ERR_OK) {
        return folder_fail(f, err, name);
    }
    buf_done(out);
    *out = bytes;
    bytes = (struct buf){.max = 0};
    return ERR_OK;
}

static const char *folder_problem(const void *context)
{
    const struct verify_folder *f = context;
    return f->problem;
}

struct verify_source verify_folder_source(struct verify_folder *f)
{
    return (struct verify_source){
        .context = f, .name = f->path, .get = folder_get, .problem = folder_problem};
}
