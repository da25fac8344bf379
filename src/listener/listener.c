#include "listener.h"

#include "base_file.h"
#include "base_time.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BACKLOG = 1024 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static enum err parse(const char *host, uint16_t port, union address *out, socklen_t *out_len)
{
    memset(out, 0, sizeof(*out));
    if (inet_pton(AF_INET, host, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons(port);
        *out_len = sizeof(out->v4);
        return ERR_OK;
    }
    if (inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(port);
        *out_len = sizeof(out->v6);
        return ERR_OK;
    }
    return ERR_FORMAT;
}

bool listener_is_address(const char *host)
{
    union address address;
    socklen_t len = 0;
    return parse(host, 0, &address, &len) == ERR_OK;
}

static enum err bind_error(int number)
{
    switch (number) {
    case EADDRINUSE:
        return ERR_CONFLICT;
    case EADDRNOTAVAIL:
        return ERR_NOT_FOUND;
    case EACCES:
        return ERR_DENIED;
    default:
        return ERR_IO;
    }
}

/* After a kill of everything the last run's processes hold the port for some milliseconds more. */
static bool take_port(int fd, const union address *address, socklen_t len)
{
    enum { PATIENCE_MS = 1000, PAUSE_NS = 20 * 1000 * 1000 };
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    int64_t until_ms = time_mono_ms() + PATIENCE_MS;
    bool bound = false;
    for (;;) {
        bound = bound || bind(fd, &address->any, len) == 0;
        if (bound && listen(fd, BACKLOG) == 0) {
            return true;
        }
        if (errno != EADDRINUSE || time_mono_ms() >= until_ms) {
            return false;
        }
        (void)nanosleep(&pause, NULL);
    }
}

enum err listener_open(struct listener *l, const char *host, uint16_t port)
{
    *l = (struct listener){.fd = -1};
    union address address;
    socklen_t len = 0;
    TRY(parse(host, port, &address, &len));
    bool v6 = address.any.sa_family == AF_INET6;
    int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
    AUTO(fd_close) int fd = socket(address.any.sa_family, type, 0);
    int yes = 1;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0) {
        return ERR_IO;
    }
    if (!take_port(fd, &address, len)) {
        return bind_error(errno);
    }
    if (getsockname(fd, &address.any, &len) != 0) {
        return ERR_IO;
    }
    l->port = ntohs(v6 ? address.v6.sin6_port : address.v4.sin_port);
    (void)snprintf(l->url, sizeof(l->url), "http://%s%s%s:%u/", v6 ? "[" : "", host, v6 ? "]" : "",
                   l->port);
    l->fd = fd_move(&fd);
    return ERR_OK;
}

enum err listener_revive(const struct listener *l)
{
    int accepting = 0;
    socklen_t len = sizeof(accepting);
    if (getsockopt(l->fd, SOL_SOCKET, SO_ACCEPTCONN, &accepting, &len) != 0) {
        return ERR_IO;
    }
    return accepting || listen(l->fd, BACKLOG) == 0 ? ERR_OK : ERR_IO;
}

void listener_done(struct listener *l)
{
    fd_close(l->fd);
    l->fd = -1;
}
