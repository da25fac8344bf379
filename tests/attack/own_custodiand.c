/*
 * own_custodiand.c: what a taken-over custodiand would try beside the common acts: to reach what is
 * not its own. It may read its own folder; it must have no way to carry anything out.
 */
#include "attack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int open_app_database(const struct confine *confine)
{
    (void)confine;
    int fd = open("../app/app.db", O_RDONLY | O_CLOEXEC);
    return fd < 0 ? errno : 0;
}

static int new_socket_pair(const struct confine *confine)
{
    (void)confine;
    int ends[2];
    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0 ? errno : 0;
}

static int duplicate_control(const struct confine *confine)
{
    (void)confine;
    return dup2(3, 100) < 0 ? errno : 0;
}

static int link_out(const struct confine *confine)
{
    (void)confine;
    return symlink("/etc/passwd", "window") < 0 ? errno : 0;
}

static int fill_one_file(const struct confine *confine)
{
    (void)confine;
    int fd = open("ballast", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno;
    }
    int out = pwrite(fd, "x", 1, (off_t)1 << 42) < 0 ? errno : 0;
    (void)close(fd);
    (void)unlink("ballast");
    return out;
}

const struct act attack_own[] = {
    {"open-the-app-database", open_app_database},
    {"make-a-socket-pair", new_socket_pair},
    {"duplicate-a-descriptor", duplicate_control},
    {"make-a-symbolic-link", link_out},
    {"fill-one-file", fill_one_file},
};
const size_t attack_own_count = sizeof(attack_own) / sizeof(*attack_own);
