/*
 * own_edged.c: what a taken-over edged would try beside the common acts: out through the listener
 * that it inherited, and at other people's fields.
 */
#include "attack.h"

#include "base_id.h"
#include "base_limits.h"
#include "ipc_pool.h"
#include "wire_ask.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LISTENER = 4, FIELD = 1 };

static struct sockaddr_in host(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof(address);
    (void)getsockname(LISTENER, (struct sockaddr *)&address, &len);
    return address;
}

static int shut_listener_down(const struct confine *confine)
{
    (void)confine;
    return shutdown(LISTENER, SHUT_RDWR) < 0 ? errno : 0;
}

static int connect_listener(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_in address = host();
    return connect(LISTENER, (struct sockaddr *)&address, sizeof(address)) < 0 ? errno : 0;
}

static int fast_open_sendto(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_in address = host();
    ssize_t put =
        sendto(LISTENER, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&address, sizeof(address));
    return put < 0 ? errno : 0;
}

static int send_to_address(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_in address = host();
    ssize_t put = sendto(LISTENER, "x", 1, 0, (struct sockaddr *)&address, sizeof(address));
    return put < 0 ? errno : 0;
}

static int fast_open_sendmsg(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_in address = host();
    struct iovec data = {(void *)(uintptr_t) "x", 1};
    struct msghdr message = {
        .msg_name = &address, .msg_namelen = sizeof(address), .msg_iov = &data, .msg_iovlen = 1};
    return sendmsg(LISTENER, &message, MSG_FASTOPEN) < 0 ? errno : 0;
}

static bool is_connection(int fd)
{
    int domain = 0;
    int listens = 1;
    socklen_t len = sizeof(int);
    return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 && domain == AF_INET &&
           getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) == 0 && listens == 0;
}

/* A connection that the process has accepted: the test keeps knocking meanwhile. */
static int accepted(void)
{
    enum { LAST_FD = 100, TRIES = 1000 };
    struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
    for (int i = 0; i < TRIES; i++) {
        for (int fd = LISTENER + 1; fd < LAST_FD; fd++) {
            if (is_connection(fd)) {
                return fd;
            }
        }
        (void)nanosleep(&pause, NULL);
    }
    return -1;
}

static int connect_accepted(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_in address = host();
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    int fd = accepted();
    if (fd < 0) {
        return 0; /* nobody knocked: the act was not tried, which must show */
    }
    if (connect(fd, &none, sizeof(none)) < 0) {
        return errno;
    }
    return connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? errno : 0;
}

static int fast_open_accepted(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_in address = host();
    int fd = accepted();
    if (fd < 0) {
        return 0;
    }
    (void)shutdown(fd, SHUT_RDWR);
    ssize_t put = sendto(fd, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&address, sizeof(address));
    return put < 0 ? errno : 0;
}

static int bind_another(const struct confine *confine)
{
    (void)confine;
    struct sockaddr_in address = {.sin_family = AF_INET};
    return bind(LISTENER, (struct sockaddr *)&address, sizeof(address)) < 0 ? errno : 0;
}

static int duplicate_listener(const struct confine *confine)
{
    (void)confine;
    return dup2(LISTENER, 100) < 0 ? errno : 0;
}

static int duplicate_listener_by_fcntl(const struct confine *confine)
{
    (void)confine;
    int fd = fcntl(LISTENER, F_DUPFD_CLOEXEC, 100);
    if (fd < 0) {
        return errno;
    }
    return shutdown(fd, SHUT_RDWR) < 0 ? errno : 0;
}

/* Whoever closes the last copy of it would wait: gate or custodiand, if it were sent to them. */
static int let_a_connection_linger(const struct confine *confine)
{
    (void)confine;
    struct linger long_time = {.l_onoff = 1, .l_linger = 3600};
    int fd = accepted();
    if (fd < 0) {
        return 0;
    }
    return setsockopt(fd, SOL_SOCKET, SO_LINGER, &long_time, sizeof(long_time)) < 0 ? errno : 0;
}

/* It would outlive this process: the listener is gate's, too. */
static int deafen_listener(const struct confine *confine)
{
    (void)confine;
    struct sock_filter nothing[] = {{BPF_RET | BPF_K, 0, 0, 0}};
    struct sock_fprog program = {1, nothing};
    return setsockopt(LISTENER, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ? errno
                                                                                             : 0;
}

/* In the network that the listener came from, whose hosts would be told. */
static int join_group(const struct confine *confine)
{
    (void)confine;
    struct group_req request = {.gr_interface = 1};
    struct sockaddr_in group = {.sin_family = AF_INET};
    group.sin_addr.s_addr = htonl(0xef414243);
    memcpy(&request.gr_group, &group, sizeof(group));
    return setsockopt(LISTENER, IPPROTO_IP, MCAST_JOIN_GROUP, &request, sizeof(request)) < 0 ? errno
                                                                                             : 0;
}

/* Everything that was given for reading only. */
static int write_given_for_reading(const struct confine *confine)
{
    for (size_t i = 0; i < confine->path_count; i++) {
        char path[512];
        if (confine->paths[i].write) {
            continue;
        }
        (void)snprintf(path, sizeof(path), "%s/planted", confine->paths[i].path);
        int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd >= 0) {
            return 0;
        }
    }
    return errno;
}

static int open_region_key(const struct confine *confine)
{
    (void)confine;
    int fd = open("../custodian/region.key", O_RDONLY | O_CLOEXEC);
    return fd < 0 ? errno : 0;
}

static int fill_one_file(const struct confine *confine)
{
    (void)confine;
    int fd = open("ballast", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno;
    }
    int out = pwrite(fd, "x", 1, (off_t)1 << 42) < 0 ? errno : 0;
    (void)close(fd);
    (void)unlink("ballast");
    return out;
}

enum { FLOOD_STEP = 1 << 20, FLOOD_MIB = 2048, FLOOD_FILES = 100 * 1000, HOLD_MS = 6000 };

static const char *flood_name(int number)
{
    static char name[32];
    (void)snprintf(name, sizeof(name), "flood.%d", number);
    return name;
}

static void pause_ms(int ms)
{
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&pause, NULL);
}

/* One more file of a MiB; 0, or what stopped it. */
static int flood_one(int number)
{
    static char piece[FLOOD_STEP];
    memset(piece, 1, sizeof(piece));
    int fd = open(flood_name(number), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno;
    }
    int out = 0;
    ssize_t put = pwrite(fd, piece, sizeof(piece), 0);
    if (put < 0) {
        out = errno;
    } else if (put < (ssize_t)sizeof(piece)) {
        out = ENOSPC;
    }
    (void)close(fd);
    return out;
}

static void flood_drop(int count)
{
    for (int i = 0; i < count; i++) {
        (void)unlink(flood_name(i));
    }
}

/* Files until no more come, and then on: what is freed for others must not be had. Afterwards they
 * are dropped, and it must be possible to write again. For a small file system. */
static int fill_the_folder(const struct confine *confine)
{
    (void)confine;
    int count = 0;
    int out = 0;
    while (count < FLOOD_MIB && out == 0) {
        out = flood_one(count++);
    }
    for (int waited = 0; out != 0 && waited < HOLD_MS; waited += 50) {
        pause_ms(50);
        int again = flood_one(count++);
        out = out == ENOSPC || again == 0 ? again : out; /* the disk's own end comes first */
    }
    flood_drop(count);
    while (out != 0 && flood_one(0) != 0) {
        pause_ms(100);
    }
    flood_drop(1);
    return out;
}

/* Holes that were made while there was room are filled through a mapping, by the kernel's own hand
 * (a fault is an error then, no signal): no limit of a file's length sees that. Ends with the
 * process. */
static int fill_holes_by_mapping(const struct confine *confine)
{
    (void)confine;
    enum { PAGE = 4096, STEP = 8 << 20 };
    size_t len = (size_t)FLOOD_MIB << 20;
    int fd = open(flood_name(0), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, (off_t)len) != 0) {
        return errno;
    }
    char *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) {
        return errno;
    }
    for (size_t i = 0; i < len;) {
        bool filled = getrandom(at + i, 1, 0) == 1;
        i += filled ? PAGE : 0;
        if (!filled || i % STEP == 0) {
            pause_ms(20);
        }
    }
    return 0;
}

/* Empty files: they take no room, and leave none without a file. Ends with the process. */
static int make_empty_files(const struct confine *confine)
{
    (void)confine;
    for (int i = 0; i < FLOOD_FILES; i++) {
        int fd = open(flood_name(i), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        while (fd < 0 && errno == ENOSPC) {
            pause_ms(50);
            fd = open(flood_name(i), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        }
        if (fd < 0) {
            return errno;
        }
        (void)close(fd);
    }
    return 0;
}

static struct ipc_pool *custodian;

/* One of the process's own channels: nobody else asks for anything meanwhile. */
static enum err reach_custodian(void)
{
    enum { LAST_FD = 100 };
    if (custodian != NULL) {
        return ERR_OK;
    }
    TRY(ipc_pool_new(1, &custodian));
    for (int fd = LISTENER + 1; fd < LAST_FD; fd++) {
        int type = 0;
        socklen_t len = sizeof(type);
        if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == SOCK_SEQPACKET) {
            return ipc_pool_put(custodian, 0, fd);
        }
    }
    return ERR_NOT_FOUND;
}

static enum err call(struct buf *request, struct buf *frame)
{
    TRY(buf_status(request));
    return ipc_pool_call(custodian, buf_span(request), LIMIT_ASK_WAIT_MS, frame);
}

static enum err sign_up(const char *name, struct ask_answer *out_answer)
{
    AUTO(buf) struct buf request = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    uint64_t id = random_u64();
    char handle[24];
    (void)snprintf(handle, sizeof(handle), "%s%08x", name, (unsigned)(id & 0xffffffff));
    struct ask_sign sign = {.handle = span_text(handle),
                            .password = span_text("correct horse battery"),
                            .birth_date = span_text("1990-12-31")};
    TRY(ask_sign_encode(ASK_SIGN_UP, id, &sign, &request));
    TRY(call(&request, &frame));
    TRY(ask_answer_decode(ASK_SIGN_UP, id, buf_span(&frame), out_answer));
    out_answer->person.handle = (struct span){NULL, 0};
    return out_answer->err;
}

static enum err items(uint8_t ask, const struct ask_items *in, struct buf *out_frame,
                      struct ask_answer *out_answer)
{
    AUTO(buf) struct buf request = {.max = LIMIT_MESSAGE};
    uint64_t id = random_u64();
    TRY(ask_items_encode(ask, id, in, &request));
    TRY(call(&request, out_frame));
    TRY(ask_answer_decode(ask, id, buf_span(out_frame), out_answer));
    return out_answer->err;
}

/*
 * Two people; one field of the second, sealed and opened by its owner first, so that the refusals
 * that follow mean something. Then the first person's session at the second's field: as its subject
 * says, and as if it were the first's own.
 */
static enum err open_as(bool claim_own, enum err *out_owner, enum err *out_thief)
{
    static struct ask_answer a;
    static struct ask_answer b;
    static struct ask_answer answer;
    AUTO(buf) struct buf sealed = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    TRY(reach_custodian());
    TRY(sign_up("mallory", &a));
    TRY(sign_up("alice", &b));
    struct ask_items in = {.count = 1, .items[0] = {FIELD, span_text("a secret")}};
    memcpy(in.token, b.token, ASK_TOKEN);
    TRY(items(ASK_SEAL, &in, &sealed, &answer));
    in.items[0].bytes = answer.items[0].bytes;
    in.subject = b.person.user;
    *out_owner = items(ASK_OPEN, &in, &frame, &answer);
    memcpy(in.token, a.token, ASK_TOKEN);
    in.subject = claim_own ? a.person.user : b.person.user;
    *out_thief = items(ASK_OPEN, &in, &frame, &answer);
    return ERR_OK;
}

static int steal(bool claim_own)
{
    enum err owner = ERR_IO;
    enum err thief = ERR_OK;
    enum err err = open_as(claim_own, &owner, &thief);
    if (err != ERR_OK || owner != ERR_OK) {
        char line[96];
        int len = snprintf(line, sizeof(line), "attack: could not prepare: %s, %s\n", err_text(err),
                           err_text(owner));
        (void)!write(STDERR_FILENO, line, (size_t)len);
        return 0;
    }
    return thief == ERR_OK ? 0 : EACCES;
}

static int open_another_persons_field(const struct confine *confine)
{
    (void)confine;
    return steal(false);
}

static int open_anothers_field_as_own(const struct confine *confine)
{
    (void)confine;
    return steal(true);
}

/* A request that no role has; custodiand cuts the channel. */
static int ask_beyond_the_table(const struct confine *confine)
{
    (void)confine;
    AUTO(buf) struct buf request = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_token token = {.scope = ASK_SCOPE_OWN};
    if (reach_custodian() != ERR_OK || ask_token_encode(200, 1, &token, &request) != ERR_OK) {
        return 0;
    }
    return ipc_pool_call(custodian, buf_span(&request), 2000, &frame) == ERR_OK ? 0 : ECONNRESET;
}

const struct act attack_own[] = {
    {"shut-the-listener-down", shut_listener_down},
    {"listener-connect", connect_listener},
    {"listener-fast-open-sendto", fast_open_sendto},
    {"listener-sendto-address", send_to_address},
    {"listener-fast-open-sendmsg", fast_open_sendmsg},
    {"accepted-connect", connect_accepted},
    {"accepted-fast-open", fast_open_accepted},
    {"bind-another-address", bind_another},
    {"duplicate-the-listener", duplicate_listener},
    {"duplicate-the-listener-by-fcntl", duplicate_listener_by_fcntl},
    {"let-a-connection-linger", let_a_connection_linger},
    {"deafen-the-listener", deafen_listener},
    {"join-a-multicast-group", join_group},
    {"write-what-is-given-for-reading", write_given_for_reading},
    {"open-the-region-key", open_region_key},
    {"fill-one-file", fill_one_file},
    {"fill-the-folder", fill_the_folder},
    {"fill-holes-by-mapping", fill_holes_by_mapping},
    {"make-empty-files", make_empty_files},
    {"open-another-persons-field", open_another_persons_field},
    {"open-anothers-field-as-own", open_anothers_field_as_own},
    {"ask-beyond-the-table", ask_beyond_the_table},
};
const size_t attack_own_count = sizeof(attack_own) / sizeof(*attack_own);
