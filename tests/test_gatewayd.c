/*
 * test_gatewayd.c: what leaves a region and what does not: gatewayd's loop with gate, custodiand
 * and the rest of the world played by the test; sockets are real, and on this machine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "base_limits.h"
#include "digest.h"
#include "flows.h"
#include "ipc_socket.h"
#include "loop.h"
#include "wire_ctl.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { ROUNDS = 500, REQUEST_MAX = 64 * 1024 };

static const char origin[] = "log.example/demo";
static const char body[] =
    "old 0\n\nlog.example/demo\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n\n"
    "\xe2\x80\x94 log.example/demo YHYW3jciitg4tH3DitBSA6FARs+s0yl4TJs8coMZftT1+IwEMQn0UQwq/"
    "DEZD3xOXINh2WACpZ6l2DtP78qWnSkg2wo=\n";

struct world {
    struct sender *sender;
    struct loop loop;
    int gate;    /* gate's end */
    int control; /* gatewayd's */
    int custodian;
    int listener;
    char url[64];
    char end[64]; /* an address of nobody's flow */
};

static int make_world(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    int ends[2] = {-1, -1};
    uint8_t frame[CTL_SIZE];
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof(address);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(digest_ready(), ERR_OK);
    assert_int_equal(sender_new(span_of(NULL, 0), &w->sender), ERR_OK);
    assert_int_equal(ipc_pair(ends), ERR_OK);
    w->gate = ends[0];
    w->control = ends[1];
    loop_init(&w->loop, w->control, origin, w->sender);
    assert_int_equal(ipc_pair(ends), ERR_OK);
    w->custodian = ends[0];
    ctl_encode(&(struct ctl){.kind = CTL_PEER, .role = ROLE_CUSTODIAND, .generation = 1}, frame);
    assert_int_equal(ipc_send(w->gate, span_of(frame, sizeof(frame)), &ends[1], 1), ERR_OK);
    fd_close(ends[1]);
    w->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(w->listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(w->listener, 8), 0);
    assert_int_equal(getsockname(w->listener, (struct sockaddr *)&address, &len), 0);
    (void)snprintf(w->url, sizeof(w->url), "http://127.0.0.1:%u/w/add-checkpoint",
                   ntohs(address.sin_port));
    (void)snprintf(w->end, sizeof(w->end), "http://127.0.0.1:%u/w/add-entries",
                   ntohs(address.sin_port));
    assert_int_equal(loop_round(&w->loop, 0), ERR_OK);
    assert_true(w->loop.channel >= 0);
    *state = w;
    return 0;
}

static int drop_world(void **state)
{
    struct world *w = *state;
    loop_done(&w->loop);
    sender_free(w->sender);
    fd_close(w->gate);
    fd_close(w->control);
    fd_close(w->custodian);
    fd_close(w->listener);
    free(w);
    return 0;
}

static void stamp(const struct world *w, const char *url, struct span content, uint64_t id)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct flow_stamped stamped = {
        .flow = FLOW_WITNESS, .id = id, .url = span_text(url), .body = content};
    assert_int_equal(flow_stamped_encode(&stamped, &frame), ERR_OK);
    assert_int_equal(ipc_send(w->custodian, buf_span(&frame), NULL, 0), ERR_OK);
}

/* What gatewayd answers, once it does. frame holds what the answer borrows. */
static void await_answer(struct world *w, struct buf *frame, struct flow_answer *out)
{
    frame->max = LIMIT_MESSAGE;
    for (int i = 0; i < ROUNDS; i++) {
        assert_int_equal(loop_round(&w->loop, 20), ERR_OK);
        if (ipc_wait(w->custodian, 0) == ERR_OK) {
            assert_int_equal(ipc_recv(w->custodian, frame, NULL), ERR_OK);
            assert_int_equal(flow_answer_decode(buf_span(frame), out), ERR_OK);
            return;
        }
    }
    fail_msg("no answer");
}

static bool is_knocked(const struct world *w)
{
    struct pollfd polled = {.fd = w->listener, .events = POLLIN};
    return poll(&polled, 1, 0) == 1;
}

/* The world takes one request, and answers with these bytes. */
static void serve_one(struct world *w, const char *answer, size_t answer_len, struct buf *request)
{
    for (int i = 0; i < ROUNDS && !is_knocked(w); i++) {
        assert_int_equal(loop_round(&w->loop, 20), ERR_OK);
    }
    AUTO(fd_close) int fd = accept(w->listener, NULL, NULL);
    assert_true(fd >= 0);
    request->max = REQUEST_MAX;
    size_t want = SIZE_MAX;
    for (int i = 0; i < ROUNDS && request->len < want; i++) {
        struct pollfd polled = {.fd = fd, .events = POLLIN};
        assert_int_equal(loop_round(&w->loop, 20), ERR_OK);
        if (poll(&polled, 1, 0) == 1) {
            assert_int_equal(buf_grow(request, 8 * KIB), ERR_OK);
            ssize_t got = recv(fd, request->ptr + request->len, 8 * KIB, 0);
            assert_true(got > 0);
            request->len += (size_t)got;
        }
        const char *end = buf_text(request) == NULL ? NULL : strstr(buf_text(request), "\r\n\r\n");
        want = end == NULL ? SIZE_MAX
                           : (size_t)(end - (const char *)request->ptr) + 4 + sizeof(body) - 1;
    }
    assert_int_equal(send(fd, answer, answer_len, MSG_NOSIGNAL), answer_len);
}

static void what_is_stamped_is_sent_to_the_byte(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf request = {.max = 0};
    AUTO(buf) struct buf frame = {.max = 0};
    struct flow_answer answer;
    static const char said[] = "HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size\r\n"
                               "Content-Length: 3\r\n\r\n12\n";
    stamp(w, w->url, span_text(body), 7);
    serve_one(w, said, sizeof(said) - 1, &request);
    await_answer(w, &frame, &answer);
    assert_int_equal(answer.id, 7);
    assert_int_equal(answer.outcome, FLOW_ANSWERED);
    assert_int_equal(answer.status, 409);
    assert_true(span_is(answer.type, "text/x.tlog.size"));
    assert_true(span_is(answer.body, "12\n"));
    const char *text = buf_text(&request);
    assert_non_null(text);
    assert_true(strncmp(text, "POST /w/add-checkpoint HTTP/1.1\r\n", 33) == 0);
    assert_string_equal(strstr(text, "\r\n\r\n") + 4, body);
    assert_null(strstr(text, "Cookie"));
}

static void what_is_not_stamped_is_not_sent(void **state)
{
    struct world *w = *state;
    struct flow_answer answer;
    char user[96];
    (void)snprintf(user, sizeof(user), "http://mira@%s", w->url + 7);
    static const char stranger[] =
        "old 0\n\nlog.example/two\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n\n"
        "\xe2\x80\x94 log.example/two AAAAAAE=\n";
    const struct {
        const char *url;
        const char *content;
    } refused[] = {
        {w->url, ""},
        {w->url, "a person's letter\n"},
        {w->url, stranger},
        {w->end, body},
        {user, body},
        {"file:///etc/add-checkpoint", body},
        {"gopher://127.0.0.1/add-checkpoint", body},
        {"http://127.0.0.1/?x=/add-checkpoint", body},
        {"/add-checkpoint", body},
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        AUTO(buf) struct buf frame = {.max = 0};
        stamp(w, refused[i].url, span_text(refused[i].content), i + 1);
        await_answer(w, &frame, &answer);
        assert_int_equal(answer.id, i + 1);
        assert_int_equal(answer.outcome, FLOW_REFUSED);
        assert_false(is_knocked(w));
    }
    assert_int_equal(w->loop.sent, 0);
    assert_int_equal(w->loop.refused, sizeof(refused) / sizeof(refused[0]));
    /* No frame at all: nobody is listened to any more on that channel. */
    assert_int_equal(ipc_send(w->custodian, span_text(body), NULL, 0), ERR_OK);
    assert_int_equal(loop_round(&w->loop, 0), ERR_OK);
    assert_int_equal(w->loop.channel, -1);
    assert_false(is_knocked(w));
}

static void hostile_answers_are_cut_short(void **state)
{
    struct world *w = *state;
    struct flow_answer answer;
    static char flood[FLOW_ANSWER_MAX + 4096] = "HTTP/1.1 200 OK\r\n\r\n";
    static const char elsewhere[] = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\n"
                                    "Content-Length: 0\r\n\r\n";
    static const char nonsense[] = "nonsense\r\n\r\n";
    static const char before[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    static char behind[sizeof(before) + LIMIT_HEADER_MEMORY + 4096];
    memset(flood + 19, 'x', sizeof(flood) - 19);
    memcpy(behind, before, sizeof(before) - 1);
    for (size_t i = sizeof(before) - 1; i < sizeof(behind); i++) {
        behind[i] = "T: x\r\n"[(i - (sizeof(before) - 1)) % 6];
    }
    const struct {
        const char *bytes;
        size_t len;
        uint8_t outcome;
        uint16_t status;
    } played[] = {{flood, sizeof(flood), FLOW_TOO_LONG, 0},
                  {behind, sizeof(behind), FLOW_TOO_LONG, 0},
                  {elsewhere, sizeof(elsewhere) - 1, FLOW_ANSWERED, 302},
                  {nonsense, sizeof(nonsense) - 1, FLOW_UNREACHABLE, 0}};
    for (size_t i = 0; i < sizeof(played) / sizeof(played[0]); i++) {
        AUTO(buf) struct buf request = {.max = 0};
        AUTO(buf) struct buf frame = {.max = 0};
        stamp(w, w->url, span_text(body), i + 1);
        serve_one(w, played[i].bytes, played[i].len, &request);
        await_answer(w, &frame, &answer);
        assert_int_equal(answer.outcome, played[i].outcome);
        assert_int_equal(answer.status, played[i].status);
    }
}

static void more_than_it_sends_at_a_time_is_busy(void **state)
{
    struct world *w = *state;
    struct flow_answer answer;
    AUTO(buf) struct buf frame = {.max = 0};
    for (uint64_t i = 1; i <= LIMIT_FLOWS + 1; i++) {
        stamp(w, w->url, span_text(body), i);
        assert_int_equal(loop_round(&w->loop, 0), ERR_OK);
    }
    await_answer(w, &frame, &answer);
    assert_int_equal(answer.id, LIMIT_FLOWS + 1);
    assert_int_equal(answer.outcome, FLOW_BUSY);
}

static void gate_ends_it(void **state)
{
    struct world *w = *state;
    uint8_t frame[CTL_SIZE];
    ctl_encode(&(struct ctl){.kind = CTL_STOP}, frame);
    assert_int_equal(ipc_send(w->gate, span_of(frame, sizeof(frame)), NULL, 0), ERR_OK);
    assert_int_equal(loop_round(&w->loop, 0), ERR_OK);
    assert_true(w->loop.leaving);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_stamped_is_sent_to_the_byte, make_world,
                                        drop_world),
        cmocka_unit_test_setup_teardown(what_is_not_stamped_is_not_sent, make_world, drop_world),
        cmocka_unit_test_setup_teardown(hostile_answers_are_cut_short, make_world, drop_world),
        cmocka_unit_test_setup_teardown(more_than_it_sends_at_a_time_is_busy, make_world,
                                        drop_world),
        cmocka_unit_test_setup_teardown(gate_ends_it, make_world, drop_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
