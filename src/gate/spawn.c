#include "spawn.h"

#include "base_file.h"
#include "base_limits.h"
#include "ceilings.h"
#include "confine.h"
#include "wire_ctl.h"
#include "wire_region.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { FIRST_FD = 3, PARKED_FD = 40, STATUS_NOT_STARTED = 126 };

uid_t spawn_user(uint8_t role)
{
    static const uid_t users[] = {[ROLE_CUSTODIAND] = REGION_USER_CUSTODIAND,
                                  [ROLE_EDGED] = REGION_USER_EDGED,
                                  [ROLE_MEDIAD] = REGION_USER_MEDIAD,
                                  [ROLE_GATEWAYD] = REGION_USER_GATEWAYD};
    return role < sizeof(users) / sizeof(users[0]) ? users[role] : 0;
}

/* Whether this user namespace knows the ids. */
static bool ids_are_mapped(const char *map)
{
    FILE *f = fopen(map, "re");
    if (f == NULL) {
        return false;
    }
    unsigned long inside = 0;
    unsigned long outside = 0;
    unsigned long count = 0;
    bool found = false;
    while (!found && fscanf(f, "%lu %lu %lu", &inside, &outside, &count) == 3) {
        found = inside <= REGION_USER_FIRST && inside + count > REGION_USER_LAST;
    }
    (void)fclose(f);
    return found;
}

bool spawn_has_users(void)
{
    return geteuid() == 0 && ids_are_mapped("/proc/self/uid_map") &&
           ids_are_mapped("/proc/self/gid_map");
}

static bool write_text(const char *path, const char *text)
{
    AUTO(fd_close) int fd = open(path, O_WRONLY | O_CLOEXEC);
    return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* The one id that may be mapped, to itself; but never to 0, which would keep all its powers. */
static bool write_map(const char *path, unsigned int outside)
{
    char line[64];
    unsigned int inside = outside == 0 ? REGION_USER_FIRST : outside;
    (void)snprintf(line, sizeof(line), "%u %u 1", inside, outside);
    return write_text(path, line);
}

static bool map_ids(uid_t user, gid_t group)
{
    /* The files below /proc/self belong to root while the process is not dumpable. */
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0 && write_text("/proc/self/setgroups", "deny") &&
           write_map("/proc/self/uid_map", user) && write_map("/proc/self/gid_map", group);
}

/* Nothing that is executed later can hand these back. */
static void drop_bounds(void)
{
    for (unsigned long power = 0; prctl(PR_CAPBSET_DROP, power, 0, 0, 0) == 0; power++) {
    }
}

static bool become(uid_t user)
{
    return setgroups(0, NULL) == 0 && setresgid(user, user, user) == 0 &&
           setresuid(user, user, user) == 0;
}

/* Descriptors 0, 1, 2, then 3, 4, …, then what is executed; every other one is closed. */
static bool place_fds(const struct spawn *s, int null, int *out_exec)
{
    int all[FIRST_FD + SPAWN_FDS + 1] = {null, STDOUT_FILENO, STDERR_FILENO};
    int count = FIRST_FD;
    for (size_t i = 0; i < s->fd_count; i++) {
        all[count++] = s->fds[i];
    }
    all[count++] = s->image->fd;
    /* First out of the way of the numbers that are about to be given. */
    for (int i = 0; i < count; i++) {
        all[i] = fcntl(all[i], F_DUPFD_CLOEXEC, PARKED_FD);
        if (all[i] < 0) {
            return false;
        }
    }
    for (int i = 0; i < count; i++) {
        if (dup3(all[i], i, i == count - 1 ? O_CLOEXEC : 0) < 0) {
            return false;
        }
    }
    *out_exec = count - 1;
    return close_range((unsigned int)count, ~0u, 0) == 0;
}

/* gate may have died before the death signal was set: then nobody reads the log. */
static bool gate_lives(void)
{
    struct pollfd log = {.fd = STDERR_FILENO};
    return poll(&log, 1, 0) == 0;
}

static void default_signals(void)
{
    sigset_t none;
    (void)sigemptyset(&none);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

struct ids {
    uid_t user;
    gid_t group;
};

static const char *enter_world(const struct spawn_world *w, const struct spawn *s, struct ids ids)
{
    if (w->namespaces && !w->users && !map_ids(ids.user, ids.group)) {
        return "mapping the user";
    }
    if (setsid() < 0) {
        return "a session of its own";
    }
    if (w->namespaces) {
        const struct root root = {.place = w->place,
                                  .closure = &s->image->closure,
                                  .folders = s->folders,
                                  .folder_count = s->folder_count,
                                  .resolver = s->route};
        const char *failed = root_enter(&root);
        if (failed != NULL) {
            return failed;
        }
    }
    if (!ceilings_set(s->role, w->users || w->namespaces)) {
        return "resource limits";
    }
    drop_bounds();
    if (w->users && !become(spawn_user(s->role))) {
        return "becoming another user";
    }
    return NULL;
}

/* What custodiand and edged give back to their allocator is overwritten at once, and nothing of it
 * is put aside before that (decisions/0019). A job's memory is gone with it. */
static const char *const of_service[] = {
    "TZ=UTC0", "GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0", NULL};
static const char *const of_jobs[] = {"TZ=UTC0", "OPENBLAS_NUM_THREADS=1", NULL};

static const char *execute(const struct spawn_world *w, const struct spawn *s, int null)
{
    if (s->folder_count > 0 && chdir(w->namespaces ? s->folders[0].at : s->folders[0].from) != 0) {
        return "entering the process's folder";
    }
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) {
        return "the signal at gate's death";
    }
    if (confine_refuse_most() != ERR_OK) {
        return "refusing system calls";
    }
    int executable = -1;
    if (!place_fds(s, null, &executable)) {
        return "placing descriptors";
    }
    if (!gate_lives()) {
        return "finding gate alive";
    }
    const char *const *environment = s->role == ROLE_MEDIAD ? of_jobs : of_service;
    (void)execveat(executable, "", (char *const *)(uintptr_t)s->arguments,
                   (char *const *)(uintptr_t)environment, AT_EMPTY_PATH);
    return "executing it";
}

__attribute__((__noreturn__)) static void child(const struct spawn_world *w, const struct spawn *s,
                                                struct ids ids, int log)
{
    default_signals();
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const char *failed = "opening the log";
    if (null >= 0 && dup2(log, STDOUT_FILENO) >= 0 && dup2(log, STDERR_FILENO) >= 0) {
        failed = enter_world(w, s, ids);
    }
    if (failed == NULL && s->arguments != NULL) {
        failed = execute(w, s, null);
    }
    if (failed != NULL) {
        (void)dprintf(STDERR_FILENO, "%s: %s\n", failed, strerror(errno));
    }
    _exit(failed == NULL ? 0 : STATUS_NOT_STARTED);
}

static uint64_t flags_of(const struct spawn_world *w, bool route)
{
    if (!w->namespaces) {
        return CLONE_PIDFD;
    }
    uint64_t flags = CLONE_PIDFD | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWUTS;
    flags |= route ? 0 : CLONE_NEWNET;
    return w->users ? flags : flags | CLONE_NEWUSER;
}

enum err spawn_start(const struct spawn_world *w, const struct spawn *s,
                     struct spawned *out_spawned)
{
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
        return err_from_errno(errno);
    }
    AUTO(fd_close) int log = pipe_ends[0];
    AUTO(fd_close) int log_write = pipe_ends[1];
    if (fcntl(log, F_SETFL, O_NONBLOCK) != 0) {
        return err_from_errno(errno);
    }
    struct ids ids = {geteuid(), getegid()};
    int pidfd = -1;
    struct clone_args args = {.flags = flags_of(w, s->route), .exit_signal = SIGCHLD};
    args.pidfd = (uint64_t)(uintptr_t)&pidfd;
    long pid = syscall(SYS_clone3, &args, sizeof(args));
    if (pid == 0) {
        child(w, s, ids, log_write);
    }
    if (pid < 0) {
        return err_from_errno(errno);
    }
    *out_spawned = (struct spawned){.pid = (pid_t)pid, .pidfd = pidfd, .log = fd_move(&log)};
    return ERR_OK;
}

bool spawn_can_enter(uint8_t role, const char *folder)
{
    pid_t pid = fork();
    if (pid == 0) {
        _exit(become(spawn_user(role)) && chdir(folder) == 0 ? 0 : STATUS_NOT_STARTED);
    }
    int status = 0;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

bool spawn_can_hold_memory(uint8_t role)
{
    pid_t pid = fork();
    if (pid == 0) {
        _exit(ceilings_set(role, true) && confine_hold_memory(LIMIT_LOCKED_MIB * MIB) == ERR_OK
                  ? 0
                  : STATUS_NOT_STARTED);
    }
    int status = 0;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

const char *spawn_probe(const struct spawn_world *w)
{
    static char problem[256];
    const struct image nothing = {.fd = -1};
    const struct spawn probe = {.role = ROLE_MEDIAD, .image = &nothing};
    struct spawned spawned;
    if (spawn_start(w, &probe, &spawned) != ERR_OK) {
        (void)snprintf(problem, sizeof(problem), "new namespaces: %s", strerror(errno));
        return problem;
    }
    AUTO(fd_close) int log = spawned.log;
    AUTO(fd_close) int pidfd = spawned.pidfd;
    siginfo_t info = {0};
    if (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED) == 0 && info.si_code == CLD_EXITED &&
        info.si_status == 0) {
        return NULL;
    }
    ssize_t got = read(log, problem, sizeof(problem) - 1);
    problem[got > 0 ? got : 0] = '\0';
    problem[strcspn(problem, "\n")] = '\0';
    return problem;
}
