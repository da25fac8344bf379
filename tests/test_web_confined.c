/*
 * The server in a process that may make no other system calls than those of src/web/README.md, and
 * open no file but those of one folder. A call outside of the list would kill the child.
 */
#include "base_file.h"
#include "base_limits.h"
#include "confine.h"
#include "web_file.h"
#include "web_json.h"
#include "web_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

enum { CONNECTIONS = 40 };

static char folder[] = "/tmp/test-web-confined-XXXXXX";
static int folder_fd = -1;

static enum err get_static(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)app;
    struct web_static from = {.dir_fd = folder_fd};
    return web_send_static(r, a, &from, web_request_param(r, "rest"));
}

static enum err post_json(void *app, const struct web_request *r, struct web_answer *a)
{
    AUTO(web_json_close) struct web_json *j = NULL;
    AUTO(buf) struct buf body = {.max = 16};
    int64_t n = 0;
    (void)app;
    TRY(web_json_open(r, a, &j));
    TRY(web_json_int(j, "n", 0, 9, &n));
    (void)buf_printf(&body, "%d", (int)n);
    return web_answer_json(a, 200, &body);
}

static enum err begin(void *app, const struct web_request *r, struct web_answer *a, void **state)
{
    (void)app;
    (void)r;
    (void)a;
    (void)state;
    return ERR_OK;
}

static enum err take(void *state, struct span bytes)
{
    (void)state;
    (void)bytes;
    return ERR_OK;
}

static enum err end(void *state, struct web_answer *a)
{
    (void)state;
    (void)a;
    return ERR_OK;
}

static void drop(void *state)
{
    (void)state;
}

static enum err post_stream(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)app;
    (void)r;
    web_answer_status(a, 204);
    return ERR_OK;
}

static const struct web_sink sink = {begin, take, end, drop};

static const struct web_route routes[] = {
    {.method = WEB_GET, .path = "/s/{rest...}", .handler = get_static},
    {.method = WEB_POST,
     .path = "/json",
     .body = WEB_BODY_JSON,
     .body_max = 100,
     .lane = WEB_PATIENT,
     .handler = post_json},
    {.method = WEB_POST,
     .path = "/stream",
     .body = WEB_BODY_STREAM,
     .body_max = MIB,
     .lane = WEB_PATIENT,
     .handler = post_stream,
     .sink = &sink},
};

/* The child: until its end of the pipe says that there is no more to come. */
static int serve(int listen_fd, int done_fd)
{
    const struct confine_path paths[] = {{folder, false}};
    const struct confine_call calls[] = {
        {__NR_accept4, CALL_ANY, 0},
        {__NR_recvfrom, CALL_ANY, 0},
        {__NR_sendto, CALL_SENDTO, 0},
        {__NR_sendmsg, CALL_SENDMSG, 0},
        {__NR_sendfile, CALL_ANY, 0},
        {__NR_lseek, CALL_ANY, 0},
        {__NR_pread64, CALL_ANY, 0},
        {__NR_getsockname, CALL_ANY, 0},
        {__NR_getsockopt, CALL_ANY, 0},
        {__NR_setsockopt, CALL_ANY, 0},
        {__NR_fcntl, CALL_ANY, 0},
        {__NR_epoll_create1, CALL_ANY, 0},
        {__NR_epoll_ctl, CALL_ANY, 0},
        {__NR_epoll_wait, CALL_ANY, 0},
        {__NR_eventfd2, CALL_ANY, 0},
        {__NR_openat, CALL_ANY, 0},
        {__NR_shutdown, CALL_NOT_ON_FD, listen_fd},
    };
    const struct confine confine = {.paths = paths,
                                    .path_count = 1,
                                    .calls = calls,
                                    .call_count = sizeof(calls) / sizeof(calls[0])};
    struct web_config config = {.listen_fd = listen_fd,
                                .routes = routes,
                                .route_count = sizeof(routes) / sizeof(routes[0]),
                                .idle_s = 1,
                                .head_s = 1};
    bool landlock = false;
    struct web_server *server = NULL;
    char byte = 0;
    (void)setenv("TZ", "UTC0", 1);
    tzset();
    if (confine_now(&confine, &landlock) != ERR_OK) {
        return 3;
    }
    if (web_server_start(&config, &server) != ERR_OK) {
        return 4;
    }
    ssize_t n = read(done_fd, &byte, 1);
    web_server_stop(server);
    return n == 0 ? 0 : 5;
}

/* The status of the answer, or 0. */
static unsigned ask(uint16_t port, const char *request)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    AUTO(fd_close) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = 10};
    static char answer[400000];
    size_t len = 0;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    (void)send(fd, request, strlen(request), MSG_NOSIGNAL);
    for (ssize_t n = 1; n > 0 && len + 1 < sizeof(answer); len += n > 0 ? (size_t)n : 0) {
        n = recv(fd, answer + len, sizeof(answer) - 1 - len, 0);
    }
    answer[len] = '\0';
    return len > 12 ? (unsigned)strtoul(answer + 9, NULL, 10) : 0;
}

#define TAIL " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"

static void drive(uint16_t port)
{
    static const struct {
        const char *request;
        unsigned status;
    } rows[] = {
        {"GET /s/file.js" TAIL "\r\n", 200},
        {"GET /s/file.js" TAIL "Range: bytes=7-\r\nIf-None-Match: \"x\"\r\n\r\n", 206},
        {"HEAD /s/file.js" TAIL "\r\n", 200},
        {"GET /s/none" TAIL "\r\n", 404},
        {"GET /s/../../etc/passwd" TAIL "\r\n", 400},
        {"GET /none" TAIL "\r\n", 404},
        {"nonsense\r\n\r\n", 0},
        {"POST /json" TAIL "Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"n\":5}",
         200},
        {"POST /json" TAIL "Content-Length: 700\r\n\r\n", 413},
        {"POST /stream" TAIL "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 204},
        {"POST /stream" TAIL "Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc", 204},
        {"GET /s/fi", 0}, /* a head that never ends: shut down when overdue */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned status = ask(port, rows[i].request);
        if (status != rows[i].status && !(status == 100 && rows[i].status == 204)) {
            fail_msg("row %zu: %u", i, status);
        }
    }
    for (int i = 0; i < CONNECTIONS; i++) {
        assert_int_equal(ask(port, rows[0].request), 200);
    }
}

static void server_needs_no_other_call_than_its_list(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip(); /* the sanitizer makes calls of its own */
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    skip();
#endif
#endif
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int done[2];
    int status = 0;
    int listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listen_fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(listen_fd, 64), 0);
    assert_int_equal(getsockname(listen_fd, (struct sockaddr *)&address, &len), 0);
    assert_int_equal(pipe(done), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(done[1]);
        _exit(serve(listen_fd, done[0]));
    }
    (void)close(done[0]);
    drive(ntohs(address.sin_port));
    (void)close(done[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fail_msg("ended by signal %d, or with %d", WTERMSIG(status), WEXITSTATUS(status));
    }
    /* The socket is its parent's too. */
    int listening = 0;
    len = sizeof(listening);
    assert_int_equal(getsockopt(listen_fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len), 0);
    assert_int_equal(listening, 1);
    (void)close(listen_fd);
}

static int make_folder(void **state)
{
    (void)state;
    AUTO(buf) struct buf bytes = {.max = 300000};
    if (mkdtemp(folder) == NULL || buf_grow(&bytes, bytes.max) != ERR_OK) {
        return -1;
    }
    bytes.len = bytes.max;
    memset(bytes.ptr, 'x', bytes.len);
    folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return file_replace(folder_fd, "file.js", buf_span(&bytes), 0600) == ERR_OK ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    (void)unlinkat(folder_fd, "file.js", 0);
    (void)close(folder_fd);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(server_needs_no_other_call_than_its_list, make_folder,
                                        drop_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
