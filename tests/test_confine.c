/*
 * Each act runs in a forked child that was confined first. The verdict is how the child ended:
 * 0 the act went through, REFUSED it failed with an error, FORBIDDEN the kernel killed it (SIGSYS).
 */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PASSED = 0, REFUSED = 1, UNUSABLE = 77, FORBIDDEN = 256 };

static char folder[64]; /* has open/file and shut/file */
static int listener = -1;
static int connection = -1;

static int act_nothing(void)
{
    return 0;
}

static pthread_barrier_t all_there;
static pthread_mutex_t one_by_one = PTHREAD_MUTEX_INITIALIZER;

/* One thread after the other takes a malloc arena of its own, and keeps it until all have one. */
static void *count_up(void *n)
{
    (void)pthread_setname_np(pthread_self(), "named");
    (void)pthread_mutex_lock(&one_by_one);
    void *volatile block = malloc(1000); /* the compiler must not leave it out */
    (void)pthread_mutex_unlock(&one_by_one);
    (void)pthread_barrier_wait(&all_there);
    int *number = n;
    *number += block != NULL;
    free(block);
    return NULL;
}

static int act_threads(void)
{
    enum { MANY = 20 }; /* more than malloc has arenas before it asks for the processors */
    pthread_t thread[MANY];
    int numbers[MANY] = {0};
    int sum = 0;
    (void)pthread_barrier_init(&all_there, NULL, MANY);
    for (int i = 0; i < MANY; i++) {
        if (pthread_create(&thread[i], NULL, count_up, &numbers[i]) != 0) {
            return -1;
        }
    }
    for (int i = 0; i < MANY; i++) {
        (void)pthread_join(thread[i], NULL);
        sum += numbers[i];
    }
    return sum == MANY ? 0 : -1;
}

static void *shrink_heap(void *unused)
{
    enum { BLOCKS = 400, BLOCK = 100000 };
    void *block[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        block[i] = malloc(BLOCK);
    }
    for (int i = BLOCKS - 1; i >= 0; i--) {
        free(block[i]);
    }
    return unused;
}

static int compare_numbers(const void *a, const void *b)
{
    const int *x = a;
    const int *y = b;
    return (*x > *y) - (*x < *y);
}

static int act_sort(void)
{
    enum { MANY = 2000 };
    int numbers[MANY];
    for (int i = 0; i < MANY; i++) {
        numbers[i] = MANY - i;
    }
    qsort(numbers, MANY, sizeof(numbers[0]), compare_numbers);
    return numbers[0] == 1 && numbers[MANY - 1] == MANY ? 0 : -1;
}

static int act_shrink(void)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, shrink_heap, NULL) == 0 ? pthread_join(thread, NULL) : -1;
}

static int act_fork(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        _exit(0);
    }
    return pid > 0 ? 0 : -1;
}

static int act_exec(void)
{
    char path[] = "/bin/true";
    char *argv[] = {path, NULL};
    return execv(path, argv);
}

static int act_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int act_map_exec(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
               ? -1
               : 0;
}

static int act_protect_exec(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static int act_name_thread(void)
{
    return prctl(PR_SET_NAME, "named");
}

static int act_dumpable(void)
{
    return prctl(PR_SET_DUMPABLE, 1);
}

static int act_kill_other(void)
{
    return (int)syscall(SYS_tgkill, getppid(), getppid(), 0);
}

static int act_kill_parent_group(void)
{
    return (int)syscall(SYS_tgkill, 1, 1, 0);
}

static int act_shutdown_listener(void)
{
    return shutdown(listener, SHUT_RDWR);
}

static int act_shutdown_listener_high(void)
{
    return (int)syscall(SYS_shutdown, (1ul << 32) | (unsigned long)listener, SHUT_RDWR);
}

static int act_shutdown_connection(void)
{
    return shutdown(connection, SHUT_RDWR);
}

static int act_fcntl_flags(void)
{
    return fcntl(connection, F_GETFL);
}

/* A listener under another number could be shut down. */
static int act_fcntl_duplicate(void)
{
    return fcntl(listener, F_DUPFD_CLOEXEC, 50);
}

static int act_fcntl_duplicate_another(void)
{
    return fcntl(connection, F_DUPFD_CLOEXEC, 50) >= 50 ? 0 : -1;
}

static int act_fcntl_duplicate_kept_on_exec(void)
{
    return fcntl(connection, F_DUPFD, 50);
}

static int act_send(void)
{
    return send(connection, "x", 1, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

static int act_send_to(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
    return (int)sendto(connection, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
}

static int act_send_fast_open(void)
{
    return (int)sendto(connection, "x", 1, MSG_FASTOPEN, NULL, 0);
}

static int act_sendmsg(int flags)
{
    char byte = 'x';
    struct iovec data = {.iov_base = &byte, .iov_len = 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    return sendmsg(connection, &message, flags | MSG_NOSIGNAL) == 1 ? 0 : -1;
}

static int act_sendmsg_plain(void)
{
    return act_sendmsg(0);
}

static int act_sendmsg_fast_open(void)
{
    return act_sendmsg(MSG_FASTOPEN);
}

static int open_under(const char *path, int flags)
{
    char full[256];
    (void)snprintf(full, sizeof(full), "%s/%s", folder, path);
    return open(full, flags, 0600);
}

static int act_open(void)
{
    return open_under("open/file", O_RDONLY);
}

static int act_open_other(void)
{
    return open_under("shut/file", O_RDONLY);
}

/* Whoever started it, and whatever they allowed. */
static int act_core(void)
{
    struct rlimit limit = {1, 1};
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0 ? 0 : -1;
}

static int act_open_up(void)
{
    return open_under("open/../shut/file", O_RDONLY);
}

static int act_write_readable(void)
{
    return open_under("open/file", O_WRONLY);
}

static int act_create_in_readable(void)
{
    return open_under("open/new", O_WRONLY | O_CREAT);
}

static int act_create_in_writable(void)
{
    return open_under("write/new", O_RDWR | O_CREAT | O_TRUNC);
}

/* What the tests' own process may do beside confine_common. */
static struct confine_call calls[] = {
    {__NR_sendto, CALL_SENDTO, 0},       {__NR_sendmsg, CALL_SENDMSG, 0},
    {__NR_shutdown, CALL_NOT_ON_FD, -1}, {__NR_getppid, CALL_ANY, 0},
    {__NR_fcntl, CALL_DUP_NOT_FD, -1},   {__NR_fcntl, CALL_FCNTL, 0},
    {__NR_prlimit64, CALL_ANY, 0},       {__NR_openat, CALL_ANY, 0},
    {__NR_wait4, CALL_ANY, 0},
};

static int run(int (*act)(void), bool opening)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char open_path[96];
        char write_path[96];
        (void)snprintf(open_path, sizeof(open_path), "%s/open", folder);
        (void)snprintf(write_path, sizeof(write_path), "%s/write", folder);
        const struct confine_path paths[] = {{open_path, false}, {write_path, true}};
        struct confine confine = {.paths = paths, .path_count = 2, .calls = calls};
        confine.call_count = sizeof(calls) / sizeof(calls[0]) - (opening ? 0 : 2);
        bool landlock = false;
        if (confine_now(&confine, &landlock) != ERR_OK) {
            _exit(UNUSABLE);
        }
        _exit(act() >= 0 ? PASSED : REFUSED);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status)) {
        return WTERMSIG(status) == SIGSYS ? FORBIDDEN : -WTERMSIG(status);
    }
    return WEXITSTATUS(status);
}

static void confined_process_may_do_its_work(void **state)
{
    (void)state;
    assert_int_equal(run(act_nothing, false), PASSED);
    assert_int_equal(run(act_name_thread, false), PASSED);
    assert_int_equal(run(act_core, false), PASSED);
    assert_int_equal(run(act_send, false), PASSED);
    assert_int_equal(run(act_sendmsg_plain, false), PASSED);
    assert_int_equal(run(act_shutdown_connection, false), PASSED);
}

static void many_threads_may_allocate_whether_or_not_files_can_be_opened(void **state)
{
    (void)state;
    assert_int_equal(run(act_threads, false), PASSED);
    assert_int_equal(run(act_threads, true), PASSED);
}

static void heap_of_a_thread_may_shrink_without_opening_a_file(void **state)
{
    (void)state;
    assert_int_equal(run(act_shrink, false), PASSED);
    assert_int_equal(run(act_shrink, true), PASSED);
}

static void much_may_be_sorted(void **state)
{
    (void)state;
    assert_int_equal(run(act_sort, false), PASSED);
}

static void calls_off_the_list_kill(void **state)
{
    (void)state;
    assert_int_equal(run(act_fork, true), FORBIDDEN);
    assert_int_equal(run(act_exec, true), FORBIDDEN);
    assert_int_equal(run(act_socket, true), FORBIDDEN);
    assert_int_equal(run(act_open, false), FORBIDDEN);
}

static void arguments_are_checked(void **state)
{
    (void)state;
    assert_int_equal(run(act_map_exec, true), FORBIDDEN);
    assert_int_equal(run(act_protect_exec, true), FORBIDDEN);
    assert_int_equal(run(act_dumpable, true), FORBIDDEN);
    assert_int_equal(run(act_kill_other, true), FORBIDDEN);
    assert_int_equal(run(act_kill_parent_group, true), FORBIDDEN);
    assert_int_equal(run(act_send_to, true), FORBIDDEN);
    assert_int_equal(run(act_send_fast_open, true), FORBIDDEN);
    assert_int_equal(run(act_sendmsg_fast_open, true), FORBIDDEN);
}

static void listener_cannot_be_shut_down_not_even_by_a_wide_number(void **state)
{
    (void)state;
    assert_int_equal(run(act_shutdown_listener, true), FORBIDDEN);
    assert_int_equal(run(act_shutdown_listener_high, true), FORBIDDEN);
    assert_int_equal(run(act_fcntl_duplicate, true), FORBIDDEN);
    assert_int_equal(run(act_fcntl_duplicate_kept_on_exec, true), FORBIDDEN);
    assert_int_equal(run(act_fcntl_duplicate_another, true), PASSED);
    assert_int_equal(run(act_fcntl_flags, true), PASSED);
}

static void abort_is_seen_as_an_abort(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        struct confine confine = {0};
        bool landlock = false;
        if (confine_now(&confine, &landlock) == ERR_OK) {
            (void)signal(SIGABRT, SIG_DFL);
            abort();
        }
        _exit(UNUSABLE);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void paths_hold_where_the_kernel_has_landlock(void **state)
{
    (void)state;
    if (confine_landlock() == 0) {
        (void)printf("SKIPPED: the kernel has no Landlock\n");
        skip();
    }
    assert_int_equal(run(act_open, true), PASSED);
    assert_int_equal(run(act_open_other, true), REFUSED);
    assert_int_equal(run(act_open_up, true), REFUSED);
    assert_int_equal(run(act_write_readable, true), REFUSED);
    assert_int_equal(run(act_create_in_readable, true), REFUSED);
    assert_int_equal(run(act_create_in_writable, true), PASSED);
}

static void path_that_is_missing_is_an_error(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        const struct confine_path missing = {"/no/such/folder", false};
        struct confine confine = {.paths = &missing, .path_count = 1};
        bool landlock = false;
        _exit(confine_now(&confine, &landlock) == ERR_OK ? 1 : 0);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, confine_landlock() == 0 ? 256 : 0);
}

static int refused_after_coarse_list(long number, long first)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (confine_refuse_most() != ERR_OK) {
            _exit(UNUSABLE);
        }
        errno = 0;
        long got = syscall(number, first, 0, 0, 0, 0);
        if (got == 0 && number == SYS_clone) {
            _exit(UNUSABLE);
        }
        _exit(got < 0 ? errno : 0);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void coarse_list_refuses_without_killing(void **state)
{
    (void)state;
    const long numbers[] = {
        SYS_ptrace,  SYS_bpf,         SYS_keyctl,          SYS_mount,       SYS_setns,
        SYS_unshare, SYS_userfaultfd, SYS_perf_event_open, SYS_pidfd_getfd, SYS_io_uring_setup};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        assert_int_equal(refused_after_coarse_list(numbers[i], 0), EPERM);
    }
    assert_int_equal(refused_after_coarse_list(SYS_clone3, 0), ENOSYS);
    assert_int_equal(refused_after_coarse_list(SYS_clone, 0x10000000 | SIGCHLD), EPERM);
    assert_int_equal(refused_after_coarse_list(SYS_clone, 0x20000000 | SIGCHLD), EPERM);
    assert_int_equal(refused_after_coarse_list(SYS_getpid, 0), 0);
}

/* The flags of the mapping that an address is in, as the kernel lists them. */
static bool is_locked(const void *address)
{
    FILE *f = fopen("/proc/self/smaps", "re");
    assert_non_null(f);
    char line[512];
    unsigned long from = 0;
    unsigned long to = 0;
    bool its = false;
    bool locked = false;
    while (fgets(line, sizeof(line), f) != NULL) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2) {
            its = from <= (unsigned long)address && (unsigned long)address < to;
        } else if (its && strncmp(line, "VmFlags:", 8) == 0) {
            locked = strstr(line, " lo") != NULL;
        }
    }
    (void)fclose(f);
    return locked;
}

static int hold(size_t max)
{
    static char known[4096]; /* before, and as yet unused */
    if (confine_hold_memory(max) != ERR_OK) {
        return REFUSED;
    }
    char *fresh = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED) {
        return UNUSABLE;
    }
    known[0] = fresh[0] = 1;
    return is_locked(known) && is_locked(fresh) && is_locked(&fresh) ? PASSED : UNUSABLE;
}

static void memory_is_held_with_all_that_comes_later_or_not_at_all(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* it takes no notice of locking */
#endif
    if (geteuid() != 0) {
        (void)printf("SKIPPED: needs root\n");
        skip(); /* all of a test is more than an ordinary user may lock */
    }
    const size_t maxima[] = {4096, SIZE_MAX / 2};
    const int wanted[] = {PASSED, REFUSED};
    for (size_t i = 0; i < 2; i++) {
        const struct rlimit limit = {64 * 1024, 64 * 1024};
        pid_t pid = fork();
        if (pid == 0) {
            _exit(setrlimit(RLIMIT_MEMLOCK, &limit) == 0 ? hold(maxima[i]) : UNUSABLE);
        }
        int status = 0;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), wanted[i]);
    }
}

static int make_world(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-confine-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    static const char *const names[] = {"open", "shut", "write"};
    for (size_t i = 0; i < 3; i++) {
        char path[128];
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        (void)mkdir(path, 0700);
        (void)snprintf(path, sizeof(path), "%s/file", names[i]);
        (void)close(open_under(path, O_WRONLY | O_CREAT));
    }
    int pair[2];
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || listen(listener, 1) != 0 ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        return -1;
    }
    connection = pair[0];
    calls[2].fd = listener;
    calls[4].fd = listener;
    return 0;
}

static int remove_world(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(confined_process_may_do_its_work),
        cmocka_unit_test(many_threads_may_allocate_whether_or_not_files_can_be_opened),
        cmocka_unit_test(heap_of_a_thread_may_shrink_without_opening_a_file),
        cmocka_unit_test(much_may_be_sorted),
        cmocka_unit_test(calls_off_the_list_kill),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(listener_cannot_be_shut_down_not_even_by_a_wide_number),
        cmocka_unit_test(abort_is_seen_as_an_abort),
        cmocka_unit_test(paths_hold_where_the_kernel_has_landlock),
        cmocka_unit_test(path_that_is_missing_is_an_error),
        cmocka_unit_test(coarse_list_refuses_without_killing),
        cmocka_unit_test(memory_is_held_with_all_that_comes_later_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, make_world, remove_world);
}
