/*
 * ipc_socket.h: frames and descriptors over SOCK_SEQPACKET pairs. An empty frame reads like the end
 * of the stream and is never sent. Sends never raise SIGPIPE.
 */
#ifndef IPC_SOCKET_H
#define IPC_SOCKET_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stddef.h>

/* ipc_pair: both ends close-on-exec and blocking. ERR_IO. The caller closes them. */
MUST_USE enum err ipc_pair(int out_ends[2]);

/* ipc_send: one frame with fd_count (at most LIMIT_MESSAGE_FDS) descriptors; they stay open here.
 * ERR_GONE: the peer has closed. ERR_BUSY: non-blocking and the queue is full. ERR_LIMIT: empty or
 * over LIMIT_MESSAGE. */
MUST_USE enum err ipc_send(int fd, struct span frame, const int *fds, size_t fd_count);

/* ipc_send_now: one frame, without waiting for room, whatever the descriptor is: ERR_BUSY. */
MUST_USE enum err ipc_send_now(int fd, struct span frame);

struct ipc_fds {
    int fd[8]; /* LIMIT_MESSAGE_FDS */
    size_t count;
};

/* ipc_fds_done: closes what is still held. Usable with AUTO(ipc_fds). */
void ipc_fds_done(struct ipc_fds *fds);
static inline void ipc_fds_auto(struct ipc_fds *fds)
{
    ipc_fds_done(fds);
}
/* ipc_fds_take: the i-th descriptor, now the caller's; -1 if there is none. */
int ipc_fds_take(struct ipc_fds *fds, size_t i);

/*
 * ipc_recv: one frame, replacing out's contents (out->max is the ceiling). With fds, the
 * descriptors that came along; without (NULL), any that came are dropped by the kernel and never
 * open here. ERR_GONE: end of stream. ERR_FORMAT: longer than the ceiling, or more descriptors than
 * fit (all are closed). ERR_BUSY: non-blocking and nothing there. The frame is gone in every case.
 */
MUST_USE enum err ipc_recv(int fd, struct buf *out, struct ipc_fds *fds);

/* ipc_wait: until fd is readable. ERR_BUSY after timeout_ms (-1 waits for ever), ERR_IO. */
MUST_USE enum err ipc_wait(int fd, int timeout_ms);

/* ipc_wait_room: until a frame can be sent without blocking, or the peer has closed. Errors as
 * ipc_wait. */
MUST_USE enum err ipc_wait_room(int fd, int timeout_ms);

#endif
