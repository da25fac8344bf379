#include "confine.h"

#include "landlock.h"
#include "rules.h"

#include <malloc.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define CONFINE_SANITIZED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define CONFINE_SANITIZED 1
#endif

const struct confine_call confine_common[] = {
    /* open descriptors */
    {__NR_read, CALL_ANY, 0},
    {__NR_write, CALL_ANY, 0},
    {__NR_writev, CALL_ANY, 0}, /* the words of a failed assert */
    {__NR_close, CALL_ANY, 0},
    {__NR_fstat, CALL_ANY, 0},
    {__NR_newfstatat, CALL_ANY, 0}, /* fstat() is this call */
    /* memory */
    {__NR_mmap, CALL_NO_EXEC, 0},
    {__NR_mprotect, CALL_NO_EXEC, 0},
    {__NR_munmap, CALL_ANY, 0},
    {__NR_mremap, CALL_ANY, 0},
    {__NR_madvise, CALL_ANY, 0},
    {__NR_brk, CALL_ANY, 0},
    /* threads */
    {__NR_clone3, CALL_MISSING, 0}, /* its flags cannot be seen; the C library then takes clone */
    {__NR_clone, CALL_THREAD, 0},
    {__NR_futex, CALL_ANY, 0},
    {__NR_set_robust_list, CALL_ANY, 0},
    {__NR_rseq, CALL_ANY, 0},
    {__NR_prctl, CALL_NAME, 0},
    {__NR_sched_yield, CALL_ANY, 0},
    {__NR_sched_getaffinity, CALL_ANY, 0}, /* malloc, for the ninth arena, once opening failed */
    {__NR_gettid, CALL_ANY, 0},
    {__NR_getpid, CALL_ANY, 0},
    /* signals; tgkill so that abort() is seen as an abort and not as a forbidden call */
    {__NR_rt_sigaction, CALL_ANY, 0},
    {__NR_rt_sigprocmask, CALL_ANY, 0},
    {__NR_rt_sigreturn, CALL_ANY, 0},
    {__NR_tgkill, CALL_ON_SELF, 0},
    {__NR_restart_syscall, CALL_ANY, 0},
    /* clocks (system calls where the machine's clock cannot be read in user space), randomness */
    {__NR_clock_gettime, CALL_ANY, 0},
    {__NR_gettimeofday, CALL_ANY, 0},
    {__NR_clock_nanosleep, CALL_ANY, 0},
    {__NR_getrandom, CALL_ANY, 0},
    /* leaving */
    {__NR_exit, CALL_ANY, 0},
    {__NR_exit_group, CALL_ANY, 0},
#ifdef CONFINE_SANITIZED
    {__NR_sigaltstack, CALL_ANY, 0},
    {__NR_prlimit64, CALL_ANY, 0},
#endif
};
const size_t confine_common_count = sizeof(confine_common) / sizeof(confine_common[0]);

#ifdef CONFINE_SANITIZED
/* Looking for leaks needs ptrace and a process of its own: not here. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

/* Whether some row lets the process open files. */
static bool may_open(const struct confine *c)
{
    for (size_t i = 0; i < c->call_count; i++) {
        if (c->calls[i].number == __NR_openat && c->calls[i].rule != CALL_MISSING) {
            return true;
        }
    }
    return false;
}

/* malloc opens /sys/devices/system/cpu/online for the ninth arena, and
 * /proc/sys/vm/overcommit_memory when a thread's heap shrinks. Who may not open files would die of
 * it: so there are few arenas, and they keep what they have. (A sanitizer's malloc refuses both and
 * has no arenas.) */
static void keep_malloc_from_opening(void)
{
    enum { ARENAS = 4 };
    (void)mallopt(M_ARENA_MAX, ARENAS);
    (void)mallopt(M_TRIM_THRESHOLD, -1);
}

static enum err put_list(const struct confine *c)
{
    AUTO(seccomp_release) scmp_filter_ctx filter = rules_new(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) {
        return ERR_IO;
    }
    for (size_t i = 0; i < confine_common_count; i++) {
        TRY(rules_allow(filter, &confine_common[i]));
    }
    for (size_t i = 0; i < c->call_count; i++) {
        TRY(rules_allow(filter, &c->calls[i]));
    }
    return seccomp_load(filter) == 0 ? ERR_OK : ERR_IO;
}

static int by_byte(const void *a, const void *b)
{
    const uint8_t *x = a;
    const uint8_t *y = b;
    return *x - *y;
}

/* The C library's qsort asks the kernel how much memory there is, the first time that it sorts more
 * than 1 KiB: before that call is forbidden. */
static void sort_once(void)
{
    uint8_t bytes[2048] = {1};
    qsort(bytes, sizeof(bytes), 1, by_byte);
}

enum err confine_now(const struct confine *c, bool *out_landlock)
{
    sort_once();
    if (setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) != 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return ERR_IO;
    }
    if (!may_open(c)) {
        keep_malloc_from_opening();
    }
    bool landlock = false;
    TRY(landlock_restrict(c, &landlock));
    TRY(put_list(c));
    *out_landlock = landlock;
    return ERR_OK;
}
