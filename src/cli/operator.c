#include "operator.h"

#include "base_file.h"
#include "ipc_socket.h"
#include "wire_op.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { ANSWER_WAIT_MS = 5000, USAGE = 2 };

int operator_arguments_read(int argc, char **argv, const char *usage,
                            struct operator_arguments *out_arguments)
{
    static const struct option options[] = {{"data", required_argument, NULL, 'd'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    struct operator_arguments a = {0};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            return 0;
        }
        if (option == '?') {
            return USAGE;
        }
        a.json = a.json || option == 'j';
        a.data = option == 'd' ? optarg : a.data;
    }
    if (a.data == NULL || optind != argc) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    *out_arguments = a;
    return -1;
}

int operator_data_open(const char *data)
{
    AUTO(fd_close) int fd = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        (void)fprintf(stderr, "vitrine: %s: %s\n", data, strerror(errno));
        return -1;
    }
    if (faccessat(fd, "region", F_OK, 0) != 0) {
        (void)fprintf(stderr, "vitrine: %s is not a region's folder: there is no file 'region'\n",
                      data);
        return -1;
    }
    return fd_move(&fd);
}

enum err operator_connect(int data_fd, int *out_fd)
{
    /* By descriptor: a socket's path has room for 107 bytes. */
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/operator.sock",
                   data_fd);
    AUTO(fd_close) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return ERR_IO;
    }
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        bool nobody = errno == ENOENT || errno == ECONNREFUSED;
        return nobody ? ERR_GONE : err_from_errno(errno);
    }
    *out_fd = fd_move(&fd);
    return ERR_OK;
}

enum err operator_request(int fd, struct span frame, const int *fds, size_t fd_count,
                          struct buf *answer)
{
    TRY(ipc_send(fd, frame, fds, fd_count));
    TRY(ipc_wait(fd, ANSWER_WAIT_MS));
    return ipc_recv(fd, answer, NULL);
}

enum err operator_ask(int data_fd, unsigned char op, struct buf *answer)
{
    AUTO(fd_close) int fd = -1;
    const unsigned char frame[OP_SIZE] = {OP_VERSION, op};
    TRY(operator_connect(data_fd, &fd));
    return operator_request(fd, span_of(frame, sizeof(frame)), NULL, 0, answer);
}
