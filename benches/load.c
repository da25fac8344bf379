/*
 * load.c: sends requests over HTTP on kept connections, each from an address of its own, and says
 * how long each took. One thread, so that the client costs little beside what it measures.
 *
 * usage: load PORT CONNECTIONS RATE WORD TIMES <REQUESTS
 *
 * Standard input: requests as they go onto the wire, each behind its length in four bytes,
 * big-endian. With RATE above 0 each is due at its turn, so many a second, and what it took counts
 * from then, also if it had to wait for a connection; with 0 each connection sends the next one as
 * soon as it is free. Every answer must be a 2xx and have WORD exactly TIMES times, else all fails.
 *
 *   -> seconds, requests, the middle, the 99th of 100 and the longest in µs
 */
#include "base_buf.h"
#include "base_file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    INPUT_MAX = 512 * 1024 * 1024,
    ANSWER_MAX = 1024 * 1024,
    CONNECTIONS_MAX = 250, /* one address each, of 127.2.0.x */
    NONE = -1
};

struct connection {
    int fd;
    int64_t request; /* NONE: free */
    struct buf answer;
};

static struct {
    struct span *requests;
    int64_t *due_us;
    int64_t *took_us;
    int64_t count;
    int64_t next;
    int64_t done;
    int64_t begun_us;
    int64_t rate;
    const char *word;
    size_t times;
    int epoll;
    size_t connection_count;
    struct connection connections[CONNECTIONS_MAX];
} load;

static _Noreturn void give_up(const char *what)
{
    (void)fprintf(stderr, "load: %s\n", what);
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t number(const char *text)
{
    char *end = NULL;
    long long out = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || out < 0) {
        give_up("a number was expected");
    }
    return out;
}

/* The requests borrow from input. */
static void split(const struct buf *input)
{
    load.requests = calloc(input->len / 4 + 1, sizeof(*load.requests));
    if (load.requests == NULL) {
        give_up("out of memory");
    }
    for (size_t at = 0; at < input->len;) {
        const uint8_t *p = input->ptr + at;
        size_t left = input->len - at;
        size_t len =
            left < 4 ? 0 : (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
        if (len == 0 || len > left - 4) {
            give_up("a request is cut off");
        }
        load.requests[load.count++] = span_of(p + 4, len);
        at += 4 + len;
    }
    load.due_us = calloc((size_t)load.count + 1, sizeof(*load.due_us));
    load.took_us = calloc((size_t)load.count + 1, sizeof(*load.took_us));
    if (load.due_us == NULL || load.took_us == NULL || load.count == 0) {
        give_up("no requests, or out of memory");
    }
}

static void open_connection(uint16_t port, size_t at)
{
    struct connection *c = &load.connections[at];
    struct sockaddr_in from = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(0x7f020001u + (uint32_t)at)};
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = at};
    int one = 1;
    *c = (struct connection){.request = NONE, .answer = {.max = ANSWER_MAX}};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || bind(c->fd, (struct sockaddr *)&from, sizeof(from)) != 0 ||
        connect(c->fd, (struct sockaddr *)&to, sizeof(to)) != 0 ||
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) != 0 ||
        fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0 ||
        epoll_ctl(load.epoll, EPOLL_CTL_ADD, c->fd, &event) != 0) {
        give_up(strerror(errno));
    }
}

/* Requests are small beside a socket's buffer: what does not fit at once is a failure. */
static void send_next(struct connection *c, int64_t at_us)
{
    int64_t i = load.next++;
    struct span request = load.requests[i];
    load.due_us[i] = load.rate > 0 ? load.begun_us + i * 1000000 / load.rate : at_us;
    c->request = i;
    buf_clear(&c->answer);
    if (send(c->fd, request.ptr, request.len, MSG_NOSIGNAL) != (ssize_t)request.len) {
        give_up("a request could not be sent");
    }
}

static size_t times_of(const char *text, const char *word)
{
    size_t times = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        times++;
    }
    return times;
}

/* Whether the whole answer is there. */
static bool is_whole(struct buf *answer)
{
    static const char length[] = "\r\nContent-Length: ";
    const char *text = buf_text(answer);
    const char *end = text == NULL ? NULL : strstr(text, "\r\n\r\n");
    if (end == NULL) {
        return false;
    }
    const char *found = strcasestr(text, length);
    size_t body = found == NULL || found > end ? 0 : strtoul(found + sizeof(length) - 1, NULL, 10);
    return answer->len >= (size_t)(end - text) + 4 + body;
}

static void check(struct buf *answer)
{
    const char *text = buf_text(answer);
    if (strncmp(text, "HTTP/1.1 2", 10) != 0 || times_of(text, load.word) != load.times) {
        (void)fprintf(stderr, "%.*s\n", 2000, text);
        give_up("an answer is not as it should be");
    }
}

static void receive(struct connection *c)
{
    if (buf_grow(&c->answer, 64 * 1024) != ERR_OK) {
        give_up("an answer is too long");
    }
    ssize_t got =
        recv(c->fd, c->answer.ptr + c->answer.len, c->answer.cap - c->answer.len, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0 || c->request == NONE) {
        give_up("a connection was closed");
    }
    c->answer.len += (size_t)got;
    if (is_whole(&c->answer)) {
        load.took_us[c->request] = now_us() - load.due_us[c->request];
        check(&c->answer);
        c->request = NONE;
        load.done++;
    }
}

/* Milliseconds until the next is due that could go; -1: none before an answer comes. */
static int send_due(void)
{
    int64_t at_us = now_us();
    for (size_t i = 0; i < load.connection_count && load.next < load.count; i++) {
        struct connection *c = &load.connections[i];
        if (c->request != NONE) {
            continue;
        }
        int64_t due_us =
            load.rate > 0 ? load.begun_us + load.next * 1000000 / load.rate : load.begun_us;
        if (due_us > at_us) {
            return (int)((due_us - at_us + 999) / 1000);
        }
        send_next(c, at_us);
    }
    return -1;
}

static int by_number(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t other = *(const int64_t *)b;
    return one < other ? -1 : one > other;
}

static void run(void)
{
    struct epoll_event events[CONNECTIONS_MAX];
    load.begun_us = now_us();
    while (load.done < load.count) {
        int wait_ms = send_due();
        int ready = epoll_wait(load.epoll, events, CONNECTIONS_MAX, wait_ms);
        for (int i = 0; i < ready; i++) {
            receive(&load.connections[events[i].data.u64]);
        }
    }
}

int main(int argc, char **argv)
{
    struct buf input = {.max = INPUT_MAX};
    if (argc != 6) {
        (void)fprintf(stderr, "usage: load PORT CONNECTIONS RATE WORD TIMES <REQUESTS\n");
        return 2;
    }
    load.connection_count = (size_t)number(argv[2]);
    load.rate = number(argv[3]);
    load.word = argv[4];
    load.times = (size_t)number(argv[5]);
    load.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (load.connection_count == 0 || load.connection_count > CONNECTIONS_MAX ||
        file_read_fd(STDIN_FILENO, &input) != ERR_OK) {
        give_up("too many connections, or requests that cannot be read");
    }
    split(&input);
    for (size_t i = 0; i < load.connection_count; i++) {
        open_connection((uint16_t)number(argv[1]), i);
    }
    run();
    double seconds = (double)(now_us() - load.begun_us) / 1e6;
    qsort(load.took_us, (size_t)load.count, sizeof(load.took_us[0]), by_number);
    (void)printf("%.6f %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", seconds, load.count,
                 load.took_us[load.count / 2], load.took_us[load.count * 99 / 100],
                 load.took_us[load.count - 1]);
    return 0;
}
