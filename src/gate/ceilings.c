#include "ceilings.h"

#include "base_limits.h"
#include "wire_ctl.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

struct limit {
    uint8_t role; /* ROLE_NONE: all */
    bool memory;  /* a sanitized build reserves more than any such limit */
    bool threads;
    __rlimit_resource_t resource;
    rlim_t value;
    rlim_t unit;
};

static const struct limit limits[] = {
    {ROLE_NONE, false, false, RLIMIT_CORE, 0, 1},
    {ROLE_NONE, false, true, RLIMIT_NPROC, LIMIT_THREADS, 1},
    {ROLE_CUSTODIAND, false, false, RLIMIT_NOFILE, LIMIT_FILES_CUSTODIAND, 1},
    {ROLE_CUSTODIAND, false, false, RLIMIT_MEMLOCK, LIMIT_LOCKED_MIB, MIB},
    {ROLE_CUSTODIAND, true, false, RLIMIT_DATA, LIMIT_MEMORY_MIB, MIB},
    {ROLE_EDGED, false, false, RLIMIT_NOFILE, LIMIT_FILES_EDGED, 1},
    {ROLE_EDGED, false, false, RLIMIT_MEMLOCK, LIMIT_LOCKED_MIB, MIB},
    {ROLE_EDGED, true, false, RLIMIT_DATA, LIMIT_MEMORY_MIB, MIB},
    {ROLE_CUSTODIAND, false, false, RLIMIT_FSIZE, LIMIT_FILE_GIB, GIB},
    {ROLE_EDGED, false, false, RLIMIT_FSIZE, LIMIT_FILE_GIB, GIB},
    {ROLE_GATEWAYD, false, false, RLIMIT_NOFILE, LIMIT_FILES_GATEWAYD, 1},
    {ROLE_GATEWAYD, false, false, RLIMIT_FSIZE, 0, 1},
    {ROLE_GATEWAYD, true, false, RLIMIT_DATA, LIMIT_MEMORY_MIB, MIB},
    {ROLE_MEDIAD, false, false, RLIMIT_NOFILE, LIMIT_FILES_MEDIAD, 1},
    {ROLE_MEDIAD, false, false, RLIMIT_FSIZE, LIMIT_JOB_OUT_MIB, MIB},
    {ROLE_MEDIAD, true, false, RLIMIT_AS, LIMIT_JOB_MEMORY_MIB, MIB},
};

enum { JOB_NICE = 10 }; /* people who watch come before clips that are being prepared */

/* Threads of the whole machine now: whoever counts as our user has no more. The kernel's first word
 * is 16 bits wide. */
static rlim_t threads_there(void)
{
    struct sysinfo info;
    unsigned long there = sysinfo(&info) == 0 ? info.procs : 0;
    unsigned long told = 0;
    FILE *f = fopen("/proc/loadavg", "re");
    if (f != NULL) {
        if (fscanf(f, "%*s %*s %*s %*u/%lu", &told) != 1) {
            told = 0;
        }
        (void)fclose(f);
    }
    return told > there ? told : there;
}

static bool set_one(const struct limit *limit, rlim_t beside)
{
    struct rlimit now;
    if (getrlimit(limit->resource, &now) != 0) {
        return false;
    }
    rlim_t value = limit->value * limit->unit + beside;
    struct rlimit next = {value, value};
    if (setrlimit(limit->resource, &next) == 0) {
        return true;
    }
    /* An ordinary user cannot go above the hard limit: then that one. */
    next.rlim_cur = now.rlim_max < value ? now.rlim_max : value;
    next.rlim_max = next.rlim_cur;
    return setrlimit(limit->resource, &next) == 0;
}

/* One that was started nicer stays so: without root there is no way back. */
static bool be_nice(void)
{
    errno = 0;
    int now = getpriority(PRIO_PROCESS, 0);
    return (now >= JOB_NICE && errno == 0) || setpriority(PRIO_PROCESS, 0, JOB_NICE) == 0;
}

bool ceilings_set(uint8_t role, bool own_count)
{
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        const struct limit *limit = &limits[i];
        bool its = limit->role == ROLE_NONE || limit->role == role;
        if (!its || (limit->memory && SANITIZED)) {
            continue;
        }
        if (!set_one(limit, limit->threads && !own_count ? threads_there() : 0)) {
            return false;
        }
    }
    return role != ROLE_MEDIAD || be_nice();
}
