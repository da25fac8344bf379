/*
 * A real server on 127.0.0.1, driven byte by byte over plain sockets: what clients, slow ones and
 * hostile ones get, and that nothing of a request outlives it.
 */
#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_text.h"
#include "base_time.h"
#include "web_file.h"
#include "web_json.h"
#include "web_server.h"
#include "web_stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <time.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000, FILE_SIZE = 300000, SINK_MAX = 1000000, JSON_MAX = 100 };

/* The application: what handlers and sinks did, and a gate that holds the patient ones. */
static struct {
    atomic_int begun;
    atomic_int ended;
    atomic_int aborted;
    atomic_int handled;
    atomic_int refuse_end;
    atomic_ullong taken;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int inside; /* handlers that wait at the gate */
    int passes; /* so many more may go on, though it is closed */
    bool open;
    uint64_t entered[8]; /* by whom, in their order */
    int entered_count;
} app = {.lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER};

static void pause_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    (void)nanosleep(&t, NULL);
}

static void gate_set(bool open)
{
    (void)pthread_mutex_lock(&app.lock);
    app.open = open;
    (void)pthread_cond_broadcast(&app.moved);
    (void)pthread_mutex_unlock(&app.lock);
}

static void gate_pass_one(void)
{
    (void)pthread_mutex_lock(&app.lock);
    app.passes++;
    (void)pthread_cond_broadcast(&app.moved);
    (void)pthread_mutex_unlock(&app.lock);
}

static void gate_wait(uint64_t client)
{
    (void)pthread_mutex_lock(&app.lock);
    app.inside++;
    if (app.entered_count < 8) {
        app.entered[app.entered_count++] = client;
    }
    while (!app.open && app.passes == 0) {
        (void)pthread_cond_wait(&app.moved, &app.lock);
    }
    app.passes -= app.open ? 0 : 1;
    app.inside--;
    (void)pthread_mutex_unlock(&app.lock);
}

static int gate_inside(void)
{
    (void)pthread_mutex_lock(&app.lock);
    int out = app.inside;
    (void)pthread_mutex_unlock(&app.lock);
    return out;
}

/* Until so many have come to the gate in all. */
static void gate_entered(int count)
{
    int seen = 0;
    for (int64_t end = time_mono_ms() + PATIENCE_MS; seen < count && time_mono_ms() < end;) {
        pause_ms(5);
        (void)pthread_mutex_lock(&app.lock);
        seen = app.entered_count;
        (void)pthread_mutex_unlock(&app.lock);
    }
    assert_int_equal(seen, count);
}

/* Until the counter has the value; false after PATIENCE_MS. */
static bool reaches(atomic_int *counter, int value)
{
    for (int64_t end = time_mono_ms() + PATIENCE_MS; time_mono_ms() < end; pause_ms(5)) {
        if (atomic_load(counter) == value) {
            return true;
        }
    }
    return false;
}

static enum err get_part(void *argument, const struct web_request *r, struct web_answer *a)
{
    (void)argument;
    (void)r;
    TRY(web_answer_type(a, "text/css; charset=utf-8"));
    web_answer_status(a, 200);
    return ERR_OK;
}

static enum err get_hello(void *argument, const struct web_request *r, struct web_answer *a)
{
    AUTO(buf) struct buf body = {.max = 4096};
    struct span name = {0};
    (void)argument;
    (void)atomic_fetch_add(&app.handled, 1);
    (void)buf_append_text(&body, "hello ");
    (void)buf_append_span(&body, web_request_param(r, "name"));
    if (web_request_query(r, "q", &name)) {
        (void)buf_append_text(&body, "?");
        (void)buf_append_span(&body, name);
    }
    if (web_request_cookie(r, "s", &name)) {
        (void)buf_append_text(&body, "!");
        (void)buf_append_span(&body, name);
    }
    (void)buf_printf(&body, " %d", r->client != 0);
    web_answer_status(a, 200);
    return web_answer_body(a, "text/html; charset=utf-8", &body);
}

static enum err get_file(void *argument, const struct web_request *r, struct web_answer *a)
{
    (void)argument;
    int fd = memfd_create("file", MFD_CLOEXEC);
    AUTO(buf) struct buf bytes = {.max = FILE_SIZE};
    for (unsigned i = 0; i < FILE_SIZE; i++) {
        (void)buf_append_u8(&bytes, (uint8_t)('a' + i % 26));
    }
    if (file_write_all(fd, buf_span(&bytes)) != ERR_OK) {
        return ERR_IO;
    }
    return web_send_file(r, a,
                         (struct web_file){.fd = fd,
                                           .size = FILE_SIZE,
                                           .etag = "\"tag\"",
                                           .content_type = "video/mp4",
                                           .cache_control = "max-age=3600"});
}

/* A body that is made: `left` pieces of MADE bytes, then all is done or fails. */
enum { MADE = 100000 };
struct made {
    int left;
    bool fails;
    bool waits; /* at the gate, each time */
};

static enum err made_next(void *state, struct buf *out)
{
    struct made *m = state;
    if (m->waits) {
        gate_wait(0);
    }
    if (m->left == 0) {
        return m->fails ? ERR_NOT_FOUND : ERR_OK;
    }
    m->left--;
    for (unsigned i = 0; i < MADE; i++) {
        (void)buf_append_u8(out, (uint8_t)('a' + i % 26));
    }
    return ERR_OK;
}

static void made_close(void *state)
{
    (void)atomic_fetch_add(&app.ended, 1);
    free(state);
}

static enum err get_made(void *argument, const struct web_request *r, struct web_answer *a)
{
    static const struct web_pull pull = {made_next, made_close};
    struct span how = {0};
    struct made *m = calloc(1, sizeof(*m));
    (void)argument;
    if (m == NULL) {
        return ERR_NOMEM;
    }
    m->left = web_request_query(r, "endless", &how) ? 1 << 30 : 7;
    m->fails = web_request_query(r, "fails", &how);
    m->waits = web_request_query(r, "waits", &how);
    web_answer_status(a, 200);
    return web_answer_pull(a, &pull, m);
}

/* A plain row's: what it is shown of what a client keeps to itself. */
static enum err get_plain(void *argument, const struct web_request *r, struct web_answer *a)
{
    (void)argument;
    struct span value = {0};
    AUTO(buf) struct buf body = {.max = 256};
    bool range = web_request_header(r, "Range", &value);
    bool cookie = web_request_cookie(r, "s", &value) || web_request_header(r, "Cookie", &value);
    bool proof = web_request_header(r, "Authorization", &value);
    bool query = web_request_query(r, "q", &value);
    TRY(buf_printf(&body, "range %d cookie %d proof %d query %d", range, cookie, proof, query));
    web_answer_status(a, 200);
    return web_answer_body(a, "text/plain", &body);
}

/* The descriptor of the connection whose client has this port. */
static int connection_from(uint16_t port)
{
    for (int fd = 0; fd < LIMIT_FILES_EDGED; fd++) {
        struct sockaddr_in peer = {0};
        socklen_t len = sizeof(peer);
        if (getpeername(fd, (struct sockaddr *)&peer, &len) == 0 && peer.sin_family == AF_INET &&
            ntohs(peer.sin_port) == port) {
            return fd;
        }
    }
    return -1;
}

static bool file_is_sent(int to, int from, off64_t offset, size_t count, int want_errno)
{
    errno = 0;
    ssize_t put = sendfile64(to, from, &offset, count);
    return want_errno == 0 ? put == 0 : put == -1 && errno == want_errno;
}

/* On the thread of a connection that has just had the whole file: what else the library might ask
 * for goes out only if it is what is due, which is nothing. */
static enum err get_more(void *argument, const struct web_request *r, struct web_answer *a)
{
    (void)argument;
    uint64_t port = 0;
    AUTO(fd_close) int file = memfd_create("more", MFD_CLOEXEC);
    TRY(text_u64(web_request_param(r, "port"), UINT16_MAX, &port));
    TRY(file_write_all(file, span_text("never sent")));
    int fd = connection_from((uint16_t)port);
    bool fine = fd >= 0 && file_is_sent(fd, file, FILE_SIZE, 1, EPIPE) &&
                file_is_sent(fd, file, 5, 0, EPIPE) && file_is_sent(fd, file, FILE_SIZE, 0, 0);
    web_answer_status(a, fine ? 204 : 500);
    return ERR_OK;
}

static enum err post_json(void *argument, const struct web_request *r, struct web_answer *a)
{
    struct span name = {0};
    AUTO(web_json_close) struct web_json *j = NULL;
    AUTO(buf) struct buf body = {.max = 4096};
    (void)argument;
    TRY(web_json_open(r, a, &j));
    TRY(web_json_text(j, "name", 1, 10, &name));
    (void)buf_append_span(&body, name);
    return web_answer_json(a, 201, &body);
}

/* How many came in each call. */
static atomic_int calls;
static size_t came[8];

/* Each is answered what it brought; a body of "no" is refused. */
static void post_together(void *context, struct web_turn *turns, size_t count)
{
    (void)context;
    int call = atomic_load(&calls);
    came[call % 8] = count;
    atomic_store(&calls, call + 1);
    gate_wait(0);
    for (size_t i = 0; i < count; i++) {
        AUTO(buf) struct buf body = {.max = 100};
        struct span number = turns[i].request->params.items[0].value;
        if (span_is(turns[i].request->body, "no")) {
            turns[i].err = ERR_CONFLICT;
            continue;
        }
        assert_int_equal(buf_append_span(&body, number), ERR_OK);
        web_answer_status(turns[i].answer, 200);
        turns[i].err = web_answer_body(turns[i].answer, "text/plain", &body);
    }
}

static enum err get_slow(void *argument, const struct web_request *r, struct web_answer *a)
{
    AUTO(buf) struct buf body = {.max = 16};
    (void)argument;
    gate_wait(r->client);
    (void)atomic_fetch_add(&app.handled, 1);
    (void)buf_append_text(&body, "slow");
    web_answer_status(a, 200);
    return web_answer_body(a, "text/plain", &body);
}

/* Only whoever says so may. */
static enum err admit(void *argument, const struct web_request *r, struct web_answer *a)
{
    struct span value = {0};
    (void)argument;
    web_answer_quota(a, &(struct web_quota){"slow", 9, 60, 4, 20});
    if (web_request_header(r, "X-May", &value)) {
        return span_is(value, "fail") ? ERR_CONFLICT : ERR_OK;
    }
    (void)web_answer_problem(a, 429, "Too many", "Wait.");
    return ERR_BUSY;
}

static enum err delete_thing(void *argument, const struct web_request *r, struct web_answer *a)
{
    (void)argument;
    (void)r;
    web_answer_status(a, 204);
    return web_answer_cookie(a, "s", "", 0);
}

static enum err get_error(void *argument, const struct web_request *r, struct web_answer *a)
{
    (void)argument;
    (void)a;
    return span_is(web_request_param(r, "kind"), "busy") ? ERR_BUSY : ERR_IO;
}

struct taken {
    uint64_t len;
    uint64_t sum;
};

static enum err sink_begin(void *argument, const struct web_request *r, struct web_answer *a,
                           void **out_state)
{
    struct span how = {0};
    (void)argument;
    if (web_request_query(r, "refuse", &how)) {
        (void)web_answer_problem(a, 409, "Not now", NULL);
        return ERR_CONFLICT;
    }
    struct taken *t = calloc(1, sizeof(*t));
    if (t == NULL) {
        return ERR_NOMEM;
    }
    (void)atomic_fetch_add(&app.begun, 1);
    *out_state = t;
    return ERR_OK;
}

static enum err sink_write(void *state, struct span bytes)
{
    struct taken *t = state;
    t->len += bytes.len;
    for (size_t i = 0; i < bytes.len; i++) {
        t->sum += bytes.ptr[i];
        if (bytes.ptr[i] == '#' || bytes.ptr[i] == '!') {
            return bytes.ptr[i] == '#' ? ERR_FULL : ERR_GONE;
        }
    }
    (void)atomic_fetch_add(&app.taken, bytes.len);
    return ERR_OK;
}

static enum err sink_end(void *state, struct web_answer *a)
{
    (void)a;
    (void)atomic_fetch_add(&app.ended, 1);
    if (atomic_load(&app.refuse_end) != 0) {
        free(state);
        return ERR_FORMAT;
    }
    return ERR_OK;
}

static void sink_abort(void *state)
{
    (void)atomic_fetch_add(&app.aborted, 1);
    free(state);
}

static const struct web_sink sink = {sink_begin, sink_write, sink_end, sink_abort};

static enum err post_stream(void *argument, const struct web_request *r, struct web_answer *a)
{
    AUTO(buf) struct buf body = {.max = 100};
    struct taken *t = r->sink;
    (void)argument;
    (void)buf_printf(&body, "%" PRIu64 " %" PRIu64 " %" PRIu64, t->len, t->sum, r->body_len);
    free(t);
    return web_answer_json(a, 201, &body);
}

static enum err head_stand(void *argument, const struct web_request *r, struct web_answer *a)
{
    (void)argument;
    web_answer_status(a, 200);
    return web_answer_header(a, "Stand", r->head && r->method == WEB_HEAD ? "head" : "?");
}

static enum err options_stand(void *argument, const struct web_request *r, struct web_answer *a)
{
    (void)argument;
    web_answer_status(a, r->method == WEB_OPTIONS ? 204 : 500);
    return web_answer_header(a, "Stand", "options");
}

/* Streams: each sends the number that is said, once, and ends at the last. */
enum { STREAMS = 40, STREAM_LAST = 9 };
static struct {
    atomic_int said;
    atomic_int gone;
    pthread_mutex_t lock; /* of what follows */
    size_t count;
    struct told {
        struct web_stream *stream;
        int sent;
    } all[STREAMS];
} streams = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool stream_more(void *state, char out[WEB_STREAM_PIECE], size_t *out_len)
{
    struct told *t = state;
    int said = atomic_load(&streams.said);
    if (t->sent == STREAM_LAST) {
        return false;
    }
    *out_len = t->sent == said ? 0 : (size_t)snprintf(out, WEB_STREAM_PIECE, "data: %d\n\n", said);
    t->sent = said;
    return true;
}

static void stream_gone(void *state)
{
    (void)pthread_mutex_lock(&streams.lock);
    ((struct told *)state)->stream = NULL;
    (void)pthread_mutex_unlock(&streams.lock);
    (void)atomic_fetch_add(&streams.gone, 1);
}

static void stream_say(int number)
{
    (void)pthread_mutex_lock(&streams.lock);
    atomic_store(&streams.said, number);
    for (size_t i = 0; i < streams.count; i++) {
        if (streams.all[i].stream != NULL) {
            web_stream_wake(streams.all[i].stream);
        }
    }
    (void)pthread_mutex_unlock(&streams.lock);
}

static enum err get_events(void *argument, const struct web_request *r, struct web_answer *a)
{
    static const struct web_source source = {stream_more, stream_gone};
    (void)argument;
    (void)r;
    (void)pthread_mutex_lock(&streams.lock);
    assert_true(streams.count < STREAMS);
    struct told *t = &streams.all[streams.count++];
    web_answer_status(a, 200);
    enum err err = web_answer_stream(a, "text/event-stream", &source, t, &t->stream);
    (void)pthread_mutex_unlock(&streams.lock);
    return err;
}

static const struct web_protocol protocol = {.header = "Protocol", .value = "1", .overrides = true};

static const struct web_route routes[] = {
    {.method = WEB_GET, .path = "/hello/{name}", .handler = get_hello},
    {.method = WEB_GET, .path = "/mine/{name}", .who = WEB_MEMBER, .handler = get_hello},
    {.method = WEB_GET, .path = "/part", .handler = get_part},
    {.method = WEB_GET, .path = "/file", .handler = get_file},
    {.method = WEB_GET, .path = "/made", .handler = get_made},
    {.method = WEB_GET, .path = "/plain", .lane = WEB_PLAIN, .handler = get_plain},
    {.method = WEB_GET, .path = "/every", .pages = WEB_EVERY_PAGE, .handler = get_plain},
    {.method = WEB_GET, .path = "/token", .pages = WEB_TOKEN_PAGES, .handler = get_plain},
    {.method = WEB_PUT, .path = "/token", .pages = WEB_TOKEN_PAGES, .handler = delete_thing},
    {.method = WEB_DELETE,
     .path = "/token",
     .who = WEB_CLIENT,
     .pages = WEB_TOKEN_PAGES,
     .handler = get_plain},
    {.method = WEB_GET, .path = "/more/{port}", .handler = get_more},
    {.method = WEB_GET, .path = "/error/{kind}", .handler = get_error},
    {.method = WEB_POST,
     .path = "/json",
     .body = WEB_BODY_JSON,
     .body_max = JSON_MAX,
     .handler = post_json},
    {.method = WEB_GET, .path = "/events", .handler = get_events},
    {.method = WEB_DELETE, .path = "/thing", .handler = delete_thing},
    {.method = WEB_GET, .path = "/slow", .lane = WEB_PATIENT, .handler = get_slow},
    {.method = WEB_POST,
     .path = "/together/{number}",
     .lane = WEB_PATIENT,
     .body = WEB_BODY_JSON,
     .body_max = JSON_MAX,
     .together = post_together},
    {.method = WEB_POST,
     .path = "/admitted",
     .lane = WEB_PATIENT,
     .body = WEB_BODY_JSON,
     .body_max = JSON_MAX,
     .handler = get_slow,
     .admit = admit},
    {.method = WEB_POST,
     .path = "/stream",
     .body = WEB_BODY_STREAM,
     .body_max = SINK_MAX,
     .handler = post_stream,
     .sink = &sink},
    {.method = WEB_POST,
     .path = "/patient",
     .lane = WEB_PATIENT,
     .body = WEB_BODY_STREAM,
     .body_max = SINK_MAX,
     .handler = post_stream,
     .sink = &sink},
    {.method = WEB_HEAD, .path = "/over", .handler = head_stand, .protocol = &protocol},
    {.method = WEB_OPTIONS, .path = "/over", .handler = options_stand, .protocol = &protocol},
    {.method = WEB_DELETE,
     .path = "/over",
     .who = WEB_MEMBER,
     .handler = delete_thing,
     .protocol = &protocol},
    {.method = WEB_PATCH,
     .path = "/over",
     .lane = WEB_PATIENT,
     .body = WEB_BODY_STREAM,
     .body_max = SINK_MAX,
     .handler = post_stream,
     .sink = &sink,
     .protocol = &protocol},
};

static struct {
    struct web_server *server;
    int listen_fd;
    uint16_t port;
} here;

static void start(const struct web_config *with)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    here.listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(here.listen_fd >= 0);
    assert_int_equal(bind(here.listen_fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(here.listen_fd, 128), 0);
    assert_int_equal(getsockname(here.listen_fd, (struct sockaddr *)&address, &len), 0);
    here.port = ntohs(address.sin_port);
    struct web_config config = *with;
    config.listen_fd = here.listen_fd;
    config.routes = routes;
    config.route_count = sizeof(routes) / sizeof(routes[0]);
    config.session_cookie = "s";
    assert_int_equal(web_server_start(&config, &here.server), ERR_OK);
}

static int start_plain(void **state)
{
    (void)state;
    atomic_store(&app.begun, 0);
    atomic_store(&app.ended, 0);
    atomic_store(&app.aborted, 0);
    atomic_store(&app.handled, 0);
    atomic_store(&app.taken, 0);
    atomic_store(&app.refuse_end, 0);
    atomic_store(&calls, 0);
    atomic_store(&streams.said, 1);
    atomic_store(&streams.gone, 0);
    memset(streams.all, 0, sizeof(streams.all));
    streams.count = 0;
    app.entered_count = 0;
    app.passes = 0;
    gate_set(true);
    start(&(struct web_config){.patient_threads = 2,
                               .patient_queue = 3,
                               .patient_threads_per_address = 2,
                               .patient_queue_per_address = 3,
                               .idle_s = 2,
                               .stall_s = 1,
                               .head_s = 2});
    return 0;
}

static int stop_plain(void **state)
{
    (void)state;
    gate_set(true);
    web_server_stop(MOVE(here.server));
    int listening = 0;
    socklen_t len = sizeof(listening);
    /* The socket is gate's too: it must go on listening. */
    int out = getsockopt(here.listen_fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len);
    (void)close(here.listen_fd);
    return out != 0 || listening != 1;
}

/* From 127.0.0.last. */
static int dial_from(uint32_t last)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(here.port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in own = {.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK + last - 1)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&own, sizeof(own)), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static int dial(void)
{
    return dial_from(1);
}

/* As much as the server takes; it may well have closed. */
static void put(int fd, const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        ssize_t sent = send(fd, text + at, len - at, MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        at += (size_t)sent;
    }
}

static void say(int fd, const char *text)
{
    put(fd, text, strlen(text));
}

struct got {
    unsigned status; /* 0: the connection ended before an answer */
    char head[4096];
    struct buf body;
    bool ended; /* the connection, before the body was there */
};

static void got_auto(struct got *g)
{
    buf_done(&g->body);
}

/* Bytes within PATIENCE_MS; 0: the end of the connection. */
static size_t receive(int fd, char *out, size_t max)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    if (poll(&p, 1, PATIENCE_MS) != 1) {
        fail_msg("nothing came");
    }
    ssize_t n = recv(fd, out, max, 0);
    return n > 0 ? (size_t)n : 0;
}

static size_t times_said(const struct got *g, const char *name)
{
    size_t times = 0;
    for (const char *line = strchr(g->head, '\n'); line != NULL; line = strchr(line + 1, '\n')) {
        size_t len = strlen(name);
        times += strncasecmp(line + 1, name, len) == 0 && line[1 + len] == ':' ? 1 : 0;
    }
    return times;
}

static const char *field(const struct got *g, const char *name)
{
    static char value[512];
    size_t len = strlen(name);
    for (const char *line = strchr(g->head, '\n'); line != NULL; line = strchr(line, '\n')) {
        line++;
        if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
            (void)snprintf(value, sizeof(value), "%.*s", (int)strcspn(line + len + 2, "\r"),
                           line + len + 2);
            return value;
        }
    }
    return "";
}

/* One answer; has_body is false for the answer to a HEAD. The head is read byte by byte, so that
 * nothing of the next answer is taken. */
static void take(int fd, bool has_body, struct got *g)
{
    size_t len = 0;
    buf_done(&g->body);
    *g = (struct got){.body = {.max = 4 * MIB}};
    while (len + 1 < sizeof(g->head) && strstr(g->head, "\r\n\r\n") == NULL) {
        if (receive(fd, g->head + len, 1) == 0) {
            return;
        }
        len++;
    }
    g->status = (unsigned)strtoul(g->head + strlen("HTTP/1.1 "), NULL, 10);
    size_t left = strtoul(field(g, "Content-Length"), NULL, 10);
    has_body = has_body && g->status != 304 && g->status != 204 && g->status >= 200;
    while (has_body && left > 0) {
        char piece[65536];
        size_t n = receive(fd, piece, left < sizeof(piece) ? left : sizeof(piece));
        if (n == 0) {
            g->ended = true;
            return;
        }
        assert_int_equal(buf_append(&g->body, piece, n), ERR_OK);
        left -= n;
    }
}

static bool is_closed(int fd)
{
    char byte = 0;
    return receive(fd, &byte, 1) == 0;
}

/* One request on a connection of its own. */
static void ask(const char *request, struct got *g)
{
    AUTO(fd_close) int fd = dial();
    say(fd, request);
    take(fd, strncmp(request, "HEAD", 4) != 0, g);
}

#define TAIL " HTTP/1.1\r\nHost: h\r\n"

static void connection_is_kept_for_the_next_request(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = dial();
    AUTO(got) struct got g = {0};
    static const char *const rows[][2] = {
        {"GET /hello/a%20b?q=1%262" TAIL "\r\n", "hello a b?1&2 1"},
        {"GET /hello/x" TAIL "Cookie: a=b; s=tok\r\n\r\n", "hello x!tok 1"},
        {"GET http://h/hello/y" TAIL "\r\n", "hello y 1"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        say(fd, rows[i][0]);
        take(fd, true, &g);
        assert_int_equal(g.status, 200);
        assert_string_equal(buf_text(&g.body), rows[i][1]);
    }
    say(fd, "GET /nothing" TAIL "\r\n");
    take(fd, true, &g);
    assert_int_equal(g.status, 404);
    say(fd, "POST /json" TAIL "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n"
            "{\"name\":\"ann\"}GET /hello/z" TAIL "\r\n");
    take(fd, true, &g);
    assert_int_equal(g.status, 201);
    assert_string_equal(buf_text(&g.body), "ann");
    take(fd, true, &g);
    assert_string_equal(buf_text(&g.body), "hello z 1");
    say(fd, "DELETE /thing" TAIL "\r\nGET /hello/z" TAIL "\r\n");
    take(fd, true, &g);
    assert_int_equal(g.status, 204);
    assert_string_equal(field(&g, "Set-Cookie"), "s=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    take(fd, true, &g);
    assert_int_equal(g.status, 200);
}

static void every_answer_has_the_security_headers(void **state)
{
    (void)state;
    static const char *const requests[] = {"GET /hello/x" TAIL "\r\n", "GET /none" TAIL "\r\n",
                                           "PUT /json" TAIL "\r\n", "GET /file" TAIL "\r\n",
                                           "GET /error/io" TAIL "\r\n"};
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        AUTO(got) struct got g = {0};
        ask(requests[i], &g);
        assert_string_equal(field(&g, "X-Content-Type-Options"), "nosniff");
        assert_string_equal(field(&g, "Referrer-Policy"), "no-referrer");
        assert_string_equal(field(&g, "Cross-Origin-Resource-Policy"), "same-origin");
        assert_string_not_equal(field(&g, "Permissions-Policy"), "");
        assert_int_equal(strlen(field(&g, "X-Request-Id")), 16);
        assert_int_equal(times_said(&g, "X-Request-Id"), 1);
        assert_int_equal(times_said(&g, "X-Frame-Options"), 1);
        assert_int_equal(times_said(&g, "Content-Length"), 1);
        assert_int_equal(times_said(&g, "Date"), 1);
        assert_string_equal(field(&g, "Content-Security-Policy"), i == 0 ? WEB_HTML_POLICY : "");
    }
}

static void what_only_pages_heed_is_said_of_pages(void **state)
{
    (void)state;
    static const char *const names[] = {"X-Frame-Options", "Permissions-Policy",
                                        "Cross-Origin-Opener-Policy"};
    AUTO(got) struct got page = {0};
    AUTO(got) struct got part = {0};
    ask("GET /hello/x" TAIL "\r\n", &page);
    ask("GET /part" TAIL "\r\n", &part);
    assert_int_equal(part.status, 200);
    assert_string_equal(field(&part, "X-Content-Type-Options"), "nosniff");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_int_equal(times_said(&page, names[i]), 1);
        assert_int_equal(times_said(&part, names[i]), 0);
    }
}

static void refusals_have_their_status(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        unsigned status;
        const char *name; /* a header that must have… */
        const char *value;
    } rows[] = {
        {"GET /json" TAIL "\r\n", 405, "Allow", "POST"},
        {"DELETE /file" TAIL "\r\n", 405, "Allow", "GET, HEAD"},
        {"OPTIONS /file" TAIL "\r\n", 405, "Allow", "GET, HEAD"},
        {"BREW /nothing" TAIL "\r\n", 404, "Content-Type", "application/problem+json"},
        {"GET /hello/%2e%2e" TAIL "\r\n", 400, "Cache-Control", "no-store"},
        {"GET /hello/x?a=1&a=2" TAIL "\r\n", 400, NULL, NULL},
        {"GET /hello/%00" TAIL "\r\n", 400, NULL, NULL},
        {"GET /mine/x" TAIL "\r\n", 401, NULL, NULL},
        {"GET /mine/x" TAIL "Cookie: s=\r\n\r\n", 401, NULL, NULL},
        {"GET /mine/x" TAIL "Cookie: s=1\r\n\r\n", 200, NULL, NULL},
        {"GET /error/busy" TAIL "\r\n", 503, "Retry-After", "2"},
        {"GET /error/io" TAIL "\r\n", 500, NULL, NULL},
        {"DELETE /thing" TAIL "Sec-Fetch-Site: cross-site\r\n\r\n", 403, NULL, NULL},
        {"DELETE /thing" TAIL "Sec-Fetch-Site: same-origin\r\n\r\n", 204, NULL, NULL},
        {"DELETE /thing" TAIL "Origin: http://evil\r\n\r\n", 403, NULL, NULL},
        {"DELETE /thing" TAIL "Origin: http://h\r\n\r\n", 204, NULL, NULL},
        {"GET /hello/x" TAIL "Sec-Fetch-Site: cross-site\r\n\r\n", 200, NULL, NULL},
        {"GET /hello/x" TAIL "Host: other\r\n\r\n", 400, "Connection", "close"},
        {"GET /hello/x" TAIL "Content-Length: 3\r\n\r\nabc", 413, NULL, NULL},
        {"DELETE /thing" TAIL "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413, NULL, NULL},
        {"POST /json" TAIL "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400, NULL, NULL},
        {"POST /json" TAIL "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
         NULL, NULL},
        {"POST /json" TAIL "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, NULL, NULL},
        {"POST /json" TAIL "Content-Length: -1\r\n\r\n", 400, NULL, NULL},
        {"POST /json" TAIL "Content-Length: 2\r\n\r\n{}", 415, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        AUTO(got) struct got g = {0};
        ask(rows[i].request, &g);
        if (g.status != rows[i].status ||
            (rows[i].name != NULL && strcmp(field(&g, rows[i].name), rows[i].value) != 0)) {
            fail_msg("row %zu, %u: %s", i, g.status, g.head);
        }
    }
}

#define ELSEWHERE "Origin: https://other.example\r\nSec-Fetch-Site: cross-site\r\n"
#define BEARER "Authorization: Bearer 00\r\n"

static void another_sites_page_reads_what_no_cookie_gave(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        unsigned status;
        const char *pages; /* that may read it */
        const char *body;  /* NULL: any */
    } rows[] = {
        {"GET /every" TAIL ELSEWHERE "Cookie: s=1\r\n\r\n", 200, "*",
         "range 0 cookie 0 proof 0 query 0"},
        {"GET /token" TAIL ELSEWHERE BEARER "Cookie: s=1\r\n\r\n", 200, "*",
         "range 0 cookie 0 proof 1 query 0"},
        {"GET /token" TAIL ELSEWHERE "Cookie: s=1\r\n\r\n", 200, "",
         "range 0 cookie 1 proof 0 query 0"},
        {"DELETE /token" TAIL ELSEWHERE BEARER "Cookie: s=1\r\n\r\n", 200, "*",
         "range 0 cookie 0 proof 1 query 0"},
        {"PUT /token" TAIL ELSEWHERE BEARER "Cookie: s=1\r\n\r\n", 204, "*", NULL},
        {"DELETE /token" TAIL ELSEWHERE "Cookie: s=1\r\n\r\n", 403, "", NULL},
        {"DELETE /token" TAIL ELSEWHERE "Authorization: Basic 00\r\nCookie: s=1\r\n\r\n", 403, "",
         NULL},
        {"DELETE /thing" TAIL ELSEWHERE BEARER "Cookie: s=1\r\n\r\n", 403, "", NULL},
        {"GET /mine/x" TAIL ELSEWHERE BEARER "Cookie: s=1\r\n\r\n", 200, "", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        AUTO(got) struct got g = {0};
        ask(rows[i].request, &g);
        if (g.status != rows[i].status ||
            strcmp(field(&g, "Access-Control-Allow-Origin"), rows[i].pages) != 0 ||
            (rows[i].body != NULL && strcmp(buf_text(&g.body), rows[i].body) != 0)) {
            fail_msg("row %zu, %u: %s", i, g.status, g.head);
        }
        assert_string_equal(field(&g, "Access-Control-Allow-Credentials"), "");
        assert_string_equal(field(&g, "Set-Cookie"), "");
    }
}

static void browsers_are_told_before_what_another_sites_page_may_send(void **state)
{
    (void)state;
#define ASKS(method, path, headers)                                                                \
    "OPTIONS " path TAIL ELSEWHERE "Access-Control-Request-Method: " method                        \
    "\r\nAccess-Control-Request-Headers: " headers "\r\n\r\n"
    static const struct {
        const char *request;
        unsigned status;
        const char *methods;
    } rows[] = {
        {ASKS("DELETE", "/token", "content-type, Authorization"), 204, "DELETE"},
        {ASKS("GET", "/token", "authorization"), 204, "GET"},
        {ASKS("GET", "/every", "range"), 204, "GET"},
        {ASKS("DELETE", "/token", "content-type"), 405, ""},
        {ASKS("PATCH", "/token", "authorization"), 405, ""},
        {ASKS("DELETE", "/thing", "authorization"), 405, ""},
        {ASKS("GET", "/nothing", "authorization"), 404, ""},
        {ASKS("DELETE", "/over", "authorization"), 204, ""}, /* its own answer to OPTIONS */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        AUTO(got) struct got g = {0};
        ask(rows[i].request, &g);
        const char *pages = rows[i].methods[0] != '\0' ? "*" : "";
        if (g.status != rows[i].status ||
            strcmp(field(&g, "Access-Control-Allow-Methods"), rows[i].methods) != 0 ||
            strcmp(field(&g, "Access-Control-Allow-Origin"), pages) != 0) {
            fail_msg("row %zu, %u: %s", i, g.status, g.head);
        }
    }
}

static void long_heads_are_refused(void **state)
{
    (void)state;
    static char text[200000];
    AUTO(got) struct got g = {0};
    (void)snprintf(text, sizeof(text), "GET /hello/%03000d" TAIL "\r\n", 1);
    ask(text, &g);
    assert_int_equal(g.status, 414);
    size_t len = (size_t)snprintf(text, sizeof(text), "GET /hello/x" TAIL);
    for (int i = 0; i < LIMIT_HEADER_FIELDS; i++) {
        len += (size_t)snprintf(text + len, sizeof(text) - len, "A%d: b\r\n", i);
    }
    (void)snprintf(text + len, sizeof(text) - len, "\r\n");
    ask(text, &g);
    assert_int_equal(g.status, 431);
    (void)snprintf(text, sizeof(text), "GET /hello/x" TAIL "A: %0*d\r\n\r\n", LIMIT_HEADER_MEMORY,
                   1);
    ask(text, &g);
    assert_int_equal(g.status, 431);
    (void)snprintf(text, sizeof(text), "GET /hello/x" TAIL "A: %0*d\r\n\r\n",
                   LIMIT_CONNECTION_MEMORY, 1);
    ask(text, &g);
    assert_true(g.status == 431 || g.status == 413 || g.status == 0);
}

static void head_tells_the_exact_length(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = dial();
    AUTO(got) struct got g = {0};
    say(fd, "HEAD /file" TAIL "\r\nHEAD /hello/abc" TAIL "\r\nGET /hello/abc" TAIL "\r\n");
    take(fd, false, &g);
    assert_int_equal(g.status, 200);
    assert_string_equal(field(&g, "Content-Length"), "300000");
    assert_string_equal(field(&g, "Accept-Ranges"), "bytes");
    take(fd, false, &g);
    assert_string_equal(field(&g, "Content-Length"), "11");
    take(fd, true, &g);
    assert_string_equal(buf_text(&g.body), "hello abc 1");
}

static void ranges_are_cut_from_the_file(void **state)
{
    (void)state;
    static const struct {
        const char *headers;
        unsigned status;
        size_t length;
        const char *content_range;
        char first;
    } rows[] = {
        {"", 200, FILE_SIZE, "", 'a'},
        {"Range: bytes=26-52\r\n", 206, 27, "bytes 26-52/300000", 'a'},
        {"Range: bytes=299999-\r\n", 206, 1, "bytes 299999-299999/300000", 'a' + 299999 % 26},
        {"Range: bytes=-27\r\n", 206, 27, "bytes 299973-299999/300000", 'a' + 299973 % 26},
        {"Range: bytes=1-2,4-5\r\n", 200, FILE_SIZE, "", 'a'},
        {"Range: bytes=300000-\r\n", 416, 0, "bytes */300000", '{'},
        {"Range: bytes=1-\r\nIf-Range: \"tag\"\r\n", 206, FILE_SIZE - 1, "bytes 1-299999/300000",
         'b'},
        {"Range: bytes=1-\r\nIf-Range: W/\"tag\"\r\n", 200, FILE_SIZE, "", 'a'},
    };
    AUTO(fd_close) int fd = dial();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        AUTO(got) struct got g = {0};
        char request[512];
        (void)snprintf(request, sizeof(request), "GET /file" TAIL "%s\r\n", rows[i].headers);
        say(fd, request);
        take(fd, true, &g);
        if (g.status != rows[i].status || (g.status != 416 && g.body.len != rows[i].length) ||
            g.body.ptr[0] != (uint8_t)rows[i].first ||
            strcmp(field(&g, "Content-Range"), rows[i].content_range) != 0) {
            fail_msg("row %zu, %u, %zu: %s", i, g.status, g.body.len, g.head);
        }
    }
    AUTO(got) struct got g = {0};
    say(fd, "GET /file" TAIL "If-None-Match: \"x\", W/\"tag\"\r\n\r\nGET /hello/q" TAIL "\r\n");
    take(fd, true, &g);
    assert_int_equal(g.status, 304);
    assert_string_equal(field(&g, "ETag"), "\"tag\"");
    assert_string_not_equal(field(&g, "Content-Length"), "0");
    take(fd, true, &g);
    assert_string_equal(buf_text(&g.body), "hello q 1");
}

/* Whatever the file's bytes are by their place in it. */
static bool is_of_file(struct span bytes, uint64_t from)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.ptr[i] != (uint8_t)('a' + (from + i) % 26)) {
            return false;
        }
    }
    return true;
}

static void answers_of_all_kinds_follow_each_other_to_the_byte(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = dial();
    for (unsigned round = 0; round < 50; round++) {
        AUTO(got) struct got part = {0};
        AUTO(got) struct got head = {0};
        AUTO(got) struct got text = {0};
        AUTO(got) struct got whole = {0};
        char request[512];
        unsigned from = round * 4099;
        (void)snprintf(request, sizeof(request),
                       "GET /file" TAIL "Range: bytes=%u-%u\r\n\r\nHEAD /file" TAIL
                       "\r\nGET /hello/q" TAIL "\r\nGET /file" TAIL "\r\n",
                       from, from + 65535 + round);
        say(fd, request);
        take(fd, true, &part);
        assert_int_equal(part.status, 206);
        assert_int_equal(part.body.len, 65536 + round);
        assert_true(is_of_file(buf_span(&part.body), from));
        take(fd, false, &head);
        assert_int_equal(head.status, 200);
        take(fd, true, &text);
        assert_string_equal(buf_text(&text.body), "hello q 1");
        take(fd, true, &whole);
        assert_int_equal(whole.body.len, FILE_SIZE);
        assert_true(is_of_file(buf_span(&whole.body), 0));
    }
}

/* The kernel takes so little at once that each file has many turns, between others' turns. */
static void files_that_go_out_in_many_turns_come_to_the_byte(void **state)
{
    (void)state;
    enum { READERS = 8 };
    int fds[READERS];
    int small = 16 * 1024; /* a connection has what its listener had */
    assert_int_equal(setsockopt(here.listen_fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)), 0);
    for (size_t i = 0; i < READERS; i++) {
        fds[i] = dial();
        say(fds[i], "GET /file" TAIL "Range: bytes=13-\r\n\r\nGET /hello/q" TAIL "\r\n");
    }
    pause_ms(20);
    for (size_t i = 0; i < READERS; i++) {
        AUTO(fd_close) int fd = fds[i];
        AUTO(got) struct got part = {0};
        AUTO(got) struct got text = {0};
        take(fd, true, &part);
        assert_int_equal(part.body.len, FILE_SIZE - 13);
        assert_true(is_of_file(buf_span(&part.body), 13));
        take(fd, true, &text);
        assert_string_equal(buf_text(&text.body), "hello q 1");
    }
}

static uint32_t packets_of(int fd)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof(info);
    assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len), 0);
    return info.tcpi_data_segs_in;
}

static void head_and_file_leave_in_one_packet(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = dial();
    for (uint32_t i = 1; i <= 10; i++) {
        AUTO(got) struct got g = {0};
        say(fd, "GET /file" TAIL "Range: bytes=0-99\r\n\r\n");
        take(fd, true, &g);
        assert_int_equal(g.status, 206);
        assert_int_equal(packets_of(fd), i);
    }
}

/* A body in chunks; false: the connection ended before the last one. */
static bool take_chunks(int fd, struct got *g)
{
    for (;;) {
        char line[32] = "";
        size_t len = 0;
        while (len + 1 < sizeof(line) && strstr(line, "\r\n") == NULL) {
            if (receive(fd, line + len, 1) == 0) {
                return false;
            }
            len++;
        }
        size_t left = strtoul(line, NULL, 16);
        bool last = left == 0;
        for (left += 2; left > 0;) {
            char piece[65536];
            size_t n = receive(fd, piece, left < sizeof(piece) ? left : sizeof(piece));
            if (n == 0) {
                return false;
            }
            size_t own = left > 2 ? (n < left - 2 ? n : left - 2) : 0;
            assert_int_equal(buf_append(&g->body, piece, own), ERR_OK);
            left -= n;
        }
        if (last) {
            return true;
        }
    }
}

static void a_body_that_is_made_comes_whole_and_the_connection_goes_on(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = dial();
    AUTO(got) struct got g = {0};
    for (int i = 0; i < 2; i++) {
        say(fd, "GET /made" TAIL "\r\n");
        take(fd, true, &g);
        assert_int_equal(g.status, 200);
        assert_string_equal(field(&g, "Transfer-Encoding"), "chunked");
        assert_true(take_chunks(fd, &g));
        assert_int_equal(g.body.len, 7 * MADE);
        for (size_t k = 0; k < g.body.len; k++) {
            assert_int_equal(g.body.ptr[k], 'a' + k % MADE % 26);
        }
    }
    ask("HEAD /made" TAIL "\r\n", &g);
    assert_int_equal(g.status, 200);
    assert_true(reaches(&app.ended, 3));
}

static void a_body_that_cannot_be_made_on_is_never_whole(void **state)
{
    (void)state;
    AUTO(got) struct got g = {0};
    AUTO(fd_close) int fd = dial();
    say(fd, "GET /made?fails=1" TAIL "\r\n");
    take(fd, true, &g);
    assert_int_equal(g.status, 200);
    assert_false(take_chunks(fd, &g));
    assert_int_equal(g.body.len, 7 * MADE);
    assert_true(reaches(&app.ended, 1));
}

static void a_body_that_nobody_reads_on_is_given_up(void **state)
{
    (void)state;
    AUTO(got) struct got g = {0};
    int gone = dial();
    say(gone, "GET /made?endless=1" TAIL "\r\n");
    take(gone, true, &g);
    (void)close(gone);
    assert_true(reaches(&app.ended, 1));
    AUTO(fd_close) int still = dial();
    say(still, "GET /made?endless=1" TAIL "\r\n");
    assert_true(reaches(&app.ended, 2)); /* it read nothing for idle_s */
}

static void nothing_of_a_file_is_sent_but_what_is_due(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = dial();
    struct sockaddr_in own = {0};
    socklen_t len = sizeof(own);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&own, &len), 0);
    char request[256];
    (void)snprintf(request, sizeof(request),
                   "GET /file" TAIL "\r\nGET /more/%u" TAIL "\r\nGET /file" TAIL "\r\n",
                   ntohs(own.sin_port));
    say(fd, request);
    for (int i = 0; i < 3; i++) {
        AUTO(got) struct got g = {0};
        take(fd, true, &g);
        assert_int_equal(g.status, i == 1 ? 204 : 200);
        assert_true(i == 1 || (g.body.len == FILE_SIZE && is_of_file(buf_span(&g.body), 0)));
    }
}

static void plain_row_is_shown_nothing_that_is_kept_to_oneself(void **state)
{
    (void)state;
    AUTO(got) struct got g = {0};
    ask("GET /plain?q=1" TAIL "Cookie: s=1\r\nRange: bytes=0-\r\nAuthorization: Basic eA==\r\n"
        "cookie: s=2\r\n\r\n",
        &g);
    assert_int_equal(g.status, 200);
    assert_string_equal(buf_text(&g.body), "range 1 cookie 0 proof 0 query 0");
}

static void told_length_over_the_limit_is_refused_before_the_body(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "POST /json" TAIL "Content-Length: 101\r\n\r\n",
        "POST /stream" TAIL "Content-Length: 1000001\r\n\r\n",
        "POST /stream" TAIL "Content-Length: 1000001\r\nExpect: 100-continue\r\n\r\n",
        "POST /stream" TAIL "Content-Length: 18446744073709551614\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        AUTO(fd_close) int fd = dial();
        AUTO(got) struct got g = {0};
        say(fd, heads[i]);
        take(fd, true, &g);
        assert_int_equal(g.status, 413);
        assert_non_null(
            strstr(buf_text(&g.body), i == 0 ? "\"limit\":100}" : "\"limit\":1000000}"));
        assert_true(is_closed(fd));
    }
    assert_int_equal(atomic_load(&app.begun), 0);
}

/* Whether a body of len bytes, in chunks of 1,000, was answered with the status. */
static void send_chunks(int fd, const char *path, size_t len)
{
    char text[2048];
    char piece[1000];
    (void)snprintf(text, sizeof(text), "POST %s" TAIL "Transfer-Encoding: chunked\r\n\r\n", path);
    say(fd, text);
    memset(piece, 'x', sizeof(piece));
    for (size_t at = 0; at < len; at += sizeof(piece)) {
        size_t now = len - at < sizeof(piece) ? len - at : sizeof(piece);
        int head = snprintf(text, sizeof(text), "%zx\r\n%.*s\r\n", now, (int)now, piece);
        put(fd, text, (size_t)head);
    }
    say(fd, "0\r\n\r\n");
}

static void chunked_body_streams_into_the_sink(void **state)
{
    (void)state;
    static const char *const paths[] = {"/stream", "/patient"};
    for (size_t i = 0; i < 2; i++) {
        AUTO(fd_close) int fd = dial();
        AUTO(got) struct got g = {0};
        send_chunks(fd, paths[i], 123456);
        take(fd, true, &g);
        assert_int_equal(g.status, 201);
        assert_string_equal(buf_text(&g.body), "123456 14814720 123456");
        send_chunks(fd, paths[i], 0);
        take(fd, true, &g);
        assert_string_equal(buf_text(&g.body), "0 0 0");
        send_chunks(fd, paths[i], SINK_MAX);
        take(fd, true, &g);
        assert_int_equal(g.status, 201);
        send_chunks(fd, paths[i], SINK_MAX + 1);
        take(fd, true, &g);
        assert_int_equal(g.status, 413);
        assert_non_null(strstr(buf_text(&g.body), "\"limit\":1000000}"));
    }
    assert_int_equal(atomic_load(&app.begun), 8);
    assert_int_equal(atomic_load(&app.ended), 6);
    assert_int_equal(atomic_load(&app.aborted), 2);
}

static void endless_chunked_body_is_cut_off(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = dial();
    AUTO(got) struct got g = {0};
    send_chunks(fd, "/stream", SINK_MAX + LIMIT_DISCARD + 400000);
    take(fd, true, &g);
    assert_int_equal(g.status, 0);
    assert_int_equal(atomic_load(&app.aborted), 1);
}

static void waiting_client_is_told_to_go_on_or_not(void **state)
{
    (void)state;
    static const char *const paths[] = {"/stream", "/patient"};
    for (size_t i = 0; i < 2; i++) {
        char request[256];
        AUTO(fd_close) int fd = dial();
        AUTO(got) struct got g = {0};
        (void)snprintf(request, sizeof(request),
                       "POST %s" TAIL "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n",
                       paths[i]);
        say(fd, request);
        take(fd, true, &g);
        assert_int_equal(g.status, 100);
        say(fd, "abc");
        take(fd, true, &g);
        assert_int_equal(g.status, 201);
        assert_string_equal(buf_text(&g.body), "3 294 3");
        (void)snprintf(request, sizeof(request),
                       "POST %s?refuse=1" TAIL "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n",
                       paths[i]);
        say(fd, request);
        take(fd, true, &g);
        assert_int_equal(g.status, 409);
        assert_true(is_closed(fd));
    }
}

static void sink_that_fails_gives_its_error(void **state)
{
    (void)state;
    static const char *const paths[] = {"/stream", "/patient"};
    for (size_t i = 0; i < 2; i++) {
        char request[256];
        AUTO(got) struct got g = {0};
        (void)snprintf(request, sizeof(request), "POST %s" TAIL "Content-Length: 5\r\n\r\nab#cd",
                       paths[i]);
        ask(request, &g);
        assert_int_equal(g.status, 507);
        assert_int_equal(atomic_load(&app.aborted), (int)i + 1);
        request[strlen(request) - 3] = 'x';
        atomic_store(&app.refuse_end, 1);
        ask(request, &g);
        assert_int_equal(g.status, 400);
        atomic_store(&app.refuse_end, 0);
        (void)snprintf(request, sizeof(request),
                       "POST %s?refuse=1" TAIL "Content-Length: 5\r\n\r\nabcde", paths[i]);
        ask(request, &g);
        assert_int_equal(g.status, 409);
    }
    assert_int_equal(atomic_load(&app.aborted), 2);
    assert_int_equal(atomic_load(&app.ended), 2);
}

static void small_body_that_is_refused_does_not_end_the_connection(void **state)
{
    (void)state;
    static const char *const paths[] = {"/stream", "/patient"};
    for (size_t i = 0; i < 2; i++) {
        char request[256];
        AUTO(fd_close) int fd = dial();
        AUTO(got) struct got g = {0};
        for (size_t k = 0; k < 3; k++) {
            (void)snprintf(request, sizeof(request),
                           "POST %s?refuse=1" TAIL "Content-Length: %d\r\n\r\n%s", paths[i],
                           k == 1 ? 0 : 5, k == 1 ? "" : "abcde");
            say(fd, request);
            take(fd, true, &g);
            assert_int_equal(g.status, 409);
        }
        say(fd, "GET /hello/z" TAIL "\r\n");
        take(fd, true, &g);
        assert_string_equal(buf_text(&g.body), "hello z 1");
    }
}

static void body_that_nobody_wants_any_more_ends_without_an_answer(void **state)
{
    (void)state;
    AUTO(got) struct got g = {0};
    ask("PATCH /over" TAIL "Content-Length: 500000\r\n\r\nab!cd", &g);
    assert_int_equal(g.status, 0);
    assert_int_equal(atomic_load(&app.aborted), 1);
    assert_int_equal(atomic_load(&app.ended), 0);
}

static void protocol_marks_its_answers_and_overrides_the_method(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        unsigned status;
        const char *stand;
        bool marked;
    } rows[] = {
        {"HEAD /over" TAIL "\r\n", 200, "head", true},
        {"OPTIONS /over" TAIL "\r\n", 204, "options", true},
        {"OPTIONS /over" TAIL "Origin: http://elsewhere\r\n\r\n", 204, "options", true},
        {"POST /over" TAIL "X-HTTP-Method-Override: OPTIONS\r\n\r\n", 204, "options", true},
        {"GET /over" TAIL "X-HTTP-Method-Override: OPTIONS\r\n\r\n", 204, "options", true},
        {"POST /over" TAIL "X-HTTP-Method-Override: PATCH\r\nContent-Length: 3\r\n\r\nabc", 201, "",
         true},
        {"PATCH /over" TAIL "X-HTTP-Method-Override: options\r\nContent-Length: 3\r\n\r\nabc", 405,
         "", true},
        {"POST /over" TAIL "X-HTTP-Method-Override: DELETE\r\n\r\n", 401, "", true},
        {"GET /over" TAIL "X-HTTP-Method-Override: DELETE\r\nCookie: s=t\r\n"
         "Origin: http://elsewhere\r\n\r\n",
         403, "", true},
        {"GET /over" TAIL "\r\n", 405, "", true},
        {"PATCH /over?refuse=1" TAIL "Content-Length: 3\r\n\r\nabc", 409, "", true},
        {"PATCH /over" TAIL "Content-Length: 1000001\r\n\r\n", 413, "", true},
        {"DELETE /thing" TAIL "X-HTTP-Method-Override: GET\r\n\r\n", 204, "", false},
        {"OPTIONS /thing" TAIL "\r\n", 405, "", false},
        {"OPTIONS /nothing" TAIL "\r\n", 404, "", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        AUTO(got) struct got g = {0};
        ask(rows[i].request, &g);
        bool marked = strcmp(field(&g, "Protocol"), "1") == 0;
        if (g.status != rows[i].status || marked != rows[i].marked ||
            strcmp(field(&g, "Stand"), rows[i].stand) != 0) {
            fail_msg("row %zu: %u\n%s", i, g.status, g.head);
        }
    }
    AUTO(got) struct got g = {0};
    ask("PUT /over" TAIL "\r\n", &g);
    assert_string_equal(field(&g, "Allow"), "PATCH, DELETE, HEAD, OPTIONS");
}

static void body_that_breaks_off_is_aborted_once(void **state)
{
    (void)state;
    static const char *const paths[] = {"/stream", "/patient"};
    for (int i = 0; i < 2; i++) {
        char request[256];
        AUTO(fd_close) int fd = dial();
        (void)snprintf(request, sizeof(request), "POST %s" TAIL "Content-Length: 500000\r\n\r\nabc",
                       paths[i]);
        say(fd, request);
        assert_true(reaches(&app.begun, i + 1));
        pause_ms(50);
        (void)close(fd_move(&fd));
        assert_true(reaches(&app.aborted, i + 1));
    }
    pause_ms(50);
    assert_int_equal(atomic_load(&app.aborted), 2);
    assert_int_equal(atomic_load(&app.ended), 0);
}

static void body_that_stalls_or_drips_is_aborted(void **state)
{
    (void)state;
    AUTO(fd_close) int silent = dial();
    AUTO(fd_close) int dripping = dial();
    say(silent, "POST /stream" TAIL "Content-Length: 500000\r\n\r\nabc");
    say(dripping, "POST /stream" TAIL "Content-Length: 500000\r\n\r\nabc");
    for (int i = 0; i < 40 && atomic_load(&app.aborted) < 2; i++) {
        say(dripping, "x");
        pause_ms(200);
    }
    assert_int_equal(atomic_load(&app.aborted), 2);
    assert_true(is_closed(silent));
    assert_true(is_closed(dripping));
}

static void head_that_drips_is_ended(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = dial();
    AUTO(fd_close) int idle = dial();
    int64_t began = time_mono_ms();
    say(fd, "GET /hello/x" TAIL "A: ");
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (poll(&p, 1, 100) == 0 && time_mono_ms() - began < PATIENCE_MS) {
        say(fd, "b");
    }
    assert_true(is_closed(fd));
    assert_true(is_closed(idle));
    assert_in_range(time_mono_ms() - began, 1500, 6000);
}

static void full_patient_queue_is_503_and_quick_ones_go_on(void **state)
{
    (void)state;
    enum { ALL = 5 }; /* two threads, three places */
    int fds[ALL];
    AUTO(got) struct got g = {0};
    gate_set(false);
    for (int i = 0; i < ALL; i++) {
        fds[i] = dial();
        say(fds[i], "GET /slow" TAIL "\r\n");
        for (int tries = 0; i < 2 && gate_inside() <= i && tries < 1000; tries++) {
            pause_ms(5);
        }
    }
    pause_ms(100);
    ask("GET /slow" TAIL "\r\n", &g);
    assert_int_equal(g.status, 503);
    assert_string_equal(field(&g, "Retry-After"), "2");
    ask("POST /patient" TAIL "Content-Length: 3\r\n\r\nabc", &g);
    assert_int_equal(g.status, 503);
    assert_int_equal(atomic_load(&app.begun), 0);
    ask("GET /hello/x" TAIL "\r\n", &g);
    assert_int_equal(g.status, 200);
    gate_set(true);
    for (int i = 0; i < ALL; i++) {
        take(fds[i], true, &g);
        assert_int_equal(g.status, 200);
        assert_string_equal(buf_text(&g.body), "slow");
        (void)close(fds[i]);
    }
}

/* Two threads and three places, one quick thread; with a connection to it. */
static int dial_small(void)
{
    web_server_stop(MOVE(here.server));
    (void)close(here.listen_fd);
    gate_set(false);
    start(&(struct web_config){.quick_threads = 1,
                               .patient_threads = 2,
                               .patient_queue = 3,
                               .patient_threads_per_address = 2,
                               .patient_queue_per_address = 3});
    return dial();
}

/* Two threads. What comes while one works for several waits for the next time, then goes together;
 * the other thread is for all else. */
static void what_waits_together_is_answered_by_one_call_and_each_by_its_own(void **state)
{
    (void)state;
    enum { ALL = 4 };
    int fds[ALL];
    char text[128];
    AUTO(got) struct got g = {0};
    AUTO(fd_close) int slow = dial_small();
    for (int i = 0; i < ALL; i++) {
        fds[i] = dial();
        (void)snprintf(text, sizeof(text), "POST /together/%d" TAIL "Content-Length: 2\r\n\r\n%s",
                       i, i == 2 ? "no" : "ok");
        say(fds[i], text);
        ask("GET /hello/x" TAIL "\r\n", &g); /* it was read before this */
        if (i == 0) {
            gate_entered(1);
            say(slow, "GET /slow" TAIL "\r\n");
            gate_entered(2);
        }
    }
    assert_int_equal(atomic_load(&calls), 1);
    ask("GET /slow" TAIL "\r\n", &g); /* three wait: so many are all that may */
    assert_int_equal(g.status, 503);
    gate_set(true);
    for (int i = 0; i < ALL; i++) {
        take(fds[i], true, &g);
        (void)snprintf(text, sizeof(text), "%d", i);
        assert_int_equal(g.status, i == 2 ? 409 : 200);
        assert_true(i == 2 || strcmp(buf_text(&g.body), text) == 0);
        (void)close(fds[i]);
    }
    take(slow, true, &g);
    assert_int_equal(g.status, 200);
    assert_int_equal(atomic_load(&calls), 2);
    assert_true(came[0] == 1 && came[1] == ALL - 1);
}

/* Four threads and eight places, of which one address may have two and three. One quick thread:
 * what was sent before a request that it has answered was read. */
static void start_shared(void)
{
    web_server_stop(MOVE(here.server));
    (void)close(here.listen_fd);
    gate_set(false);
    start(&(struct web_config){.quick_threads = 1,
                               .patient_threads = 4,
                               .patient_queue = 8,
                               .patient_threads_per_address = 2,
                               .patient_queue_per_address = 3});
}

static void slow_from(uint32_t last, int *out_fd)
{
    *out_fd = dial_from(last);
    say(*out_fd, "GET /slow" TAIL "X-Forwarded-For: 10.0.0.1\r\n\r\n");
    AUTO(got) struct got g = {0};
    ask("GET /hello/x" TAIL "\r\n", &g);
    assert_int_equal(g.status, 200);
}

static void one_address_has_its_share_of_patience_and_no_more(void **state)
{
    (void)state;
    enum { ALL = 9 };
    static const uint32_t from[ALL] = {1, 1, 1, 1, 1, 2, 2, 2, 3};
    int fds[ALL];
    AUTO(got) struct got g = {0};
    start_shared();
    for (int i = 0; i < ALL; i++) {
        slow_from(from[i], &fds[i]);
    }
    gate_entered(4); /* two of each of the first two addresses; the others wait */
    assert_true(app.entered[0] == app.entered[1] && app.entered[2] == app.entered[3]);
    assert_true(app.entered[0] != app.entered[2]);
    AUTO(fd_close) int over = dial();
    say(over, "GET /slow" TAIL "X-Forwarded-For: 10.0.0.2\r\nForwarded: for=10.0.0.2\r\n\r\n");
    take(over, true, &g);
    assert_int_equal(g.status, 429);
    assert_string_equal(field(&g, "Retry-After"), "2");
    assert_int_equal(gate_inside(), 4);
    gate_pass_one(); /* the third address came last and has none yet */
    gate_entered(5);
    assert_true(app.entered[4] != app.entered[0] && app.entered[4] != app.entered[2]);
    gate_set(true);
    for (int i = 0; i < ALL; i++) {
        take(fds[i], true, &g);
        assert_int_equal(g.status, 200);
        (void)close(fds[i]);
    }
}

static void what_a_row_does_not_admit_is_refused_without_waiting(void **state)
{
    (void)state;
    int fds[5];
    AUTO(got) struct got g = {0};
    start_shared();
    for (int i = 0; i < 5; i++) {
        slow_from(1, &fds[i]);
    }
    AUTO(fd_close) int fd = dial();
    for (int i = 0; i < 3; i++) { /* on a connection that is kept */
        say(fd,
            "POST /admitted" TAIL "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        take(fd, true, &g);
        assert_int_equal(g.status, 429);
        assert_non_null(strstr(buf_text(&g.body), "Wait."));
        assert_string_equal(field(&g, "RateLimit-Policy"), "\"slow\";q=9;w=60");
        assert_string_equal(field(&g, "RateLimit"), "\"slow\";r=4;t=20");
    }
    gate_set(true);
    for (int i = 0; i < 5; i++) {
        take(fds[i], true, &g);
        (void)close(fds[i]);
    }
    say(fd, "POST /admitted" TAIL
            "X-May: fail\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    take(fd, true, &g);
    assert_int_equal(g.status, 409);
    assert_string_equal(field(&g, "RateLimit"), "\"slow\";r=4;t=20");
    say(fd, "POST /admitted" TAIL
            "X-May: yes\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    take(fd, true, &g);
    assert_int_equal(g.status, 200);
    assert_string_equal(field(&g, "RateLimit"), "\"slow\";r=4;t=20");
}

static void client_that_left_does_not_disturb_its_handler(void **state)
{
    (void)state;
    gate_set(false);
    for (int i = 0; i < 2; i++) {
        AUTO(fd_close) int fd = dial();
        say(fd, "GET /slow" TAIL "\r\n");
        for (int tries = 0; gate_inside() <= i && tries < 1000; tries++) {
            pause_ms(5);
        }
    }
    gate_set(true);
    assert_true(reaches(&app.handled, 2));
    AUTO(got) struct got g = {0};
    ask("GET /slow" TAIL "\r\n", &g);
    assert_int_equal(g.status, 200);
}

static void *open_gate_later(void *unused)
{
    (void)unused;
    pause_ms(300);
    gate_set(true);
    return NULL;
}

static void stop_answers_what_runs_and_what_waits(void **state)
{
    (void)state;
    int running[2];
    AUTO(fd_close) int waiting = -1;
    AUTO(fd_close) int uploading = dial();
    AUTO(got) struct got g = {0};
    pthread_t later;
    say(uploading, "POST /stream" TAIL "Content-Length: 500000\r\n\r\nabc");
    assert_true(reaches(&app.begun, 1));
    gate_set(false);
    for (int i = 0; i < 2; i++) {
        running[i] = dial();
        say(running[i], "GET /slow" TAIL "\r\n");
        for (int tries = 0; gate_inside() <= i && tries < 1000; tries++) {
            pause_ms(5);
        }
    }
    waiting = dial();
    say(waiting, "GET /slow" TAIL "\r\n");
    pause_ms(100);
    assert_int_equal(pthread_create(&later, NULL, open_gate_later, NULL), 0);
    web_server_stop(MOVE(here.server));
    (void)pthread_join(later, NULL);
    for (int i = 0; i < 2; i++) {
        take(running[i], true, &g);
        assert_int_equal(g.status, 200);
        (void)close(running[i]);
    }
    take(waiting, true, &g);
    assert_int_equal(g.status, 503);
    assert_int_equal(atomic_load(&app.aborted), 1);
    assert_true(is_closed(uploading));
}

static void stop_breaks_off_a_body_that_is_made(void **state)
{
    (void)state;
    AUTO(got) struct got g = {0};
    pthread_t later;
    int fds[3];
    gate_set(false);
    for (int i = 0; i < 3; i++) {
        fds[i] = dial();
        say(fds[i], "GET /made?waits=1" TAIL "\r\n");
    }
    gate_entered(2); /* two threads make a piece each, one waits */
    assert_int_equal(pthread_create(&later, NULL, open_gate_later, NULL), 0);
    web_server_stop(MOVE(here.server));
    assert_int_equal(pthread_join(later, NULL), 0);
    assert_int_equal(atomic_load(&app.ended), 3);
    for (int i = 0; i < 3; i++) {
        take(fds[i], true, &g);
        assert_false(g.status == 200 && take_chunks(fds[i], &g));
        (void)close(fds[i]);
    }
}

static void server_can_be_started_again_on_the_same_socket(void **state)
{
    (void)state;
    AUTO(got) struct got g = {0};
    web_server_stop(MOVE(here.server));
    struct web_config config = {.listen_fd = here.listen_fd,
                                .routes = routes,
                                .route_count = sizeof(routes) / sizeof(routes[0])};
    assert_int_equal(web_server_start(&config, &here.server), ERR_OK);
    ask("GET /hello/again" TAIL "\r\n", &g);
    assert_string_equal(buf_text(&g.body), "hello again 1");
}

static void one_address_cannot_take_all_connections(void **state)
{
    (void)state;
    web_server_stop(MOVE(here.server));
    (void)close(here.listen_fd);
    start(&(struct web_config){.connections_per_address = 3});
    int fds[3];
    AUTO(got) struct got g = {0};
    for (int i = 0; i < 3; i++) {
        fds[i] = dial();
        say(fds[i], "GET /hello/x" TAIL "\r\n");
        take(fds[i], true, &g);
        assert_int_equal(g.status, 200);
    }
    AUTO(fd_close) int over = dial();
    assert_true(is_closed(over));
    (void)close(fds[0]);
    pause_ms(200);
    ask("GET /hello/x" TAIL "\r\n", &g);
    assert_int_equal(g.status, 200);
    (void)close(fds[1]);
    (void)close(fds[2]);
}

static void log_line_names_no_person(void **state)
{
    (void)state;
    AUTO(fd_close) int before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
    AUTO(fd_close) int log = memfd_create("log", MFD_CLOEXEC);
    AUTO(got) struct got g = {0};
    AUTO(buf) struct buf lines = {.max = MIB};
    assert_true(dup2(log, STDERR_FILENO) >= 0);
    diag_start("test", 1);
    ask("GET /hello/Ann-Secret?q=Secret" TAIL "Cookie: s=Secret\r\nReferer: Secret\r\n\r\n", &g);
    ask("GET /Secret" TAIL "\r\n", &g);
    ask("GET /hello/x" TAIL "Secret\r\n\r\n", &g);
    web_server_stop(MOVE(here.server));
    diag_start("test", 0);
    (void)dup2(before, STDERR_FILENO);
    assert_int_equal(lseek(log, 0, SEEK_SET), 0);
    assert_int_equal(file_read_fd(log, &lines), ERR_OK);
    assert_non_null(strstr(buf_text(&lines), "/hello/{name} status 200"));
    assert_non_null(strstr(buf_text(&lines), "(no route) status 404"));
    assert_null(strstr(buf_text(&lines), "Secret"));
    assert_null(strstr(buf_text(&lines), "127.0.0.1"));
}

static void malformed_table_is_not_served(void **state)
{
    (void)state;
    static const struct web_route bad[] = {
        {.method = WEB_GET, .path = "no-slash", .handler = get_hello},
        {.method = WEB_GET, .path = "/none"},
        {.method = WEB_GET, .path = "/quick", .together = post_together},
        {.method = WEB_GET,
         .path = "/two",
         .lane = WEB_PATIENT,
         .handler = get_hello,
         .together = post_together},
        {.method = WEB_GET,
         .path = "/a",
         .who = WEB_MEMBER,
         .pages = WEB_TOKEN_PAGES,
         .handler = get_hello},
        {.method = WEB_GET,
         .path = "/a",
         .who = WEB_CLIENT,
         .pages = WEB_EVERY_PAGE,
         .handler = get_hello}};
    struct web_server *server = NULL;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct web_config config = {.listen_fd = 0, .routes = &bad[i], .route_count = 1};
        assert_int_equal(web_server_start(&config, &server), ERR_FORMAT);
    }
    web_server_stop(NULL);
}

#define LIVE(name) cmocka_unit_test_setup_teardown(name, start_plain, stop_plain)

/* Until the text has come. */
static void expect_text(int fd, const char *text)
{
    char got[1024] = "";
    size_t len = 0;
    while (strstr(got, text) == NULL) {
        assert_true(len + 1 < sizeof(got));
        size_t n = receive(fd, got + len, 1);
        assert_int_equal(n, 1);
        len++;
    }
}

static void streams_rest_without_a_thread_each_and_go_on_when_woken(void **state)
{
    (void)state;
    int fds[STREAMS];
    struct got g = {.status = 0};
    for (size_t i = 0; i < STREAMS; i++) {
        fds[i] = dial_from(1 + i % 4);
        say(fds[i], "GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
        take(fds[i], false, &g);
        assert_int_equal(g.status, 200);
        assert_string_equal(field(&g, "Content-Type"), "text/event-stream");
        expect_text(fds[i], "data: 1\n\n");
    }
    for (int number = 2; number <= STREAM_LAST; number++) {
        char text[32];
        (void)snprintf(text, sizeof(text), "data: %d\n\n", number);
        stream_say(number);
        for (size_t i = 0; i < STREAMS; i++) {
            expect_text(fds[i], text);
        }
        ask("GET /hello/there HTTP/1.1\r\nHost: a\r\n\r\n", &g);
        assert_int_equal(g.status, 200);
        got_auto(&g);
    }
    stream_say(STREAM_LAST + 1);
    assert_true(reaches(&streams.gone, STREAMS));
    for (size_t i = 0; i < STREAMS; i++) {
        expect_text(fds[i], "0\r\n\r\n");
        (void)close(fds[i]);
    }
}

static void a_stream_whose_client_is_away_is_gone_and_a_stop_ends_all_others(void **state)
{
    int fds[3];
    struct got g = {.status = 0};
    for (size_t i = 0; i < 3; i++) {
        fds[i] = dial();
        say(fds[i], "GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
        take(fds[i], false, &g);
        expect_text(fds[i], "data: 1\n\n");
    }
    (void)close(fds[0]);
    for (int number = 2; number < STREAM_LAST && atomic_load(&streams.gone) == 0; number++) {
        stream_say(number); /* the first may go into the void */
        pause_ms(20);
    }
    assert_true(reaches(&streams.gone, 1));
    assert_int_equal(stop_plain(state), 0);
    assert_int_equal(atomic_load(&streams.gone), 3);
    for (size_t i = 1; i < 3; i++) {
        expect_text(fds[i], "0\r\n\r\n");
        (void)close(fds[i]);
    }
    assert_int_equal(start_plain(state), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIVE(connection_is_kept_for_the_next_request),
        LIVE(every_answer_has_the_security_headers),
        LIVE(what_only_pages_heed_is_said_of_pages),
        LIVE(refusals_have_their_status),
        LIVE(another_sites_page_reads_what_no_cookie_gave),
        LIVE(browsers_are_told_before_what_another_sites_page_may_send),
        LIVE(long_heads_are_refused),
        LIVE(head_tells_the_exact_length),
        LIVE(ranges_are_cut_from_the_file),
        LIVE(answers_of_all_kinds_follow_each_other_to_the_byte),
        LIVE(files_that_go_out_in_many_turns_come_to_the_byte),
        LIVE(head_and_file_leave_in_one_packet),
        LIVE(a_body_that_is_made_comes_whole_and_the_connection_goes_on),
        LIVE(a_body_that_cannot_be_made_on_is_never_whole),
        LIVE(a_body_that_nobody_reads_on_is_given_up),
        LIVE(streams_rest_without_a_thread_each_and_go_on_when_woken),
        LIVE(a_stream_whose_client_is_away_is_gone_and_a_stop_ends_all_others),
        LIVE(nothing_of_a_file_is_sent_but_what_is_due),
        LIVE(plain_row_is_shown_nothing_that_is_kept_to_oneself),
        LIVE(told_length_over_the_limit_is_refused_before_the_body),
        LIVE(chunked_body_streams_into_the_sink),
        LIVE(endless_chunked_body_is_cut_off),
        LIVE(waiting_client_is_told_to_go_on_or_not),
        LIVE(sink_that_fails_gives_its_error),
        LIVE(small_body_that_is_refused_does_not_end_the_connection),
        LIVE(body_that_nobody_wants_any_more_ends_without_an_answer),
        LIVE(protocol_marks_its_answers_and_overrides_the_method),
        LIVE(body_that_breaks_off_is_aborted_once),
        LIVE(body_that_stalls_or_drips_is_aborted),
        LIVE(head_that_drips_is_ended),
        LIVE(full_patient_queue_is_503_and_quick_ones_go_on),
        LIVE(what_waits_together_is_answered_by_one_call_and_each_by_its_own),
        LIVE(one_address_has_its_share_of_patience_and_no_more),
        LIVE(what_a_row_does_not_admit_is_refused_without_waiting),
        LIVE(client_that_left_does_not_disturb_its_handler),
        LIVE(stop_answers_what_runs_and_what_waits),
        LIVE(stop_breaks_off_a_body_that_is_made),
        LIVE(server_can_be_started_again_on_the_same_socket),
        LIVE(one_address_cannot_take_all_connections),
        LIVE(log_line_names_no_person),
        cmocka_unit_test(malformed_table_is_not_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
