/*
 * test_gatewayd_confined.c: what a taken-over gatewayd would try, from inside
 * its own system call list and Landlock, each in a process of its own: it may
 * connect, and nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "confine.h"
#include "sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_CONFINED = 200, BY_SIGNAL = 1000 };

static struct sockaddr_in here; /* where somebody listens */

static int connects(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && connect(fd, (struct sockaddr *)&here, sizeof(here)) == 0 ? 0 : errno;
}

static int connects_locally(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 ? 0 : errno;
}

static int takes_a_port(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0 ? 0 : errno;
}

static int listens(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && listen(fd, 1) == 0 ? 0 : errno;
}

static int reads_a_file(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 ? 0 : errno;
}

static int makes_a_file(void)
{
    return open("/tmp/test_gatewayd_ballast", O_RDWR | O_CREAT | O_CLOEXEC, 0600) >= 0 ? 0 : errno;
}

static int executes(void)
{
    char name[] = "true";
    char *const arguments[] = {name, NULL};
    return execve("/bin/true", arguments, arguments + 1) == 0 ? 0 : errno;
}

static int forks(void)
{
    return syscall(SYS_fork) >= 0 ? 0 : errno;
}

static int traces(void)
{
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0 ? 0 : errno;
}

static int runs_what_it_wrote(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED
               ? 0
               : errno;
}

/* 0: it succeeded; an errno; or BY_SIGNAL and the signal that ended it. */
static int outcome_of(int (*act)(void))
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        bool landlock = false;
        _exit(sandbox_enter(&landlock) == ERR_OK ? act() : NOT_CONFINED);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static void it_connects_and_nothing_else(void **state)
{
    (void)state;
    int version = confine_landlock();
    const struct {
        int (*act)(void);
        int want;
        int landlock; /* the version that it takes */
    } acts[] = {
        {connects, 0, 0},
        {connects_locally, EAFNOSUPPORT, 0},
        {takes_a_port, EACCES, 4},
        {listens, BY_SIGNAL + SIGSYS, 0},
        {reads_a_file, EACCES, 1},
        {makes_a_file, EACCES, 1},
        {executes, BY_SIGNAL + SIGSYS, 0},
        {forks, BY_SIGNAL + SIGSYS, 0},
        {traces, BY_SIGNAL + SIGSYS, 0},
        {runs_what_it_wrote, BY_SIGNAL + SIGSYS, 0},
    };
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t len = sizeof(here);
    here = (struct sockaddr_in){.sin_family = AF_INET};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(listener, (struct sockaddr *)&here, sizeof(here)), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&here, &len), 0);
    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        if (version >= acts[i].landlock && outcome_of(acts[i].act) != acts[i].want) {
            fail_msg("act %zu: %d, not %d", i, outcome_of(acts[i].act), acts[i].want);
        }
    }
    (void)close(listener);
}

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define THREAD_SANITIZED 1
#endif
#endif

int main(void)
{
#ifdef THREAD_SANITIZED
    (void)puts("skipped: the thread sanitizer makes system calls of its own");
    return 77;
#endif
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_connects_and_nothing_else)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
