#include "folder.h"

#include "base_file.h"
#include "spawn.h"
#include "wire_ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

__attribute__((__format__(printf, 3, 4))) static enum err say(char problem[FOLDER_PROBLEM],
                                                              enum err err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(problem, FOLDER_PROBLEM, format, args);
    va_end(args);
    return err;
}

static enum err read_region(struct folder *f, char problem[FOLDER_PROBLEM])
{
    AUTO(buf) struct buf text = {.max = REGION_FILE_MAX};
    enum err err = file_read_all(f->dir, "region", &text);
    if (err == ERR_NOT_FOUND) {
        return say(problem, ERR_FORMAT,
                   "%s is not a region's folder: there is no file 'region' "
                   "(make a new one with: vitrine init DIR)",
                   f->path);
    }
    if (err == ERR_OK) {
        err = region_decode(buf_span(&text), &f->region);
    }
    if (err == ERR_CONFLICT) {
        return say(problem, ERR_FORMAT,
                   "%s was made by a newer version of vitrine: nothing was changed; run that one",
                   f->path);
    }
    if (err != ERR_OK) {
        return say(problem, ERR_FORMAT, "%s/region cannot be used: %s", f->path, err_text(err));
    }
    return ERR_OK;
}

/* The folder of one process must exist and be its user's. */
static enum err check_part(struct folder *f, const char *name, uid_t owner, char *out_path,
                           char problem[FOLDER_PROBLEM])
{
    struct stat st;
    if ((size_t)snprintf(out_path, PATH_MAX, "%s/%s", f->path, name) >= PATH_MAX) {
        return say(problem, ERR_FORMAT, "the path of %s is too long", f->path);
    }
    if (fstatat(f->dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(st.st_mode)) {
        return say(problem, ERR_FORMAT, "%s is not whole: the folder '%s' is missing", f->path,
                   name);
    }
    if (st.st_uid != owner) {
        return say(problem, ERR_FORMAT,
                   "%s/%s belongs to user %u and should belong to %u: start vitrine as %s, as when "
                   "the region was made",
                   f->path, name, st.st_uid, owner,
                   st.st_uid == REGION_USER_CUSTODIAND || st.st_uid == REGION_USER_EDGED
                       ? "root"
                       : "that user");
    }
    return ERR_OK;
}

static enum err check_room(struct folder *f, char problem[FOLDER_PROBLEM])
{
    struct statvfs fs;
    if (fstatvfs(f->dir, &fs) != 0) {
        return say(problem, ERR_IO, "%s cannot be used: %s", f->path, strerror(errno));
    }
    if ((fs.f_flag & ST_RDONLY) != 0) {
        return say(problem, ERR_IO, "%s is on a read-only file system", f->path);
    }
    bool no_room = fs.f_blocks > 0 && fs.f_bavail * fs.f_frsize < LIMIT_DISK_FREE_MIB * MIB;
    bool no_files = fs.f_files > 0 && fs.f_favail < LIMIT_DISK_FREE_FILES;
    if (no_room || no_files) {
        return say(problem, ERR_FULL, "the disk that holds %s is full", f->path);
    }
    return ERR_OK;
}

static enum err take_lock(struct folder *f, char problem[FOLDER_PROBLEM])
{
    AUTO(fd_close)
    int lock = openat(f->dir, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (lock < 0) {
        int number = errno;
        enum err err = err_from_errno(number);
        return say(problem, err == ERR_FULL ? ERR_FULL : ERR_IO, "%s cannot be written: %s",
                   f->path, strerror(number));
    }
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        return say(problem, errno == EWOULDBLOCK ? ERR_CONFLICT : ERR_IO,
                   errno == EWOULDBLOCK
                       ? "%s is in use by another vitrine-gate; nothing was changed"
                       : "%s cannot be locked",
                   f->path);
    }
    f->lock = fd_move(&lock);
    return ERR_OK;
}

enum err folder_open(struct folder *f, const char *path, bool users, char problem[FOLDER_PROBLEM])
{
    *f = (struct folder){.dir = -1, .lock = -1};
    if (realpath(path, f->path) == NULL) {
        int number = errno;
        return say(problem, err_from_errno(number), "%s: %s%s", path, strerror(number),
                   number == ENOENT ? " (make a region there with: vitrine init DIR)" : "");
    }
    f->dir = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->dir < 0) {
        int number = errno;
        return say(problem, err_from_errno(number), "%s: %s", f->path, strerror(number));
    }
    TRY(read_region(f, problem));
    uid_t custodian = users ? spawn_user(ROLE_CUSTODIAND) : geteuid();
    uid_t edged = users ? spawn_user(ROLE_EDGED) : geteuid();
    TRY(check_part(f, "custodian", custodian, f->custodian, problem));
    TRY(check_part(f, "app", edged, f->app, problem));
    TRY(check_part(f, "ledger", custodian, f->ledger, problem));
    TRY(check_room(f, problem));
    return take_lock(f, problem);
}

void folder_done(struct folder *f)
{
    fd_close(f->dir);
    fd_close(f->lock);
    f->dir = -1;
    f->lock = -1;
}
