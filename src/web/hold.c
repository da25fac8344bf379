/*
 * hold.c: how a file's bytes leave. The HTTP library sends a head by itself and pushes it out
 * before it turns to the file, and then asks the kernel for the file in pieces of 128 KiB: a packet
 * more for each request, and more turns than the network needs. It has no option for either, but it
 * calls the C library's send and sendfile64 by name, and what a program defines under a name comes
 * before the C library's (as with malloc). So these two are here, for connections of a server of
 * ours; any other descriptor gets what the C library does.
 *
 *   send        keeps the head of an answer that is a file, and puts our own lines at its end: the
 *               library would copy each name and value for each request
 *   sendfile64  lets it go in front of the file's first bytes, and asks for more than it was asked
 *               for, as far as the answer goes. The library counts what was sent by what is given
 *               back; should another version not do so, its next offset is not the one that is due,
 *               and the connection ends instead of sending bytes twice. It ends, too, if the bytes
 *               may not go out any more.
 *
 * A head that the library sends in another way ends the connection: its lines would be missing.
 */
#include "inside.h"

#include "base_time.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/sendfile.h>

/* The C library's own, by its other name: the compiler makes of sendfile a sendfile64. */
ssize_t sendfile_itself(int to, int from, off64_t *offset, size_t count) __asm__("sendfile");

/* By descriptor. One thread of the library at a time has a connection. */
static struct hold *_Atomic holds[LIMIT_FILES_EDGED];

void hold_add(int fd, struct hold *h)
{
    if (fd >= 0 && fd < LIMIT_FILES_EDGED) {
        atomic_store(&holds[fd], h);
    }
}

void hold_remove(int fd)
{
    hold_add(fd, NULL);
}

void hold_file(struct hold *h, struct span lines, uint64_t offset, uint64_t length)
{
    h->awaits = true;
    h->lines = lines;
    h->len = 0;
    h->next = offset;
    h->left = length;
    h->may = NULL;
}

void hold_while(struct hold *h, web_may_fn *may, void *app, const char *name)
{
    h->may = may;
    h->app = app;
    h->name = name;
    h->asked_ms = time_mono_ms();
}

void hold_forget(struct hold *h)
{
    h->awaits = false;
    h->lines = span_text("");
    h->may = NULL;
}

static struct hold *hold_of(int fd)
{
    return fd >= 0 && fd < LIMIT_FILES_EDGED ? atomic_load(&holds[fd]) : NULL;
}

/* What is kept goes out; false, with errno: not all of it. */
static bool let_go(int fd, struct hold *h)
{
    while (h->len > 0) {
        ssize_t put = sendto(fd, h->bytes + h->from, h->len, MSG_NOSIGNAL | MSG_MORE, NULL, 0);
        if (put < 0) {
            return false;
        }
        h->from += (size_t)put;
        h->len -= (size_t)put;
    }
    return true;
}

static const char end_of_line[] = "\r\n";

/* A head ends with an empty line: ours come before that. */
static bool keep_head(struct hold *h, const uint8_t *bytes, size_t len)
{
    const size_t end = sizeof(end_of_line) - 1;
    if (len < end || len > sizeof(h->bytes) || h->lines.len > sizeof(h->bytes) - len ||
        memcmp(bytes + len - end, end_of_line, end) != 0) {
        return false;
    }
    memcpy(h->bytes, bytes, len - end);
    memcpy(h->bytes + len - end, h->lines.ptr, h->lines.len);
    memcpy(h->bytes + len - end + h->lines.len, end_of_line, end);
    h->from = 0;
    h->len = len + h->lines.len;
    return true;
}

ssize_t send(int fd, const void *bytes, size_t len, int flags)
{
    struct hold *h = hold_of(fd);
    if (h != NULL && h->awaits) {
        h->awaits = false;
        if (keep_head(h, bytes, len)) {
            return (ssize_t)len;
        }
        if (h->lines.len > 0) {
            errno = EPIPE;
            return -1;
        }
    }
    if (h != NULL && !let_go(fd, h)) {
        return -1;
    }
    return sendto(fd, bytes, len, flags, NULL, 0);
}

/* The library, which was to go on, would have done so after its last piece. */
static void push(int fd)
{
    int yes = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)); /* not of a Unix socket */
}

/* Whoever reads slowly is sent for minutes what may be hidden meanwhile. */
static bool may_go_on(struct hold *h)
{
    int64_t now_ms = h->may == NULL ? 0 : time_mono_ms();
    if (h->may == NULL || now_ms - h->asked_ms < LIMIT_SEND_ASK_MS) {
        return true;
    }
    h->asked_ms = now_ms;
    return h->may(h->app, h->name);
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t count)
{
    struct hold *h = hold_of(to);
    if (h == NULL) {
        return sendfile_itself(to, from, offset, count);
    }
    if (!let_go(to, h)) {
        return -1;
    }
    if ((h->awaits && h->lines.len > 0) || (uint64_t)*offset != h->next || count > h->left) {
        errno = EPIPE;
        return -1;
    }
    if (!may_go_on(h)) {
        errno = EBADF; /* after any other error the library would send the rest by itself */
        return -1;
    }
    size_t most = h->left < LIMIT_SEND_PIECE ? (size_t)h->left : LIMIT_SEND_PIECE;
    ssize_t put = sendfile_itself(to, from, offset, most > count ? most : count);
    if (put > 0) {
        h->next += (uint64_t)put;
        h->left -= (uint64_t)put;
    }
    if (put > 0 && (size_t)put > count && h->left == 0) {
        push(to);
    }
    return put;
}
