#include "rules.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Descriptors stay below this: gate's RLIMIT_NOFILE is lower. */
enum { FD_BITS = 16 };

/* An int argument is the low half of its register: the kernel ignores the upper half, so a compare
 * of the whole register could be passed by. */
#define LOW_HALF ((scmp_datum_t)0xffffffffu)

scmp_filter_ctx rules_new(uint32_t default_action)
{
    AUTO(seccomp_release) scmp_filter_ctx filter = seccomp_init(default_action);
    if (filter == NULL) {
        return NULL;
    }
    static const struct {
        enum scmp_filter_attr attribute;
        uint32_t value;
    } attributes[] = {
        {SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS},
        {SCMP_FLTATR_CTL_TSYNC, 1},
        {SCMP_FLTATR_CTL_OPTIMIZE, 2}, /* a tree instead of a list */
    };
    for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
        if (seccomp_attr_set(filter, attributes[i].attribute, attributes[i].value) != 0) {
            return NULL;
        }
    }
    return MOVE(filter);
}

static int allow(scmp_filter_ctx filter, int number, unsigned int count,
                 const struct scmp_arg_cmp *compares)
{
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, count, compares);
}

/* libseccomp has no masked "not equal": a number that differs differs in some bit. Where `also` is
 * not NULL, it has to hold as well. */
static int allow_not_on_fd(scmp_filter_ctx filter, int number, int fd,
                           const struct scmp_arg_cmp *also)
{
    for (unsigned int bit = 0; bit < FD_BITS; bit++) {
        scmp_datum_t mask = (scmp_datum_t)1 << bit;
        struct scmp_arg_cmp both[] = {
            SCMP_A0(SCMP_CMP_MASKED_EQ, mask, ~(scmp_datum_t)(unsigned int)fd & mask),
            also == NULL ? (struct scmp_arg_cmp){0} : *also};
        int failed = allow(filter, number, also == NULL ? 1 : 2, both);
        if (failed != 0) {
            return failed;
        }
    }
    return 0;
}

static int allow_fcntl(scmp_filter_ctx filter, int number)
{
    static const int commands[] = {F_GETFD, F_SETFD,  F_GETFL,     F_SETFL,     F_GETLK,
                                   F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW};
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        struct scmp_arg_cmp is =
            SCMP_A1(SCMP_CMP_MASKED_EQ, LOW_HALF, (scmp_datum_t)(unsigned int)commands[i]);
        int failed = allow(filter, number, 1, &is);
        if (failed != 0) {
            return failed;
        }
    }
    return 0;
}

/* A listener is shared with gate and with whoever comes after: a filter on it would stay. A
 * connection that lingers could be handed over, and whoever closes it would wait. Groups are joined
 * in the network that the socket came from. */
static int allow_tcp_option(scmp_filter_ctx filter, int number)
{
    static const int options[] = {TCP_NODELAY, TCP_CORK};
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        struct scmp_arg_cmp is[] = {
            SCMP_A1(SCMP_CMP_MASKED_EQ, LOW_HALF, IPPROTO_TCP),
            SCMP_A2(SCMP_CMP_MASKED_EQ, LOW_HALF, (scmp_datum_t)(unsigned int)options[i])};
        int failed = allow(filter, number, 2, is);
        if (failed != 0) {
            return failed;
        }
    }
    return 0;
}

/* What is not listed is refused with an error and not with death: the resolver looks for a local
 * daemon before it goes on without. */
static int allow_inet(scmp_filter_ctx filter, int number)
{
    static const int families[] = {AF_INET, AF_INET6, AF_NETLINK};
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        struct scmp_arg_cmp is =
            SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_HALF, (scmp_datum_t)(unsigned int)families[i]);
        int failed = allow(filter, number, 1, &is);
        if (failed != 0) {
            return failed;
        }
    }
    struct scmp_arg_cmp local = SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_HALF, AF_UNIX);
    return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), number, 1, &local);
}

static int add(scmp_filter_ctx filter, const struct confine_call *call)
{
    int number = call->number;
    struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    struct scmp_arg_cmp thread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
    struct scmp_arg_cmp self =
        SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_HALF, (scmp_datum_t)(unsigned int)getpid());
    struct scmp_arg_cmp name = SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_HALF, PR_SET_NAME);
    struct scmp_arg_cmp message = SCMP_A2(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0);
    struct scmp_arg_cmp duplicate = SCMP_A1(SCMP_CMP_MASKED_EQ, LOW_HALF, F_DUPFD_CLOEXEC);
    struct scmp_arg_cmp to[] = {SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0),
                                SCMP_A4(SCMP_CMP_EQ, 0, 0)};
    switch (call->rule) {
    case CALL_ANY:
        return allow(filter, number, 0, NULL);
    case CALL_NO_EXEC:
        return allow(filter, number, 1, &no_exec);
    case CALL_THREAD:
        return allow(filter, number, 1, &thread);
    case CALL_SENDTO:
        return allow(filter, number, 2, to);
    case CALL_SENDMSG:
        return allow(filter, number, 1, &message);
    case CALL_NOT_ON_FD:
        return allow_not_on_fd(filter, number, call->fd, NULL);
    case CALL_ON_SELF:
        return allow(filter, number, 1, &self);
    case CALL_NAME:
        return allow(filter, number, 1, &name);
    case CALL_FCNTL:
        return allow_fcntl(filter, number);
    case CALL_DUP_NOT_FD:
        return allow_not_on_fd(filter, number, call->fd, &duplicate);
    case CALL_INET:
        return allow_inet(filter, number);
    case CALL_TCP_OPTION:
        return allow_tcp_option(filter, number);
    case CALL_MISSING:
        return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), number, 0, NULL);
    }
    return -EINVAL;
}

enum err rules_allow(scmp_filter_ctx filter, const struct confine_call *call)
{
    return add(filter, call) == 0 ? ERR_OK : ERR_IO;
}
