#include "ipc_socket.h"

#include "base_file.h"
#include "base_limits.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

_Static_assert(sizeof(((struct ipc_fds *)0)->fd) / sizeof(int) == LIMIT_MESSAGE_FDS,
               "struct ipc_fds holds LIMIT_MESSAGE_FDS");

enum err ipc_pair(int out_ends[2])
{
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, out_ends) == 0
               ? ERR_OK
               : err_from_errno(errno);
}

static enum err put(int fd, const struct msghdr *message, int flags)
{
    ssize_t sent = 0;
    do {
        sent = sendmsg(fd, message, MSG_NOSIGNAL | flags);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? err_from_errno(errno) : ERR_OK;
}

enum err ipc_send(int fd, struct span frame, const int *fds, size_t fd_count)
{
    if (frame.len == 0 || frame.len > LIMIT_MESSAGE || fd_count > LIMIT_MESSAGE_FDS) {
        return ERR_LIMIT;
    }
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(LIMIT_MESSAGE_FDS * sizeof(int))];
    } control = {0};
    struct iovec data = {.iov_base = (void *)(uintptr_t)frame.ptr, .iov_len = frame.len};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (fd_count > 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
        memcpy(CMSG_DATA(head), fds, fd_count * sizeof(int));
    }
    return put(fd, &message, 0);
}

enum err ipc_send_now(int fd, struct span frame)
{
    if (frame.len == 0 || frame.len > LIMIT_MESSAGE) {
        return ERR_LIMIT;
    }
    struct iovec data = {.iov_base = (void *)(uintptr_t)frame.ptr, .iov_len = frame.len};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    return put(fd, &message, MSG_DONTWAIT);
}

void ipc_fds_done(struct ipc_fds *fds)
{
    for (size_t i = 0; i < fds->count; i++) {
        fd_close(fds->fd[i]);
    }
    fds->count = 0;
}

int ipc_fds_take(struct ipc_fds *fds, size_t i)
{
    if (i >= fds->count) {
        return -1;
    }
    return fd_move(&fds->fd[i]);
}

/* Everything that came along: what fits goes into out, what does not is closed and counted as bad.
 */
static bool take_fds(struct msghdr *message, struct ipc_fds *out)
{
    bool good = (message->msg_flags & MSG_CTRUNC) == 0;
    for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head != NULL;
         head = CMSG_NXTHDR(message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) {
            good = false;
            continue;
        }
        size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd = -1;
            memcpy(&fd, CMSG_DATA(head) + i * sizeof(int), sizeof(fd));
            if (out->count < LIMIT_MESSAGE_FDS) {
                out->fd[out->count++] = fd;
            } else {
                fd_close(fd);
                good = false;
            }
        }
    }
    return good;
}

enum err ipc_recv(int fd, struct buf *out, struct ipc_fds *fds)
{
    buf_clear(out);
    size_t room = out->max < LIMIT_MESSAGE ? out->max : LIMIT_MESSAGE;
    TRY(buf_grow(out, room));
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(LIMIT_MESSAGE_FDS * sizeof(int))];
    } control = {0};
    struct iovec data = {.iov_base = out->ptr, .iov_len = room};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (fds != NULL) {
        fds->count = 0;
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof(control.bytes);
    }
    ssize_t got = 0;
    do {
        got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return err_from_errno(errno);
    }
    bool good = fds == NULL || take_fds(&message, fds);
    if (!good || (message.msg_flags & MSG_TRUNC) != 0) {
        if (fds != NULL) {
            ipc_fds_done(fds);
        }
        return ERR_FORMAT;
    }
    if (got == 0) {
        if (fds != NULL) {
            ipc_fds_done(fds); /* an empty frame may carry some */
        }
        return ERR_GONE;
    }
    out->len = (size_t)got;
    return ERR_OK;
}

static enum err wait_for(int fd, short events, int timeout_ms)
{
    struct pollfd one = {.fd = fd, .events = events};
    int ready = 0;
    do {
        ready = poll(&one, 1, timeout_ms);
    } while (ready < 0 && errno == EINTR);
    if (ready < 0) {
        return ERR_IO;
    }
    return ready == 0 ? ERR_BUSY : ERR_OK;
}

enum err ipc_wait(int fd, int timeout_ms)
{
    return wait_for(fd, POLLIN, timeout_ms);
}

enum err ipc_wait_room(int fd, int timeout_ms)
{
    return wait_for(fd, POLLOUT, timeout_ms);
}
