#include "sandbox.h"

#include "confine.h"

#include <sys/syscall.h>

/* Beside confine_common. No row, no call: there is no socket, no connect, no exec, no fork here. */
static const struct confine_call calls[] = {
    /* SQLite: one connection, write-ahead log without shared memory */
    {__NR_openat, CALL_ANY, 0},
    {__NR_access, CALL_ANY, 0},
    {__NR_faccessat, CALL_ANY, 0},
    {__NR_unlink, CALL_ANY, 0},
    {__NR_readlink, CALL_ANY, 0},
    {__NR_lstat, CALL_ANY, 0},
    {__NR_stat, CALL_ANY, 0},
    {__NR_getcwd, CALL_ANY, 0},
    {__NR_fcntl, CALL_FCNTL, 0},
    {__NR_pread64, CALL_ANY, 0},
    {__NR_pwrite64, CALL_ANY, 0},
    {__NR_fsync, CALL_ANY, 0},
    {__NR_fdatasync, CALL_ANY, 0},
    {__NR_ftruncate, CALL_ANY, 0},
    {__NR_lseek, CALL_ANY, 0},
    {__NR_geteuid, CALL_ANY, 0},
    {__NR_getuid, CALL_ANY, 0},
    /* the ledger: temporary file, rename; folders; removal of partial tiles */
    {__NR_mkdirat, CALL_ANY, 0},
    {__NR_renameat, CALL_ANY, 0},
    {__NR_renameat2, CALL_ANY, 0},
    {__NR_unlinkat, CALL_ANY, 0},
    {__NR_fchmod, CALL_ANY, 0},
    {__NR_getdents64, CALL_ANY, 0},
    /* peers */
    {__NR_recvmsg, CALL_ANY, 0},
    {__NR_sendmsg, CALL_SENDMSG, 0},
    {__NR_poll, CALL_ANY, 0},
    /* the locked memory of keys, at the end */
    {__NR_munlock, CALL_ANY, 0},
};

enum err sandbox_enter(const struct custodian_config *config, bool *out_landlock)
{
    const struct confine_path paths[] = {
        {config->data, true}, {config->ledger, true}, {config->mark, true}};
    const struct confine confine = {
        .paths = paths,
        .path_count = config->mark == NULL ? 2 : 3,
        .calls = calls,
        .call_count = sizeof(calls) / sizeof(calls[0]),
    };
    return confine_now(&confine, out_landlock);
}
