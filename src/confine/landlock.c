/*
 * The one place that makes system calls by number: Debian 12's C library has no wrappers for
 * Landlock, and its headers know version 2. The constants of later versions are the kernel's ABI.
 */
#include "landlock.h"

#include "base_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>

struct ruleset_attr {
    uint64_t fs;
    uint64_t net;    /* from version 4 */
    uint64_t scoped; /* from version 6 */
};

struct path_attr {
    uint64_t allowed;
    int32_t parent_fd;
} __attribute__((__packed__));

enum { CREATE_VERSION = 1, RULE_PATH_BENEATH = 1 };

enum {
    FS_EXECUTE = 1 << 0,
    FS_WRITE_FILE = 1 << 1,
    FS_READ_FILE = 1 << 2,
    FS_READ_DIR = 1 << 3,
    FS_REMOVE_DIR = 1 << 4,
    FS_REMOVE_FILE = 1 << 5,
    FS_MAKE_DIR = 1 << 7,
    FS_MAKE_REG = 1 << 8,
    FS_VERSION_1 = (1 << 13) - 1,
    FS_REFER = 1 << 13,     /* from version 2: a rename from one folder to another */
    FS_TRUNCATE = 1 << 14,  /* from version 3 */
    FS_IOCTL_DEV = 1 << 15, /* from version 5 */
    NET_BIND = 1,           /* of TCP, from version 4 */
    NET_CONNECT = 2,
    SCOPE_ALL = 3, /* abstract sockets and signals, from version 6 */

    ON_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV,
    READING = FS_READ_FILE | FS_READ_DIR,
    WRITING = FS_WRITE_FILE | FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG |
              FS_REFER | FS_TRUNCATE
};

int confine_landlock(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION);
    return version > 0 ? (int)version : 0;
}

static struct ruleset_attr all_of(const struct confine *c, int version)
{
    struct ruleset_attr all = {.fs = FS_VERSION_1};
    all.fs |= version >= 2 ? FS_REFER : 0;
    all.fs |= version >= 3 ? FS_TRUNCATE : 0;
    all.net = version >= 4 ? NET_BIND | (c->connects ? 0 : NET_CONNECT) : 0;
    all.fs |= version >= 5 ? FS_IOCTL_DEV : 0;
    all.scoped = version >= 6 ? SCOPE_ALL : 0;
    return all;
}

static enum err add_path(int ruleset, const struct confine_path *path, uint64_t handled)
{
    AUTO(fd_close) int fd = open(path->path, O_PATH | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        return ERR_IO;
    }
    uint64_t allowed = READING | (path->write ? (uint64_t)WRITING : 0);
    if (!S_ISDIR(st.st_mode)) {
        allowed &= ON_FILES;
    }
    struct path_attr attr = {.allowed = allowed & handled, .parent_fd = fd};
    return syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &attr, 0) == 0 ? ERR_OK
                                                                                     : ERR_IO;
}

enum err landlock_restrict(const struct confine *c, bool *out_there)
{
    int version = confine_landlock();
    if (version == 0) {
        *out_there = false;
        return ERR_OK;
    }
    struct ruleset_attr all = all_of(c, version);
    AUTO(fd_close) int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
    if (ruleset < 0) {
        return ERR_IO;
    }
    for (size_t i = 0; i < c->path_count; i++) {
        TRY(add_path(ruleset, &c->paths[i], all.fs));
    }
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) {
        return ERR_IO;
    }
    *out_there = true;
    return ERR_OK;
}
