/*
 * listener.h: the one socket that the world may connect to. gate opens a region's and hands it to
 * edged; witnessd opens its own.
 */
#ifndef LISTENER_H
#define LISTENER_H

#include "base_err.h"

#include <stdbool.h>
#include <stdint.h>

enum { LISTENER_URL = 80 };

struct listener {
    int fd;
    uint16_t port;
    char url[LISTENER_URL]; /* http://HOST:PORT/ */
};

/* listener_open: host is a number (IPv4 or IPv6), port 0 lets the kernel choose. ERR_FORMAT: host
 * is no address. ERR_CONFLICT: the port is in use. ERR_DENIED: ports below 1024 need root.
 * ERR_NOT_FOUND: this machine has no such address. ERR_IO. */
MUST_USE enum err listener_open(struct listener *l, const char *host, uint16_t port);

/* listener_is_address: whether host is a number that one may listen at, somewhere. */
bool listener_is_address(const char *host);

/* listener_revive: a process that had it may have shut it down; listens again. ERR_IO. */
MUST_USE enum err listener_revive(const struct listener *l);
void listener_done(struct listener *l);

#endif
