#include "inside.h"

#include "base_diag.h"
#include "base_id.h"
#include "base_time.h"

#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* MHD's own messages: the format only, since the arguments may be a client's. */
static void log_mhd(void *argument, const char *format, va_list args)
{
    (void)argument;
    (void)args;
    diag(DIAG_DEBUG, "http library: %.*s", (int)strcspn(format, "\n"), format);
}

static void on_panic(void *argument, const char *file, unsigned line, const char *reason)
{
    (void)argument;
    (void)file;
    diag(DIAG_ERROR, "http library gives up at line %u: %s", line, reason == NULL ? "" : reason);
    abort();
}

/* Percent escapes are resolved in path.c, once and strictly. */
static size_t leave_escapes(void *argument, struct MHD_Connection *connection, char *text)
{
    (void)argument;
    (void)connection;
    return strlen(text);
}

/* No two requests of this process have the same, and one does not tell the next: a count from a
 * random start, through a mixture that maps no two numbers to one. */
static uint64_t next_id(struct web_server *server)
{
    uint64_t x = atomic_fetch_add(&server->last_id, 1);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static struct connection *connection_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

/* The request line is there: an exchange begins. NULL (no memory) ends the connection at the head.
 */
static void *on_target(void *argument, const char *target, struct MHD_Connection *connection)
{
    struct web_server *server = argument;
    struct exchange *x = exchange_new(connection_of(connection));
    if (x == NULL) {
        return NULL;
    }
    x->server = server;
    x->connection = connection;
    x->started_ms = time_mono_ms();
    x->request.id = next_id(server);
    x->request.scratch = &x->arena;
    size_t len = strlen(target);
    x->url_too_long = len > LIMIT_URL;
    const char *copy = x->url_too_long ? NULL : arena_text(&x->arena, span_of(target, len));
    x->target = span_text(copy);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct web_address address = web_address_of(info == NULL ? NULL : info->client_addr);
    x->by_front = server->front.len > 0 && web_address_same(&address, &server->front);
    x->request.client = web_client_key(&server->secret, &address);
    (void)atomic_fetch_add(&server->active, 1);
    return x;
}

static enum MHD_Result on_call(void *argument, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *data,
                               size_t *len, void **context)
{
    struct exchange *x = *context;
    (void)argument;
    (void)connection;
    (void)url;
    (void)version;
    if (x == NULL) {
        return MHD_NO;
    }
    if (x->stage == STAGE_HEAD) {
        watch_mark(x->link, false);
    }
    return exchange_call(x, method, data, len);
}

static void on_completed(void *argument, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode why)
{
    struct web_server *server = argument;
    struct exchange *x = *context;
    (void)connection;
    if (x == NULL) {
        return;
    }
    *context = NULL;
    diag(DIAG_DEBUG, "request %016" PRIx64 " %s status %u, %" PRIu64 " in, %lld ms%s",
         x->request.id, x->route == NULL ? "(no route)" : x->route->path, x->answer.status,
         x->request.body_len, (long long)(time_mono_ms() - x->started_ms),
         why == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "" : ", cut off");
    watch_mark(x->link, true);
    exchange_end(x);
    (void)atomic_fetch_sub(&server->active, 1);
}

static void on_connection(void *argument, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct web_server *server = argument;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        struct connection *c = info == NULL ? NULL : watch_add(&server->watch, info->connect_fd);
        if (c != NULL) {
            hold_add(c->fd, &c->hold);
        }
        *context = c;
    } else {
        if (*context != NULL) {
            hold_remove(((struct connection *)*context)->fd);
        }
        watch_remove(&server->watch, *context);
        *context = NULL;
    }
}

static void limit(unsigned *value, unsigned otherwise)
{
    *value = *value == 0 ? otherwise : *value;
}

static void fill_limits(struct web_config *c)
{
    limit(&c->quick_threads, LIMIT_QUICK_THREADS);
    limit(&c->patient_threads, LIMIT_PATIENT_THREADS);
    limit(&c->patient_queue, LIMIT_PATIENT_QUEUE);
    limit(&c->patient_threads_per_address, LIMIT_PATIENT_THREADS_PER_ADDRESS);
    limit(&c->patient_queue_per_address, LIMIT_PATIENT_QUEUE_PER_ADDRESS);
    limit(&c->idle_s, LIMIT_IDLE_S);
    limit(&c->stall_s, LIMIT_UPLOAD_STALL_S);
    limit(&c->head_s, LIMIT_HEAD_S);
    limit(&c->connections, LIMIT_CONNECTIONS);
    limit(&c->connections_per_address, LIMIT_CONNECTIONS_PER_ADDRESS);
    c->session_cookie = c->session_cookie == NULL ? "" : c->session_cookie;
}

static struct MHD_Daemon *daemon_start(struct web_server *s)
{
    const struct web_config *c = &s->config;
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
        0, NULL, NULL, on_call, s, MHD_OPTION_EXTERNAL_LOGGER, log_mhd, NULL,
        MHD_OPTION_LISTEN_SOCKET, c->listen_fd, MHD_OPTION_THREAD_POOL_SIZE, c->quick_threads,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_LIMIT, c->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        c->front == NULL ? c->connections_per_address : 0, MHD_OPTION_CONNECTION_TIMEOUT, c->idle_s,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_END);
}

/* Signals are for the process's own loop, and SIGPIPE for nobody: no thread made here takes any. */
static enum err start_threads(struct web_server *s)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    enum err watching = watch_start(&s->watch, (int64_t)s->config.head_s * 1000);
    enum err out = patient_start(&s->patient, &s->config);
    out = out == ERR_OK ? watching : out;
    if (out == ERR_OK) {
        s->daemon = daemon_start(s);
        out = s->daemon == NULL ? ERR_IO : ERR_OK;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return out;
}

enum err web_server_start(const struct web_config *config, struct web_server **out_server)
{
    size_t row = 0;
    if (web_route_check(config->routes, config->route_count, &row) != ERR_OK) {
        diag(DIAG_DEBUG, "route %zu is malformed", row);
        return ERR_FORMAT;
    }
    struct web_address front = web_address_read(span_text(config->front));
    if (config->front != NULL && front.len == 0) {
        return ERR_FORMAT;
    }
    struct web_server *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    s->config = *config;
    s->front = front;
    fill_limits(&s->config);
    streams_start(&s->streams);
    s->secret = (struct sip_key){random_u64(), random_u64()};
    atomic_init(&s->last_id, random_u64());
    json_object_seed((size_t)random_u64() | 1); /* by itself it would open /dev/urandom */
    MHD_set_panic_func(on_panic, NULL);
    enum err out = start_threads(s);
    if (out != ERR_OK) {
        web_server_stop(s);
        return out;
    }
    *out_server = s;
    return ERR_OK;
}

/* Answers under way go out, unless that takes too long. */
static void wait_for_answers(struct web_server *s)
{
    static const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
    int64_t until_ms = time_mono_ms() + LIMIT_STOP_WAIT_MS;
    while (atomic_load(&s->active) > 0 && time_mono_ms() < until_ms) {
        (void)nanosleep(&pause, NULL);
    }
}

void web_server_stop(struct web_server *server)
{
    if (server == NULL) {
        return;
    }
    if (server->daemon != NULL) {
        /* First of all: MHD_stop_daemon would shut the listening socket down, gate's copy too. */
        (void)MHD_quiesce_daemon(server->daemon);
    }
    patient_stop(&server->patient);
    streams_stop(&server->streams);
    if (server->daemon != NULL) {
        wait_for_answers(server);
        MHD_stop_daemon(server->daemon);
    }
    patient_done(&server->patient);
    watch_stop(&server->watch);
    streams_done(&server->streams);
    free(server);
}
