/*
 * sender.h: HTTP requests under way, by libcurl. It goes to the address that it is given and
 * follows no redirect; an answer has a ceiling and a time.
 */
#ifndef SENDER_H
#define SENDER_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "flows.h"
#include "wire_flow.h"

struct sender;

/* sender_new: before confinement. authorities: the certificates that https believes (PEM), borrowed
 * for as long as the sender lives; empty: none, and https fails. ERR_NOMEM, ERR_IO. */
MUST_USE enum err sender_new(struct span authorities, struct sender **out_sender);
void sender_free(struct sender *s);
AUTO_CLOSER(sender_free, struct sender)

/* sender_start: begins to send what flows_check has found to be right. ERR_BUSY: LIMIT_FLOWS are
 * under way. ERR_NOMEM. */
MUST_USE enum err sender_start(struct sender *s, const struct flow_row *row,
                               const struct flow_stamped *stamped);

/* sender_wait: until something happens on the network, or one of the descriptors is readable, or
 * timeout_ms are over; then goes on with what it can. Negative descriptors are left out. ERR_IO. */
MUST_USE enum err sender_wait(struct sender *s, const int *fds, size_t fd_count, int timeout_ms);

/* sender_take: the answer to one that has ended, as a frame for custodiand, in out. ERR_NOT_FOUND:
 * there is none. */
MUST_USE enum err sender_take(struct sender *s, struct buf *out);

#endif
