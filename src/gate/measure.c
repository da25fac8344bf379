#include "measure.h"

#include "base_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

/* Known to kernels from 6.3 on; Debian 12's headers lack it. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x10u
#endif

static enum err say(char problem[IMAGE_PROBLEM], enum err err, const char *path)
{
    (void)snprintf(problem, IMAGE_PROBLEM, "%.180s: %s", path, err_text(err));
    return err;
}

static struct file_mark mark_of(const struct stat *st)
{
    return (struct file_mark){.device = st->st_dev,
                              .inode = st->st_ino,
                              .size = st->st_size,
                              .modified = st->st_mtim,
                              .changed = st->st_ctim};
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool same_mark(const struct file_mark *a, const struct file_mark *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           same_time(a->modified, b->modified) && same_time(a->changed, b->changed);
}

/* A regular file, open for reading. */
static enum err open_file(const char *path, int *out_fd, struct stat *out_st)
{
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, out_st) != 0) {
        return err_from_errno(errno);
    }
    if (!S_ISREG(out_st->st_mode)) {
        return ERR_FORMAT;
    }
    *out_fd = fd_move(&fd);
    return ERR_OK;
}

static int memory_file(const char *name)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    return fd < 0 && errno == EINVAL ? memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

/* The copy, sealed and executable only; -1 if the kernel allows no such thing. */
static int sealed_copy(int from, const struct stat *st, const char *name)
{
    AUTO(fd_close) int fd = memory_file(name);
    if (fd < 0) {
        return -1;
    }
    off_t done = 0;
    while (done < st->st_size) {
        if (sendfile(fd, from, &done, (size_t)(st->st_size - done)) <= 0) {
            return -1;
        }
    }
    int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    if (fchmod(fd, 0111) != 0 || fcntl(fd, F_ADD_SEALS, seals) != 0) {
        return -1;
    }
    /* Runs, then: a security module could still refuse it. */
    return faccessat(fd, "", X_OK, AT_EMPTY_PATH | AT_EACCESS) == 0 ? fd_move(&fd) : -1;
}

static enum err open_executable(struct image *image, const char *path)
{
    struct stat st;
    int opened = -1;
    TRY(open_file(path, &opened, &st));
    AUTO(fd_close) int file = opened;
    if (faccessat(file, "", X_OK, AT_EMPTY_PATH | AT_EACCESS) != 0) {
        return ERR_DENIED;
    }
    int copy = sealed_copy(file, &st, image->name);
    image->sealed = copy >= 0;
    image->fd = copy >= 0 ? copy : fd_move(&file);
    return digest_fd(image->fd, image->executable);
}

static enum err read_list(const char *path, struct closure *out_closure)
{
    AUTO(buf) struct buf text = {.max = CLOSURE_TEXT_MAX};
    TRY(file_read_all(AT_FDCWD, path, &text));
    return closure_decode(buf_span(&text), out_closure);
}

static enum err measure_file(struct closure_file *f)
{
    struct stat st;
    if (stat(f->path, &st) != 0) {
        return err_from_errno(errno);
    }
    struct file_mark mark = mark_of(&st);
    if (same_mark(&mark, &f->mark)) {
        return ERR_OK;
    }
    int opened = -1;
    TRY(open_file(f->path, &opened, &st));
    AUTO(fd_close) int fd = opened;
    TRY(digest_fd(fd, f->digest));
    f->mark = mark_of(&st);
    return ERR_OK;
}

enum err image_refresh(struct image *image, char problem[IMAGE_PROBLEM])
{
    for (size_t i = 0; i < image->closure.count; i++) {
        enum err err = measure_file(&image->closure.files[i]);
        if (err != ERR_OK) {
            return say(problem, err, image->closure.files[i].path);
        }
    }
    return closure_digest(&image->closure, image->name, image->executable, image->digest);
}

enum err image_open(struct image *image, const char *bin, const char *name,
                    char problem[IMAGE_PROBLEM])
{
    *image = (struct image){.fd = -1};
    char path[PATH_MAX];
    char list[PATH_MAX];
    if ((size_t)snprintf(image->name, sizeof(image->name), "%s", name) >= sizeof(image->name) ||
        (size_t)snprintf(path, sizeof(path), "%s/%s", bin, name) >= sizeof(path) ||
        (size_t)snprintf(list, sizeof(list), "%s/%s.closure", bin, name) >= sizeof(list)) {
        return say(problem, ERR_LIMIT, bin);
    }
    enum err err = open_executable(image, path);
    if (err != ERR_OK) {
        return say(problem, err, path);
    }
    err = read_list(list, &image->closure);
    if (err != ERR_OK) {
        return say(problem, err, list);
    }
    for (size_t i = 0; i < image->closure.count; i++) {
        struct stat st;
        if (stat(image->closure.files[i].path, &st) != 0) {
            return say(problem, err_from_errno(errno), image->closure.files[i].path);
        }
    }
    return ERR_OK;
}

void image_done(struct image *image)
{
    fd_close(image->fd);
    image->fd = -1;
    closure_done(&image->closure);
}
