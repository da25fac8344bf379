/* test_ipc.c: frames, descriptors, and calls to a peer that answers late, twice, or dies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "ipc_pool.h"
#include "ipc_socket.h"
#include "wire_ask.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static size_t open_descriptors(void)
{
    size_t count = 0;
    DIR *dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while (readdir(dir) != NULL) {
        count++;
    }
    (void)closedir(dir);
    return count;
}

static void frames_keep_their_borders(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int a = ends[0];
    AUTO(fd_close) int b = ends[1];
    assert_true((fcntl(a, F_GETFD) & FD_CLOEXEC) != 0 && (fcntl(b, F_GETFD) & FD_CLOEXEC) != 0);
    assert_int_equal(ipc_send(a, span_text("one"), NULL, 0), ERR_OK);
    assert_int_equal(ipc_send(a, span_text("three"), NULL, 0), ERR_OK);
    AUTO(buf) struct buf in = {.max = 100};
    assert_int_equal(ipc_recv(b, &in, NULL), ERR_OK);
    assert_true(span_is(buf_span(&in), "one"));
    assert_int_equal(ipc_recv(b, &in, NULL), ERR_OK);
    assert_true(span_is(buf_span(&in), "three"));
}

static void the_largest_frame_passes_and_one_byte_more_is_not_sent(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int a = ends[0];
    AUTO(fd_close) int b = ends[1];
    static uint8_t bytes[LIMIT_MESSAGE + 1];
    assert_int_equal(ipc_send(a, span_of(bytes, LIMIT_MESSAGE + 1), NULL, 0), ERR_LIMIT);
    assert_int_equal(ipc_send(a, span_of(bytes, 0), NULL, 0), ERR_LIMIT);
    assert_int_equal(ipc_send(a, span_of(bytes, LIMIT_MESSAGE), NULL, 0), ERR_OK);
    AUTO(buf) struct buf in = {.max = LIMIT_MESSAGE};
    assert_int_equal(ipc_recv(b, &in, NULL), ERR_OK);
    assert_int_equal(in.len, LIMIT_MESSAGE);
}

static void a_frame_over_the_readers_ceiling_is_refused_not_cut(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int a = ends[0];
    AUTO(fd_close) int b = ends[1];
    assert_int_equal(ipc_send(a, span_text("12345"), &a, 1), ERR_OK);
    assert_int_equal(ipc_send(a, span_text("1234"), NULL, 0), ERR_OK);
    AUTO(buf) struct buf in = {.max = 4};
    AUTO(ipc_fds) struct ipc_fds fds = {.count = 0};
    size_t before = open_descriptors();
    assert_int_equal(ipc_recv(b, &in, &fds), ERR_FORMAT);
    assert_int_equal(fds.count, 0);
    assert_int_equal(open_descriptors(), before); /* its descriptor was closed */
    assert_int_equal(ipc_recv(b, &in, &fds), ERR_OK);
    assert_true(span_is(buf_span(&in), "1234"));
}

static void descriptors_travel_and_stay_open_at_the_sender(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int a = ends[0];
    AUTO(fd_close) int b = ends[1];
    int many[LIMIT_MESSAGE_FDS];
    for (size_t i = 0; i < LIMIT_MESSAGE_FDS; i++) {
        many[i] = a;
    }
    size_t before = open_descriptors();
    assert_int_equal(ipc_send(a, span_text("x"), many, LIMIT_MESSAGE_FDS), ERR_OK);
    assert_int_equal(ipc_send(a, span_text("x"), many, LIMIT_MESSAGE_FDS + 1), ERR_LIMIT);
    AUTO(buf) struct buf in = {.max = 10};
    AUTO(ipc_fds) struct ipc_fds fds = {.count = 0};
    assert_int_equal(ipc_recv(b, &in, &fds), ERR_OK);
    assert_int_equal(fds.count, LIMIT_MESSAGE_FDS);
    assert_true((fcntl(fds.fd[0], F_GETFD) & FD_CLOEXEC) != 0);
    int taken = ipc_fds_take(&fds, 1);
    assert_true(taken >= 0);
    assert_int_equal(ipc_fds_take(&fds, 1), -1);
    assert_int_equal(ipc_fds_take(&fds, 99), -1);
    ipc_fds_done(&fds);
    assert_int_equal(open_descriptors(), before + 1);
    fd_close(taken);
    assert_true(fcntl(a, F_GETFD) >= 0);
}

/* Sends more descriptors than ipc_send would. */
static void send_many(int fd, size_t count, const char *text)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(64 * sizeof(int))];
    } control = {0};
    struct iovec data = {.iov_base = (void *)(uintptr_t)text, .iov_len = strlen(text)};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = CMSG_SPACE(count * sizeof(int))};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(count * sizeof(int));
    for (size_t i = 0; i < count; i++) {
        memcpy(CMSG_DATA(head) + i * sizeof(int), &fd, sizeof(fd));
    }
    assert_int_equal(sendmsg(fd, &message, MSG_NOSIGNAL), (ssize_t)strlen(text));
}

static void too_many_descriptors_are_all_closed(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int a = ends[0];
    AUTO(fd_close) int b = ends[1];
    size_t before = open_descriptors();
    for (size_t count = LIMIT_MESSAGE_FDS + 1; count <= 40; count++) {
        send_many(a, count, "x");
        AUTO(buf) struct buf in = {.max = 10};
        AUTO(ipc_fds) struct ipc_fds fds = {.count = 0};
        assert_int_equal(ipc_recv(b, &in, &fds), ERR_FORMAT);
        assert_int_equal(fds.count, 0);
        assert_int_equal(open_descriptors(), before);
    }
}

static void descriptors_that_nobody_asked_for_never_open(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int a = ends[0];
    AUTO(fd_close) int b = ends[1];
    size_t before = open_descriptors();
    send_many(a, 3, "hello");
    AUTO(buf) struct buf in = {.max = 10};
    assert_int_equal(ipc_recv(b, &in, NULL), ERR_OK);
    assert_true(span_is(buf_span(&in), "hello"));
    assert_int_equal(open_descriptors(), before);
}

/* An empty frame may carry descriptors, too: they must not stay open. */
static void an_empty_frame_reads_as_the_end_and_leaves_no_descriptor(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int a = ends[0];
    AUTO(fd_close) int b = ends[1];
    size_t before = open_descriptors();
    send_many(a, 2, "");
    AUTO(buf) struct buf in = {.max = 10};
    struct ipc_fds fds = {.count = 0};
    assert_int_equal(ipc_recv(b, &in, &fds), ERR_GONE);
    assert_int_equal(fds.count, 0);
    assert_int_equal(open_descriptors(), before);
}

static void a_closed_peer_is_gone_and_raises_no_signal(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int a = ends[0];
    fd_close(ends[1]);
    assert_int_equal(ipc_send(a, span_text("x"), NULL, 0), ERR_GONE);
    AUTO(buf) struct buf in = {.max = 10};
    assert_int_equal(ipc_recv(a, &in, NULL), ERR_GONE);
}

static void waiting_ends_in_time(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int a = ends[0];
    AUTO(fd_close) int b = ends[1];
    int64_t start = time_mono_ms();
    assert_int_equal(ipc_wait(a, 50), ERR_BUSY);
    assert_true(time_mono_ms() - start >= 49);
    assert_int_equal(ipc_send(b, span_text("x"), NULL, 0), ERR_OK);
    assert_int_equal(ipc_wait(a, 5000), ERR_OK);
}

/* The peer's side of the pool tests: what it does with the requests that come. */
enum manner { ANSWER, ANSWER_LATE_THEN_RIGHT, DIE_ON_REQUEST, STAY_SILENT, ANSWER_TOO_LONG };

struct peer {
    int fd;
    enum manner manner;
    unsigned served;
    struct ipc_pool *pool; /* DIE_ON_REQUEST: where the replacement goes */
    int replacement;
    int wait_ms; /* before the replacement comes */
};

static void send_answer(int fd, const uint8_t *head, const char *text)
{
    AUTO(buf) struct buf out = {.max = 1000};
    (void)buf_append(&out, head, ASK_HEAD);
    (void)buf_append_text(&out, text);
    enum err err = ipc_send(fd, buf_span(&out), NULL, 0);
    (void)err; /* the caller may be gone by now */
}

static void serve_one(struct peer *p, uint8_t *request)
{
    if (p->manner == ANSWER_LATE_THEN_RIGHT) {
        uint8_t other[ASK_HEAD];
        memcpy(other, request, ASK_HEAD);
        other[ASK_HEAD - 1] ^= 1;
        send_answer(p->fd, other, "stale");
        enum err err = ipc_send(p->fd, span_text("short"), NULL, 0);
        (void)err;
    }
    if (p->manner == ANSWER_TOO_LONG) {
        send_answer(p->fd, request, "an answer that is longer than the caller's ceiling");
    } else if (p->manner != STAY_SILENT) {
        send_answer(p->fd, request, "fresh");
    }
}

static void *peer_run(void *arg)
{
    struct peer *p = arg;
    for (;;) {
        AUTO(buf) struct buf in = {.max = 1000};
        if (ipc_recv(p->fd, &in, NULL) != ERR_OK) {
            fd_close(p->fd);
            return NULL;
        }
        p->served++;
        if (p->manner == DIE_ON_REQUEST) {
            fd_close(p->fd);
            (void)usleep((useconds_t)p->wait_ms * 1000);
            (void)ipc_pool_put(p->pool, 0, p->replacement);
            return NULL;
        }
        serve_one(p, in.ptr);
    }
}

static pthread_t peer_start(struct peer *p)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, peer_run, p), 0);
    return thread;
}

static struct ipc_pool *pool_of(size_t count)
{
    struct ipc_pool *pool = NULL;
    assert_int_equal(ipc_pool_new(count, &pool), ERR_OK);
    return pool;
}

static const char request_bytes[] = "\1\4"
                                    "12345678body";

static enum err call(struct ipc_pool *pool, int wait_ms, struct buf *answer)
{
    return ipc_pool_call(pool, span_of(request_bytes, sizeof(request_bytes) - 1), wait_ms, answer);
}

static void expect_fresh(const struct buf *answer)
{
    assert_int_equal(answer->len, ASK_HEAD + 5);
    assert_memory_equal(answer->ptr + ASK_HEAD, "fresh", 5);
}

static void a_call_gets_its_answer_and_passes_over_a_late_one(void **state)
{
    (void)state;
    for (enum manner m = ANSWER; m <= ANSWER_LATE_THEN_RIGHT; m++) {
        int ends[2];
        assert_int_equal(ipc_pair(ends), ERR_OK);
        struct ipc_pool *pool = pool_of(1);
        struct peer peer = {.fd = ends[1], .manner = m};
        pthread_t thread = peer_start(&peer);
        assert_int_equal(ipc_pool_put(pool, 0, ends[0]), ERR_OK);
        AUTO(buf) struct buf answer = {.max = 100};
        for (int i = 0; i < 3; i++) {
            assert_int_equal(call(pool, 5000, &answer), ERR_OK);
            expect_fresh(&answer);
        }
        ipc_pool_free(pool);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(peer.served, 3);
    }
}

static void a_call_under_way_is_sent_again_to_the_reborn_peer(void **state)
{
    (void)state;
    int first[2];
    int second[2];
    assert_int_equal(ipc_pair(first), ERR_OK);
    assert_int_equal(ipc_pair(second), ERR_OK);
    struct ipc_pool *pool = pool_of(1);
    struct peer dying = {.fd = first[1],
                         .manner = DIE_ON_REQUEST,
                         .pool = pool,
                         .replacement = second[0],
                         .wait_ms = 50};
    struct peer reborn = {.fd = second[1], .manner = ANSWER};
    pthread_t one = peer_start(&dying);
    pthread_t two = peer_start(&reborn);
    assert_int_equal(ipc_pool_put(pool, 0, first[0]), ERR_OK);
    AUTO(buf) struct buf answer = {.max = 100};
    assert_int_equal(call(pool, 5000, &answer), ERR_OK);
    expect_fresh(&answer);
    assert_int_equal(dying.served, 1);
    assert_int_equal(reborn.served, 1);
    ipc_pool_free(pool);
    assert_int_equal(pthread_join(one, NULL), 0);
    assert_int_equal(pthread_join(two, NULL), 0);
}

struct put_later {
    struct ipc_pool *pool;
    int fd;
    int close_fd;
    useconds_t wait_us;
};

static void *put_later(void *arg)
{
    struct put_later *p = arg;
    (void)usleep(p->wait_us);
    (void)ipc_pool_put(p->pool, 0, p->fd);
    (void)usleep(50000);
    fd_close(p->close_fd);
    return NULL;
}

/* The replacement comes while the call still waits on the old channel, which then closes. */
static void a_replacement_that_comes_during_a_call_is_used_next(void **state)
{
    (void)state;
    int old[2];
    int fresh[2];
    assert_int_equal(ipc_pair(old), ERR_OK);
    assert_int_equal(ipc_pair(fresh), ERR_OK);
    struct ipc_pool *pool = pool_of(1);
    size_t before = open_descriptors();
    assert_int_equal(ipc_pool_put(pool, 0, old[0]), ERR_OK);
    struct peer reborn = {.fd = fresh[1], .manner = ANSWER};
    struct put_later later = {.pool = pool, .fd = fresh[0], .close_fd = old[1], .wait_us = 50000};
    pthread_t one = peer_start(&reborn);
    pthread_t two;
    assert_int_equal(pthread_create(&two, NULL, put_later, &later), 0);
    AUTO(buf) struct buf answer = {.max = 100};
    assert_int_equal(call(pool, 5000, &answer), ERR_OK);
    expect_fresh(&answer);
    assert_int_equal(pthread_join(two, NULL), 0);
    ipc_pool_free(pool);
    assert_int_equal(pthread_join(one, NULL), 0);
    assert_int_equal(open_descriptors(), before - 4);
}

static void a_call_without_a_peer_ends_in_time(void **state)
{
    (void)state;
    AUTO(ipc_pool_free) struct ipc_pool *pool = pool_of(2);
    AUTO(buf) struct buf answer = {.max = 100};
    int64_t start = time_mono_ms();
    assert_int_equal(call(pool, 100, &answer), ERR_BUSY);
    int64_t took = time_mono_ms() - start;
    assert_true(took >= 99 && took < 3000);
}

/* Until it is heard of again; whoever serves nobody else meanwhile waits as long as ever. */
static void while_a_peer_is_away_who_serves_many_waits_less(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    struct ipc_pool *pool = pool_of(1);
    struct peer peer = {.fd = ends[1], .manner = ANSWER};
    struct put_later later = {
        .pool = pool, .fd = ends[0], .close_fd = -1, .wait_us = 4 * LIMIT_ASK_AWAY_MS * 1000};
    pthread_t reborn;
    AUTO(buf) struct buf answer = {.max = 100};
    int64_t start = time_mono_ms();
    assert_int_equal(call(pool, 3 * LIMIT_ASK_AWAY_MS, &answer), ERR_BUSY);
    assert_true(time_mono_ms() - start >= 3 * LIMIT_ASK_AWAY_MS - 1);
    start = time_mono_ms();
    assert_int_equal(call(pool, LIMIT_ASK_QUICK_MS, &answer), ERR_BUSY);
    assert_true(time_mono_ms() - start < LIMIT_ASK_QUICK_MS / 2);
    pthread_t thread = peer_start(&peer);
    assert_int_equal(pthread_create(&reborn, NULL, put_later, &later), 0);
    assert_int_equal(call(pool, LIMIT_ASK_QUICK_MS + 2000, &answer), ERR_OK);
    expect_fresh(&answer);
    assert_int_equal(pthread_join(reborn, NULL), 0);
    assert_int_equal(call(pool, LIMIT_ASK_QUICK_MS, &answer), ERR_OK);
    ipc_pool_free(pool);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static void a_silent_peer_does_not_hold_a_call(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    struct ipc_pool *pool = pool_of(1);
    struct peer peer = {.fd = ends[1], .manner = STAY_SILENT};
    pthread_t thread = peer_start(&peer);
    assert_int_equal(ipc_pool_put(pool, 0, ends[0]), ERR_OK);
    AUTO(buf) struct buf answer = {.max = 100};
    int64_t start = time_mono_ms();
    assert_int_equal(call(pool, 100, &answer), ERR_BUSY);
    assert_true(time_mono_ms() - start < 3000);
    ipc_pool_free(pool);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

/* A stopped process reads nothing: once its queue is full, sending must not block either. */
static void a_peer_that_reads_nothing_does_not_hold_a_call(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    AUTO(fd_close) int peer = ends[1];
    AUTO(ipc_pool_free) struct ipc_pool *pool = pool_of(1);
    assert_int_equal(ipc_pool_put(pool, 0, ends[0]), ERR_OK);
    static uint8_t large[LIMIT_MESSAGE] = {1, 4};
    AUTO(buf) struct buf answer = {.max = 100};
    for (int i = 0; i < 8; i++) {
        int64_t start = time_mono_ms();
        assert_int_equal(ipc_pool_call(pool, span_of(large, sizeof(large)), 20, &answer), ERR_BUSY);
        assert_true(time_mono_ms() - start < 3000);
    }
    assert_true(peer >= 0);
}

static void an_answer_over_the_ceiling_is_an_error_and_the_channel_lives(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    struct ipc_pool *pool = pool_of(1);
    struct peer peer = {.fd = ends[1], .manner = ANSWER_TOO_LONG};
    pthread_t thread = peer_start(&peer);
    assert_int_equal(ipc_pool_put(pool, 0, ends[0]), ERR_OK);
    AUTO(buf) struct buf small = {.max = 20};
    assert_int_equal(call(pool, 5000, &small), ERR_FORMAT);
    AUTO(buf) struct buf large = {.max = 200};
    assert_int_equal(call(pool, 5000, &large), ERR_OK);
    ipc_pool_free(pool);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

enum { CALLERS = 8, CALLS = 200 };

struct caller {
    struct ipc_pool *pool;
    uint8_t number;
    unsigned good;
};

static void *call_often(void *arg)
{
    struct caller *c = arg;
    for (unsigned i = 0; i < CALLS; i++) {
        uint8_t request[ASK_HEAD] = {1, 4, c->number, (uint8_t)i};
        AUTO(buf) struct buf answer = {.max = 100};
        enum err err = ipc_pool_call(c->pool, span_of(request, sizeof(request)), 5000, &answer);
        c->good += err == ERR_OK && memcmp(answer.ptr, request, ASK_HEAD) == 0;
    }
    return NULL;
}

static void many_callers_share_few_channels_and_get_their_own_answers(void **state)
{
    (void)state;
    struct ipc_pool *pool = pool_of(2);
    struct peer peers[2];
    pthread_t peer_threads[2];
    for (size_t i = 0; i < 2; i++) {
        int ends[2];
        assert_int_equal(ipc_pair(ends), ERR_OK);
        peers[i] = (struct peer){.fd = ends[1], .manner = ANSWER};
        peer_threads[i] = peer_start(&peers[i]);
        assert_int_equal(ipc_pool_put(pool, i, ends[0]), ERR_OK);
    }
    struct caller callers[CALLERS];
    pthread_t threads[CALLERS];
    for (uint8_t i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){.pool = pool, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, call_often, &callers[i]), 0);
    }
    for (size_t i = 0; i < CALLERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(callers[i].good, CALLS);
    }
    ipc_pool_free(pool);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(peer_threads[i], NULL), 0);
    }
    assert_int_equal(peers[0].served + peers[1].served, CALLERS * CALLS);
}

static void a_pool_refuses_impossible_sizes(void **state)
{
    (void)state;
    struct ipc_pool *pool = NULL;
    assert_int_equal(ipc_pool_new(0, &pool), ERR_LIMIT);
    assert_int_equal(ipc_pool_new(LIMIT_CHANNELS + 1, &pool), ERR_LIMIT);
    assert_null(pool);
    AUTO(ipc_pool_free) struct ipc_pool *one = pool_of(1);
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(ipc_pool_put(one, 1, fd), ERR_LIMIT);
    assert_true(fcntl(fd, F_GETFD) < 0); /* closed, as promised */
    AUTO(buf) struct buf answer = {.max = 100};
    assert_int_equal(ipc_pool_call(one, span_text("short"), 10, &answer), ERR_LIMIT);
    ipc_pool_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_keep_their_borders),
        cmocka_unit_test(the_largest_frame_passes_and_one_byte_more_is_not_sent),
        cmocka_unit_test(a_frame_over_the_readers_ceiling_is_refused_not_cut),
        cmocka_unit_test(descriptors_travel_and_stay_open_at_the_sender),
        cmocka_unit_test(too_many_descriptors_are_all_closed),
        cmocka_unit_test(descriptors_that_nobody_asked_for_never_open),
        cmocka_unit_test(an_empty_frame_reads_as_the_end_and_leaves_no_descriptor),
        cmocka_unit_test(a_closed_peer_is_gone_and_raises_no_signal),
        cmocka_unit_test(waiting_ends_in_time),
        cmocka_unit_test(a_call_gets_its_answer_and_passes_over_a_late_one),
        cmocka_unit_test(a_call_under_way_is_sent_again_to_the_reborn_peer),
        cmocka_unit_test(a_replacement_that_comes_during_a_call_is_used_next),
        cmocka_unit_test(a_call_without_a_peer_ends_in_time),
        cmocka_unit_test(while_a_peer_is_away_who_serves_many_waits_less),
        cmocka_unit_test(a_silent_peer_does_not_hold_a_call),
        cmocka_unit_test(a_peer_that_reads_nothing_does_not_hold_a_call),
        cmocka_unit_test(an_answer_over_the_ceiling_is_an_error_and_the_channel_lives),
        cmocka_unit_test(many_callers_share_few_channels_and_get_their_own_answers),
        cmocka_unit_test(a_pool_refuses_impossible_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
