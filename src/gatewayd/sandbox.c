#include "sandbox.h"

#include "confine.h"

#include <sys/syscall.h>
#include <unistd.h>

/* Beside confine_common. It may connect: to the internet's addresses, and to no local socket. There
 * is no listen, accept, exec or fork here, and no way to write a file. */
static const struct confine_call calls[] = {
    /* connections, by libcurl and the C library's resolver */
    {__NR_socket, CALL_INET, 0},
    {__NR_connect, CALL_ANY, 0},
    {__NR_bind, CALL_ANY, 0}, /* the resolver's, to the kernel; Landlock refuses one to a port */
    {__NR_sendto, CALL_ANY, 0},
    {__NR_sendmsg, CALL_ANY, 0},
    {__NR_sendmmsg, CALL_ANY, 0},
    {__NR_recvfrom, CALL_ANY, 0},
    {__NR_recvmsg, CALL_ANY, 0},
    {__NR_shutdown, CALL_ANY, 0},
    {__NR_getsockname, CALL_ANY, 0},
    {__NR_getpeername, CALL_ANY, 0},
    {__NR_getsockopt, CALL_ANY, 0},
    {__NR_setsockopt, CALL_ANY, 0},
    {__NR_socketpair, CALL_ANY, 0}, /* how the resolver's thread wakes libcurl */
    {__NR_fcntl, CALL_FCNTL, 0},
    {__NR_ioctl, CALL_ANY, 0}, /* how much there is to read */
    {__NR_poll, CALL_ANY, 0},
    {__NR_uname, CALL_ANY, 0},
    /* the resolver's two files */
    {__NR_openat, CALL_ANY, 0},
    {__NR_lseek, CALL_ANY, 0},
    {__NR_geteuid, CALL_ANY, 0},
    {__NR_getuid, CALL_ANY, 0},
};

enum err sandbox_enter(bool *out_landlock)
{
    static const char *const files[] = {"/etc/resolv.conf", "/etc/hosts"};
    enum { FILES = sizeof(files) / sizeof(files[0]) };
    struct confine_path paths[FILES];
    size_t count = 0;
    for (size_t i = 0; i < FILES; i++) {
        if (access(files[i], R_OK) == 0) {
            paths[count++] = (struct confine_path){files[i], false};
        }
    }
    const struct confine confine = {
        .paths = paths,
        .path_count = count,
        .connects = true,
        .calls = calls,
        .call_count = sizeof(calls) / sizeof(calls[0]),
    };
    return confine_now(&confine, out_landlock);
}
