#include "sandbox.h"

#include "confine.h"

#include <string.h>
#include <sys/syscall.h>

enum { CALLS_MAX = 64 };

/* Beside confine_common. No row, no call: there is no socket, connect, bind, listen, exec, fork,
 * io_uring here, and no way to shut the listener down, or to have it under another number. */
static const struct confine_call calls[] = {
    /* HTTP, on connections that the listener gives */
    {__NR_accept4, CALL_ANY, 0},
    {__NR_recvfrom, CALL_ANY, 0},
    {__NR_sendto, CALL_SENDTO, 0},
    {__NR_sendfile, CALL_ANY, 0},
    {__NR_getsockname, CALL_ANY, 0},
    {__NR_getsockopt, CALL_ANY, 0},
    {__NR_setsockopt, CALL_TCP_OPTION, 0},
    {__NR_epoll_create1, CALL_ANY, 0},
    {__NR_epoll_ctl, CALL_ANY, 0},
    {__NR_epoll_wait, CALL_ANY, 0},
    {__NR_eventfd2, CALL_ANY, 0},
    /* gate and custodiand; answers */
    {__NR_recvmsg, CALL_ANY, 0},
    {__NR_sendmsg, CALL_SENDMSG, 0},
    {__NR_poll, CALL_ANY, 0},
    /* the database */
    {__NR_openat, CALL_ANY, 0},
    {__NR_access, CALL_ANY, 0},
    {__NR_faccessat, CALL_ANY, 0},
    {__NR_unlink, CALL_ANY, 0},
    {__NR_readlink, CALL_ANY, 0},
    {__NR_stat, CALL_ANY, 0},
    {__NR_lstat, CALL_ANY, 0},
    {__NR_getcwd, CALL_ANY, 0},
    {__NR_fcntl, CALL_FCNTL, 0},
    {__NR_pread64, CALL_ANY, 0},
    {__NR_pwrite64, CALL_ANY, 0},
    {__NR_fsync, CALL_ANY, 0},
    {__NR_fdatasync, CALL_ANY, 0},
    {__NR_sync_file_range, CALL_ANY, 0},
    {__NR_ftruncate, CALL_ANY, 0},
    {__NR_lseek, CALL_ANY, 0},
    {__NR_fchmod, CALL_ANY, 0}, /* a log beside a database that was restored with another mode */
    {__NR_geteuid, CALL_ANY, 0},
    {__NR_getuid, CALL_ANY, 0},
    /* media */
    {__NR_mkdirat, CALL_ANY, 0},
    {__NR_renameat, CALL_ANY, 0},
    {__NR_unlinkat, CALL_ANY, 0},
    {__NR_fstatfs, CALL_ANY, 0},
};

enum err sandbox_enter(const struct sandbox *s, bool *out_landlock)
{
    const struct confine_path paths[] = {{s->data, true}, {s->ledger, false}, {s->www, false}};
    struct confine_call all[CALLS_MAX];
    size_t count = sizeof(calls) / sizeof(calls[0]);
    _Static_assert(sizeof(calls) / sizeof(calls[0]) + 1 < CALLS_MAX, "two more rows follow");
    memcpy(all, calls, sizeof(calls));
    all[count++] = (struct confine_call){__NR_shutdown, CALL_NOT_ON_FD, s->listen_fd};
    all[count++] = (struct confine_call){__NR_fcntl, CALL_DUP_NOT_FD, s->listen_fd};
    const struct confine confine = {
        .paths = paths,
        .path_count = sizeof(paths) / sizeof(paths[0]),
        .calls = all,
        .call_count = count,
    };
    return confine_now(&confine, out_landlock);
}
