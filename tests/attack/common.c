/*
 * common.c: acts that every process tries. Raw system calls where the C library would check first.
 */
#include "attack.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

static int result(long value)
{
    return value < 0 ? errno : 0;
}

static struct sockaddr_in somewhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int connect_tcp(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_in address = somewhere();
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd < 0 ? errno : result(connect(fd, (struct sockaddr *)&address, sizeof(address)));
}

static int send_udp(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_in address = somewhere();
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return fd < 0 ? errno
                  : result(sendto(fd, "x", 1, 0, (struct sockaddr *)&address, sizeof(address)));
}

static int connect_unix_path(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "../operator.sock"};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    return fd < 0 ? errno : result(connect(fd, (struct sockaddr *)&address, sizeof(address)));
}

static int connect_unix_abstract(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "\0/tmp/.X11-unix/X0"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd < 0 ? errno : result(connect(fd, (struct sockaddr *)&address, sizeof(address)));
}

static int netlink_socket(const struct confine *confine)
{
    (void)confine;
    return result(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0));
}

static int exec_shell(const struct confine *confine)
{
    (void)confine;
    char *const argv[] = {(char *)(uintptr_t) "sh", NULL};
    return result(execve("/bin/sh", argv, argv + 1));
}

static int exec_memory(const struct confine *confine)
{
    (void)confine;
    char *const none[] = {NULL};
    int fd = (int)syscall(__NR_memfd_create, "x", 0);
    return fd < 0 ? errno : result(syscall(__NR_execveat, fd, "", none, none, AT_EMPTY_PATH));
}

static int fork_process(const struct confine *confine)
{
    (void)confine;
    long pid = syscall(__NR_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
        _exit(0);
    }
    return result(pid);
}

static int clone3_process(const struct confine *confine)
{
    (void)confine;
    uint64_t args[11] = {[4] = SIGCHLD};
    long pid = syscall(__NR_clone3, args, sizeof(args));
    if (pid == 0) {
        _exit(0);
    }
    return result(pid);
}

static int map_executable_memory(const struct confine *confine)
{
    (void)confine;
    void *at =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? errno : 0;
}

static int open_readable(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? errno : 0;
}

static int open_passwd(const struct confine *confine)
{
    (void)confine;
    return open_readable("/etc/passwd");
}

static int open_parent_passwd(const struct confine *confine)
{
    (void)confine;
    return open_readable("../../../../../../../../../etc/passwd");
}

static int open_proc_memory(const struct confine *confine)
{
    (void)confine;
    return open_readable("/proc/1/mem");
}

static int open_region_file(const struct confine *confine)
{
    (void)confine;
    return open_readable("../region");
}

static int list_root(const struct confine *confine)
{
    (void)confine;
    int fd = open("/usr/bin", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? errno : 0;
}

static int trace_process(const struct confine *confine)
{
    (void)confine;
    return result(ptrace(PTRACE_ATTACH, 1, NULL, NULL));
}

static int read_process_memory(const struct confine *confine)
{
    (void)confine;
    char byte = 0;
    struct iovec here = {&byte, 1};
    struct iovec there = {&byte, 1};
    return result(process_vm_readv(getppid(), &here, 1, &there, 1, 0));
}

static int signal_process(const struct confine *confine)
{
    (void)confine;
    return result(kill(-1, 0));
}

static int limit_process(const struct confine *confine)
{
    (void)confine;
    struct rlimit limit = {0, 0};
    return result(syscall(__NR_prlimit64, 1, RLIMIT_NOFILE, &limit, NULL));
}

static int take_descriptor(const struct confine *confine)
{
    (void)confine;
    int fd = (int)syscall(__NR_pidfd_open, 1, 0);
    return fd < 0 ? errno : result(syscall(__NR_pidfd_getfd, fd, 3, 0));
}

static int enter_namespace(const struct confine *confine)
{
    (void)confine;
    return result(setns(3, 0));
}

static int nested_user_namespace(const struct confine *confine)
{
    (void)confine;
    return result(unshare(CLONE_NEWUSER));
}

static int clone_user_namespace(const struct confine *confine)
{
    (void)confine;
    long pid = syscall(__NR_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
        _exit(0);
    }
    return result(pid);
}

static int mount_something(const struct confine *confine)
{
    (void)confine;
    return result(syscall(__NR_mount, "none", "/", "tmpfs", 0, 0));
}

static int io_uring(const struct confine *confine)
{
    (void)confine;
    struct io_uring_params params = {0};
    return result(syscall(__NR_io_uring_setup, 4, &params));
}

static int load_bpf(const struct confine *confine)
{
    (void)confine;
    union bpf_attr attr;
    memset(&attr, 0, sizeof(attr));
    return result(syscall(__NR_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)));
}

static int kernel_keys(const struct confine *confine)
{
    (void)confine;
    return result(syscall(__NR_keyctl, 0, -3, 1));
}

static int raise_own_limits(const struct confine *confine)
{
    (void)confine;
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    return result(syscall(__NR_prlimit64, 0, RLIMIT_AS, &limit, NULL));
}

static int change_user(const struct confine *confine)
{
    (void)confine;
    return result(syscall(__NR_setresuid, 0, 0, 0));
}

static int become_dumpable(const struct confine *confine)
{
    (void)confine;
    /* PR_SET_DUMPABLE */
    return result(syscall(__NR_prctl, 4, 1, 0, 0, 0));
}

/* Blocks of 64 MiB, each page touched, until no more come; 8 GiB would be a machine's. */
static int exhaust_memory(const struct confine *confine)
{
    (void)confine;
    enum { BLOCK = 64 << 20, BLOCKS = 128 };
    void *blocks[BLOCKS] = {0};
    int out = 0;
    for (int i = 0; i < BLOCKS && out == 0; i++) {
        blocks[i] = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (blocks[i] == MAP_FAILED) {
            out = errno;
        } else {
            memset(blocks[i], 1, BLOCK);
        }
    }
    for (int i = 0; i < BLOCKS; i++) {
        if (blocks[i] != NULL && blocks[i] != MAP_FAILED) {
            (void)munmap(blocks[i], BLOCK);
        }
    }
    return out;
}

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;

static void *wait_and_leave(void *nothing)
{
    (void)pthread_mutex_lock(&gate_lock);
    (void)pthread_mutex_unlock(&gate_lock);
    return nothing;
}

static int exhaust_threads(const struct confine *confine)
{
    (void)confine;
    enum { MANY = 4000 };
    static pthread_t threads[MANY];
    pthread_attr_t small;
    (void)pthread_attr_init(&small);
    (void)pthread_attr_setstacksize(&small, 64 * 1024);
    int out = 0;
    int count = 0;
    (void)pthread_mutex_lock(&gate_lock);
    while (count < MANY && out == 0) {
        out = pthread_create(&threads[count], &small, wait_and_leave, NULL);
        count += out == 0;
    }
    (void)pthread_mutex_unlock(&gate_lock);
    for (int i = 0; i < count; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    return out;
}

const struct act attack_common[] = {
    {"connect-tcp", connect_tcp},
    {"send-udp", send_udp},
    {"connect-unix-path", connect_unix_path},
    {"connect-unix-abstract", connect_unix_abstract},
    {"netlink-socket", netlink_socket},
    {"exec-shell", exec_shell},
    {"exec-memory", exec_memory},
    {"fork", fork_process},
    {"clone3", clone3_process},
    {"map-executable-memory", map_executable_memory},
    {"open-passwd", open_passwd},
    {"open-parent-passwd", open_parent_passwd},
    {"open-proc-memory", open_proc_memory},
    {"open-region-file", open_region_file},
    {"list-usr-bin", list_root},
    {"trace-process", trace_process},
    {"read-process-memory", read_process_memory},
    {"signal-processes", signal_process},
    {"limit-process", limit_process},
    {"take-descriptor", take_descriptor},
    {"enter-namespace", enter_namespace},
    {"nested-user-namespace", nested_user_namespace},
    {"clone-user-namespace", clone_user_namespace},
    {"mount", mount_something},
    {"io-uring", io_uring},
    {"load-bpf", load_bpf},
    {"kernel-keys", kernel_keys},
    {"raise-own-limits", raise_own_limits},
    {"change-user", change_user},
    {"become-dumpable", become_dumpable},
    {"exhaust-memory", exhaust_memory},
    {"exhaust-threads", exhaust_threads},
};
const size_t attack_common_count = sizeof(attack_common) / sizeof(*attack_common);
