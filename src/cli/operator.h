/*
 * operator.h: the commands' side of gate's operator socket, DATA/operator.sock (wire_op.h).
 */
#ifndef CLI_OPERATOR_H
#define CLI_OPERATOR_H

#include "base_buf.h"
#include "base_err.h"

#include <stdbool.h>

struct operator_arguments {
    const char *data;
    bool json;
};

/* operator_arguments_read: --data DIR, --json, --help. -1: go on; else the exit status to leave
 * with. */
int operator_arguments_read(int argc, char **argv, const char *usage,
                            struct operator_arguments *out_arguments);

/* operator_data_open: the region's folder, or -1 after saying what is wrong. */
int operator_data_open(const char *data);

/* operator_ask: one op and its answer. ERR_GONE: no gate runs there. ERR_DENIED: it is another
 * user's. ERR_BUSY: no answer in time. */
MUST_USE enum err operator_ask(int data_fd, unsigned char op, struct buf *answer);

/* operator_connect: a connection for more than one request; the caller's. operator_request: one
 * frame with descriptors, and its answer. Errors as operator_ask. */
MUST_USE enum err operator_connect(int data_fd, int *out_fd);
MUST_USE enum err operator_request(int fd, struct span frame, const int *fds, size_t fd_count,
                                   struct buf *answer);

#endif
