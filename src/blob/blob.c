#include "blob.h"

#include "base_buf.h"
#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "opened.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define STEP (8 * MIB)

enum { PATH_SIZE = 64, FAN_OUT = 2, HELD_MAX = 8 * 1024 * 1024 };

static const char incoming[] = "incoming";
static const char media[] = "blobs";
static const char part[] = ".part";
static const char held[] = "held";

struct blobs {
    int dir_fd;
    struct opened *opened; /* media */
    pthread_mutex_t lock;
    bool holds;
    struct buf names; /* of what is held, one after the other */
};

static enum err make_dir(int dir_fd, const char *path)
{
    if (mkdirat(dir_fd, path, 0700) == 0) {
        return file_sync_dir(dir_fd, path);
    }
    return errno == EEXIST ? ERR_OK : err_from_errno(errno);
}

static void close_dir_auto(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

/* What a run left that ended during a backup. */
static enum err empty_held(struct blobs *b)
{
    AUTO(fd_close) int fd = openat(b->dir_fd, held, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    AUTO(close_dir) DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        return ERR_NOMEM;
    }
    int dir_fd = fd_move(&fd); /* the stream's from here on */
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        struct blob_id id;
        if (blob_id_of(span_text(entry->d_name), &id) == ERR_OK) {
            (void)unlinkat(dir_fd, id.text, 0);
        }
    }
    return ERR_OK;
}

enum err blob_open(const char *path, struct blobs **out_blobs)
{
    AUTO(blob_close) struct blobs *b = calloc(1, sizeof(*b));
    if (b == NULL) {
        return ERR_NOMEM;
    }
    b->dir_fd = -1;
    TRY(opened_new(&b->opened));
    (void)pthread_mutex_init(&b->lock, NULL);
    b->names.max = HELD_MAX;
    b->dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b->dir_fd < 0) {
        return err_from_errno(errno);
    }
    TRY(make_dir(b->dir_fd, incoming));
    TRY(make_dir(b->dir_fd, media));
    TRY(make_dir(b->dir_fd, held));
    TRY(empty_held(b));
    *out_blobs = MOVE(b);
    return ERR_OK;
}

void blob_close(struct blobs *b)
{
    if (b == NULL) {
        return;
    }
    opened_free(b->opened);
    fd_close(b->dir_fd);
    buf_done(&b->names);
    (void)pthread_mutex_destroy(&b->lock);
    free(b);
}

void blob_id_new(struct blob_id *out_id)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t random[BLOB_NAME / 2];
    random_fill(random, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++) {
        out_id->text[2 * i] = digits[random[i] >> 4];
        out_id->text[2 * i + 1] = digits[random[i] & 15];
    }
    out_id->text[BLOB_NAME] = '\0';
}

enum err blob_id_of(struct span text, struct blob_id *out_id)
{
    if (text.len != BLOB_NAME) {
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return ERR_FORMAT;
        }
    }
    memcpy(out_id->text, text.ptr, BLOB_NAME);
    out_id->text[BLOB_NAME] = '\0';
    return ERR_OK;
}

static void path_of(enum blob_place place, const struct blob_id *id, char out[PATH_SIZE])
{
    const char *name = id->text;
    if (place == BLOB_MEDIA) {
        (void)snprintf(out, PATH_SIZE, "%s/%.*s/%.*s/%s", media, FAN_OUT, name, FAN_OUT,
                       name + FAN_OUT, name);
        return;
    }
    (void)snprintf(out, PATH_SIZE, "%s/%s%s", incoming, name, place == BLOB_DRAFT ? part : "");
}

enum err blob_create(struct blobs *b, const struct blob_id *id, int *out_fd)
{
    char path[PATH_SIZE];
    path_of(BLOB_DRAFT, id, path);
    int fd = openat(b->dir_fd, path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    *out_fd = fd;
    return ERR_OK;
}

enum err blob_resume(struct blobs *b, const struct blob_id *id, struct blob_draft *out_draft)
{
    char path[PATH_SIZE];
    path_of(BLOB_DRAFT, id, path);
    AUTO(fd_close) int fd = openat(b->dir_fd, path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        return err_from_errno(errno);
    }
    if (!S_ISREG(st.st_mode)) {
        return ERR_IO;
    }
    out_draft->size = (uint64_t)st.st_size;
    out_draft->changed_ms = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
    out_draft->fd = fd_move(&fd);
    return ERR_OK;
}

enum err blob_sync(struct blobs *b, const struct blob_id *id, int fd)
{
    char path[PATH_SIZE];
    path_of(BLOB_DRAFT, id, path);
    if (fdatasync(fd) != 0) {
        return err_from_errno(errno);
    }
    return file_sync_dir(b->dir_fd, path);
}

enum err blob_scratch(struct blobs *b, int *out_fd)
{
    struct blob_id id;
    blob_id_new(&id);
    TRY(blob_create(b, &id, out_fd));
    return blob_drop(b, BLOB_DRAFT, &id);
}

enum err blob_scratch_read(struct blobs *b, int *out_fd, int *out_read_fd)
{
    struct blob_id id;
    char path[PATH_SIZE];
    AUTO(fd_close) int fd = -1;
    blob_id_new(&id);
    path_of(BLOB_DRAFT, &id, path);
    TRY(blob_create(b, &id, &fd));
    AUTO(fd_close) int read_fd = openat(b->dir_fd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    enum err err = read_fd < 0 ? err_from_errno(errno) : ERR_OK;
    enum err dropped = blob_drop(b, BLOB_DRAFT, &id);
    TRY(err);
    TRY(dropped);
    *out_fd = fd_move(&fd);
    *out_read_fd = fd_move(&read_fd);
    return ERR_OK;
}

/* blobs/NA and blobs/NA/ME, durable before anything is put there. */
static enum err make_fan_out(struct blobs *b, const char *path)
{
    char dir[PATH_SIZE];
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        (void)snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path), path);
        TRY(make_dir(b->dir_fd, dir));
    }
    return ERR_OK;
}

enum err blob_keep(struct blobs *b, const struct blob_id *id, int fd, enum blob_place place)
{
    char from[PATH_SIZE];
    char to[PATH_SIZE];
    path_of(BLOB_DRAFT, id, from);
    path_of(place, id, to);
    if (fsync(fd) != 0) {
        return err_from_errno(errno);
    }
    TRY(make_fan_out(b, to));
    if (renameat(b->dir_fd, from, b->dir_fd, to) != 0) {
        return err_from_errno(errno);
    }
    enum err err = file_sync_dir(b->dir_fd, to);
    if (err != ERR_OK) {
        (void)renameat(b->dir_fd, to, b->dir_fd, from);
    }
    return err;
}

/* What is shown keeps no time of its last showing. Only a file's owner may ask for that: one that
 * was put there by another user is read all the same. */
static int open_unnoted(struct blobs *b, enum blob_place place, const char *path)
{
    int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;
    int fd = place == BLOB_MEDIA ? openat(b->dir_fd, path, flags | O_NOATIME) : -1;
    if (fd < 0 && (place != BLOB_MEDIA || errno == EPERM)) {
        fd = openat(b->dir_fd, path, flags);
    }
    return fd;
}

static enum err open_one(struct blobs *b, enum blob_place place, const struct blob_id *id,
                         int *out_fd, uint64_t *out_size)
{
    char path[PATH_SIZE];
    path_of(place, id, path);
    AUTO(fd_close) int fd = open_unnoted(b, place, path);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        return err_from_errno(errno);
    }
    if (!S_ISREG(st.st_mode)) {
        return ERR_IO;
    }
    *out_size = (uint64_t)st.st_size;
    *out_fd = fd_move(&fd);
    return ERR_OK;
}

enum err blob_get(struct blobs *b, enum blob_place place, const struct blob_id *id, int *out_fd,
                  uint64_t *out_size)
{
    if (place != BLOB_MEDIA) {
        return open_one(b, place, id, out_fd, out_size);
    }
    uint64_t drops = opened_drops(b->opened);
    enum err err = opened_get(b->opened, id, out_fd, out_size);
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(open_one(b, place, id, out_fd, out_size));
    opened_keep(b->opened, drops, id, *out_fd, *out_size);
    return ERR_OK;
}

/* Aside, if a backup is under way and there is memory to remember it. */
static bool put_aside(struct blobs *b, enum blob_place place, const struct blob_id *id,
                      const char *path)
{
    bool aside = false;
    (void)pthread_mutex_lock(&b->lock);
    if (b->holds && place != BLOB_DRAFT && buf_grow(&b->names, BLOB_NAME) == ERR_OK) {
        char to[PATH_SIZE];
        (void)snprintf(to, sizeof(to), "%s/%s", held, id->text);
        aside = renameat(b->dir_fd, path, b->dir_fd, to) == 0;
        if (aside) {
            (void)buf_append(&b->names, id->text, BLOB_NAME);
        }
    }
    (void)pthread_mutex_unlock(&b->lock);
    return aside;
}

void blob_hold(struct blobs *b)
{
    (void)pthread_mutex_lock(&b->lock);
    b->holds = true;
    (void)pthread_mutex_unlock(&b->lock);
}

enum err blob_release(struct blobs *b)
{
    enum err err = ERR_OK;
    (void)pthread_mutex_lock(&b->lock);
    b->holds = false;
    for (size_t at = 0; at + BLOB_NAME <= b->names.len; at += BLOB_NAME) {
        char path[PATH_SIZE];
        (void)snprintf(path, sizeof(path), "%s/%.*s", held, BLOB_NAME,
                       (const char *)b->names.ptr + at);
        if (unlinkat(b->dir_fd, path, 0) != 0 && errno != ENOENT) {
            err = err_from_errno(errno);
        }
    }
    buf_done(&b->names);
    (void)pthread_mutex_unlock(&b->lock);
    return err;
}

enum err blob_drop(struct blobs *b, enum blob_place place, const struct blob_id *id)
{
    char path[PATH_SIZE];
    path_of(place, id, path);
    enum err err = ERR_OK;
    if (!put_aside(b, place, id, path) && unlinkat(b->dir_fd, path, 0) != 0 && errno != ENOENT) {
        err = err_from_errno(errno);
    }
    if (place == BLOB_MEDIA) {
        opened_drop(b->opened, id); /* afterwards: who opened it before may not keep it */
    }
    return err;
}

enum err blob_room(struct blobs *b, uint64_t bytes)
{
    struct statfs fs;
    if (fstatfs(b->dir_fd, &fs) != 0) {
        return err_from_errno(errno);
    }
    uint64_t block = (uint64_t)(fs.f_frsize > 0 ? fs.f_frsize : fs.f_bsize);
    uint64_t needed = (bytes + LIMIT_DISK_RESERVE_MIB * MIB) / block;
    return (uint64_t)fs.f_bavail > needed ? ERR_OK : ERR_FULL;
}

enum err blob_step(struct blobs *b, int fd, uint64_t at, uint64_t left, uint64_t *until)
{
    if (at < *until || left == 0) {
        return ERR_OK;
    }
    TRY(blob_room(b, left < STEP ? left : STEP));
    uint64_t behind = at < STEP ? at : STEP;
    if (behind > 0 &&
        sync_file_range(fd, (off_t)(at - behind), (off_t)behind, SYNC_FILE_RANGE_WRITE) != 0) {
        return err_from_errno(errno);
    }
    *until = at + STEP;
    return ERR_OK;
}

/* Which object a name in incoming/ stands for. */
static bool is_ours(const char *name, struct blob_id *out_id, enum blob_place *out_place)
{
    size_t len = strlen(name);
    if (len < BLOB_NAME || blob_id_of(span_of(name, BLOB_NAME), out_id) != ERR_OK) {
        return false;
    }
    *out_place = len == BLOB_NAME ? BLOB_ORIGINAL : BLOB_DRAFT;
    return len == BLOB_NAME || strcmp(name + BLOB_NAME, part) == 0;
}

enum err blob_sweep(struct blobs *b, blob_needed *needed, void *app, size_t *out_removed)
{
    AUTO(fd_close) int fd = openat(b->dir_fd, incoming, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    AUTO(close_dir) DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        return ERR_NOMEM;
    }
    fd = -1; /* the stream's from here on */
    size_t removed = 0;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        struct blob_id id;
        enum blob_place place = BLOB_DRAFT;
        if (!is_ours(entry->d_name, &id, &place)) {
            continue;
        }
        enum err err = needed(app, place, &id);
        if (err == ERR_NOT_FOUND) {
            TRY(blob_drop(b, place, &id));
            removed++;
        } else if (err != ERR_OK) {
            return err;
        }
    }
    *out_removed = removed;
    return ERR_OK;
}
