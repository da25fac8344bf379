/*
 * confine.h: the last step before a process reads its first hostile byte: no core file, not
 * dumpable, Landlock, system call allow-list. It cannot be undone. Threads that exist already get
 * the system call list but not Landlock: start threads afterwards.
 */
#ifndef CONFINE_H
#define CONFINE_H

#include "base_err.h"

#include <stdbool.h>
#include <stddef.h>

/* A folder that stays reachable by path; all others do not. */
struct confine_path {
    const char *path;
    bool write;
};

enum confine_rule {
    CALL_ANY,       /* whatever its arguments */
    CALL_NO_EXEC,   /* mmap, mprotect, pkey_mprotect: without PROT_EXEC */
    CALL_THREAD,    /* clone: only with CLONE_THREAD */
    CALL_SENDTO,    /* sendto: without an address and without MSG_FASTOPEN; send() is this call */
    CALL_SENDMSG,   /* sendmsg: without MSG_FASTOPEN */
    CALL_NOT_ON_FD, /* first argument other than fd: shutdown of connections, not the listener */
    CALL_ON_SELF,   /* first argument is the caller's own process id: tgkill, as abort() makes it */
    CALL_NAME,      /* prctl: only PR_SET_NAME, a thread's name */
    CALL_FCNTL,     /* fcntl: flags, status, locks; never a duplicate, under another number */
    CALL_DUP_NOT_FD, /* fcntl: also a duplicate, of any descriptor but fd */
    CALL_INET, /* socket: of the internet, or to ask the kernel for addresses (netlink); a local one
                * is answered with EAFNOSUPPORT */
    CALL_TCP_OPTION, /* setsockopt: TCP_NODELAY and TCP_CORK, nothing that outlives a request */
    CALL_MISSING     /* answered with ENOSYS, so that the C library falls back */
};

struct confine_call {
    int number; /* __NR_… */
    enum confine_rule rule;
    int fd; /* CALL_NOT_ON_FD, CALL_DUP_NOT_FD */
};

struct confine {
    const struct confine_path *paths;
    size_t path_count;
    bool connects;                    /* Landlock lets it connect by TCP */
    const struct confine_call *calls; /* beside confine_common */
    size_t call_count;
};

/* What every process may call: memory, clocks, threads, its open descriptors, leaving. A row in a
 * process's own list adds to these; for the same call, the wider of two rows holds. */
extern const struct confine_call confine_common[];
extern const size_t confine_common_count;

/*
 * confine_now: everything in c and confine_common is allowed, every other system call kills the
 * process (SIGSYS). out_landlock says whether the kernel has Landlock; without it the process goes
 * on with the rest, and its caller says so. ERR_IO: the kernel refused the system call list or a
 * path could not be opened; the caller must leave.
 */
MUST_USE enum err confine_now(const struct confine *c, bool *out_landlock);

/*
 * confine_hold_memory: no page that this process has, or gets later, is swapped out; each is locked
 * when it is first used. max: bytes of addresses that the process may ever have, the unused ones of
 * stacks and heaps with them. Before threads and confinement. ERR_DENIED: RLIMIT_MEMLOCK is under
 * max, so that memory would be refused later, or the kernel said no: nothing is changed, and the
 * process may go on.
 */
MUST_USE enum err confine_hold_memory(size_t max);

/* confine_landlock: the kernel's Landlock version; 0 if it has none or has it switched off. */
int confine_landlock(void);

/* confine_refuse_most: gate's own coarse list for what it starts, put on before exec: refuses
 * (EPERM) ptrace, bpf, keyctl, mount, unshare, setns, userfaultfd, perf_event_open, io_uring,
 * kexec, module loading and clone with new namespaces. Filters stack. */
MUST_USE enum err confine_refuse_most(void);

#endif
