#include "sandbox.h"

#include "confine.h"

#include <string.h>
#include <sys/syscall.h>

enum { CALLS_MAX = 40 };

/* Beside confine_common. No row, no call: there is no socket, connect, bind, exec or fork here, and
 * the listener can be neither shut down, which would free it to connect, nor duplicated. */
static const struct confine_call calls[] = {
    /* HTTP, on connections that the listener gives */
    {__NR_accept4, CALL_ANY, 0},
    {__NR_recvfrom, CALL_ANY, 0},
    {__NR_sendto, CALL_SENDTO, 0},
    {__NR_sendmsg, CALL_SENDMSG, 0},
    {__NR_getsockname, CALL_ANY, 0},
    {__NR_getsockopt, CALL_ANY, 0},
    {__NR_setsockopt, CALL_TCP_OPTION, 0},
    {__NR_epoll_create1, CALL_ANY, 0},
    {__NR_epoll_ctl, CALL_ANY, 0},
    {__NR_epoll_wait, CALL_ANY, 0},
    {__NR_eventfd2, CALL_ANY, 0},
    {__NR_poll, CALL_ANY, 0},
    {__NR_fcntl, CALL_FCNTL, 0},
    /* what is remembered: a temporary file, its rename */
    {__NR_openat, CALL_ANY, 0},
    {__NR_fsync, CALL_ANY, 0},
    {__NR_fchmod, CALL_ANY, 0},
    {__NR_renameat, CALL_ANY, 0},
    {__NR_unlinkat, CALL_ANY, 0},
    /* the locked memory of the key, at the end */
    {__NR_munlock, CALL_ANY, 0},
};

enum err sandbox_enter(const char *data, int listen_fd, bool *out_landlock)
{
    const struct confine_path paths[] = {{data, true}};
    struct confine_call all[CALLS_MAX];
    size_t count = sizeof(calls) / sizeof(calls[0]);
    _Static_assert(sizeof(calls) / sizeof(calls[0]) + 2 <= CALLS_MAX, "two more rows follow");
    memcpy(all, calls, sizeof(calls));
    all[count++] = (struct confine_call){__NR_shutdown, CALL_NOT_ON_FD, listen_fd};
    all[count++] = (struct confine_call){__NR_fcntl, CALL_DUP_NOT_FD, listen_fd};
    const struct confine confine = {
        .paths = paths,
        .path_count = sizeof(paths) / sizeof(paths[0]),
        .calls = all,
        .call_count = count,
    };
    return confine_now(&confine, out_landlock);
}
