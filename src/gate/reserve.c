#include "reserve.h"

#include "base_file.h"
#include "base_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

enum { BLOCK = 512, NAME_SIZE = 16 }; /* of st_blocks; of a file's number */

#define PART_BYTES (LIMIT_RESERVE_MIB * MIB / RESERVE_PARTS)

static const char folder[] = "reserve";
static const char room[] = "room";

enum err reserve_open(int region_dir, struct reserve *out_reserve)
{
    if (mkdirat(region_dir, folder, 0700) != 0 && errno != EEXIST) {
        return err_from_errno(errno);
    }
    AUTO(fd_close)
    int dir = openat(region_dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0) {
        return errno == ENOTDIR || errno == ELOOP ? ERR_CONFLICT : err_from_errno(errno);
    }
    AUTO(fd_close)
    int file = openat(dir, room, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    struct stat st;
    if (file < 0 || fstat(file, &st) != 0) {
        return err_from_errno(errno);
    }
    if (!S_ISREG(st.st_mode)) {
        return ERR_CONFLICT;
    }
    out_reserve->dir = fd_move(&dir);
    out_reserve->room = fd_move(&file);
    return ERR_OK;
}

void reserve_done(struct reserve *r)
{
    fd_close(r->dir);
    fd_close(r->room);
    r->dir = -1;
    r->room = -1;
}

static void name_of(unsigned number, char out[NAME_SIZE])
{
    (void)snprintf(out, NAME_SIZE, "%u", number);
}

static bool has_files(const struct reserve *r)
{
    char name[NAME_SIZE];
    struct stat st;
    for (unsigned i = 0; i < LIMIT_RESERVE_FILES; i++) {
        name_of(i, name);
        if (fstatat(r->dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
            return false;
        }
    }
    return true;
}

struct reserve_holds reserve_look(const struct reserve *r, bool counts_files)
{
    struct reserve_holds holds = {.files = !counts_files};
    struct stat st;
    if (r->dir < 0 || fstat(r->room, &st) != 0) {
        return holds;
    }
    uint64_t there = (uint64_t)st.st_blocks * BLOCK;
    uint64_t parts = (there < (uint64_t)st.st_size ? there : (uint64_t)st.st_size) / PART_BYTES;
    holds.parts = parts < RESERVE_PARTS ? (unsigned)parts : RESERVE_PARTS;
    holds.files = holds.files || has_files(r);
    return holds;
}

static enum err set_room(const struct reserve *r, unsigned parts)
{
    off_t size = (off_t)(parts * PART_BYTES);
    int number = size == 0 ? 0 : posix_fallocate(r->room, 0, size);
    if (number == 0 && ftruncate(r->room, size) != 0) {
        number = errno;
    }
    return number == 0 ? ERR_OK : err_from_errno(number);
}

static enum err set_files(const struct reserve *r, bool there)
{
    char name[NAME_SIZE];
    for (unsigned i = 0; i < LIMIT_RESERVE_FILES; i++) {
        name_of(i, name);
        if (!there) {
            (void)unlinkat(r->dir, name, 0);
            continue;
        }
        AUTO(fd_close)
        int fd = openat(r->dir, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0) {
            return err_from_errno(errno);
        }
    }
    return ERR_OK;
}

enum err reserve_set(const struct reserve *r, const struct reserve_holds *holds)
{
    enum err files = set_files(r, holds->files);
    enum err err = set_room(r, holds->parts);
    return err == ERR_OK ? files : err;
}
