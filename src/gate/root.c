#include "root.h"

#include "base_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* Each part of the path but the last becomes a folder below the current one. */
static bool make_parents(const char *path)
{
    char part[PATH_MAX];
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        size_t len = (size_t)(slash - path);
        if (len >= sizeof(part)) {
            return false;
        }
        memcpy(part, path, len);
        part[len] = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST) {
            return false;
        }
    }
    return true;
}

static bool bind_file(const char *path)
{
    const char *inside = path + 1; /* below the current folder, the new root */
    if (!make_parents(inside)) {
        return false;
    }
    int fd = open(inside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
    if (fd < 0) {
        return false;
    }
    fd_close(fd);
    return mount(path, inside, NULL, MS_BIND, NULL) == 0;
}

static bool set_flags(const char *path, unsigned int how, uint64_t set)
{
    struct mount_attr attr = {.attr_set = set};
    return mount_setattr(AT_FDCWD, path, how, &attr, sizeof(attr)) == 0;
}

static bool bind_folder(int from, const struct root_folder *folder)
{
    char source[32];
    (void)snprintf(source, sizeof(source), "/proc/self/fd/%d", from);
    const char *inside = folder->at + 1;
    if (mount(source, inside, NULL, MS_BIND | MS_REC, NULL) != 0) {
        return false;
    }
    uint64_t flags = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
    return set_flags(inside, AT_RECURSIVE, flags | (folder->write ? 0 : MOUNT_ATTR_RDONLY));
}

/* What is not there is not looked up. nsswitch.conf would have the resolver load libraries. */
static bool bind_resolver(void)
{
    static const char *const files[] = {"/etc/resolv.conf", "/etc/hosts",
                                        "/etc/ssl/certs/ca-certificates.crt"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (access(files[i], R_OK) == 0 && !bind_file(files[i])) {
            return false;
        }
    }
    return true;
}

static const char *fill(const struct root *r, const int *sources)
{
    for (size_t i = 0; i < r->closure->count; i++) {
        if (!bind_file(r->closure->files[i].path)) {
            return "binding a library into the tiny root";
        }
    }
    if (r->resolver && !bind_resolver()) {
        return "binding the resolver's files into the tiny root";
    }
    for (size_t i = 0; i < r->folder_count; i++) {
        if (mkdir(r->folders[i].at + 1, 0755) != 0) {
            return "making a folder in the tiny root";
        }
    }
    if (!set_flags(".", AT_RECURSIVE, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)) {
        return "making the tiny root read-only";
    }
    for (size_t i = 0; i < r->folder_count; i++) {
        if (!bind_folder(sources[i], &r->folders[i])) {
            return "binding a folder into the tiny root";
        }
    }
    return NULL;
}

const char *root_enter(const struct root *r)
{
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        return "making mounts private";
    }
    int sources[ROOT_FOLDERS];
    /* By descriptor: the tiny root is about to hide what lies below its place. Opened in this
     * namespace, or the kernel refuses to bind them; closed by close_range or with the process. */
    for (size_t i = 0; i < r->folder_count; i++) {
        sources[i] = open(r->folders[i].from, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (sources[i] < 0) {
            return "opening a folder";
        }
    }
    unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    if (mount("tmpfs", r->place, "tmpfs", flags, "mode=0755,size=1m,nr_inodes=4096") != 0) {
        return "mounting the tiny root";
    }
    if (chdir(r->place) != 0) {
        return "entering the tiny root";
    }
    const char *failed = fill(r, sources);
    if (failed != NULL) {
        return failed;
    }
    if (syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 ||
        chdir("/") != 0) {
        return "leaving the old root";
    }
    return NULL;
}
