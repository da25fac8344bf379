/*
 * kill_region.h: a custodian in a folder of the test's own, with gate's and edged's ends of its
 * channels, and a child that dies before or behind one of the calls by which it writes. The
 * executable is linked with --wrap of each.
 */
#ifndef KILL_REGION_H
#define KILL_REGION_H

#include "custodian.h"
#include "ipc_socket.h"
#include "loop.h"
#include "wire_ask.h"
#include "wire_ctl.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

enum { KILLED = 9, ENDED = 0 };

static char folder[40];
static char data[64];
static char ledger[64];

/* The child that is to die: at which call, and whether it is made first. */
static int calls_left = -1;
static bool behind;

static void step(bool before)
{
    if (calls_left >= 0 && before != behind && calls_left-- == 0) {
        _exit(KILLED);
    }
}

#define WRAP(type, name, parameters, arguments)                                                    \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        step(true);                                                                                \
        type result = __real_##name arguments;                                                     \
        step(false);                                                                               \
        return result;                                                                             \
    }
WRAP(ssize_t, write, (int fd, const void *bytes, size_t len), (fd, bytes, len))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, renameat, (int from_fd, const char *from, int to_fd, const char *to),
     (from_fd, from, to_fd, to))
WRAP(int, unlinkat, (int dir_fd, const char *path, int flags), (dir_fd, path, flags))

struct region {
    struct custodian *custodian;
    struct loop loop;
    int control; /* gate's end */
    int inner;
    int peer;
};

static void region_open(struct region *r)
{
    struct custodian_problem problem = {{0}};
    struct custodian_config config = {.data = data, .ledger = ledger, .origin = "test.example"};
    *r = (struct region){.control = -1};
    if (custodian_open(&config, &r->custodian, &problem) != ERR_OK) {
        fail_msg("%s", problem.text);
    }
    int ends[2] = {-1, -1};
    assert_int_equal(ipc_pair(ends), ERR_OK);
    r->control = ends[0];
    r->inner = ends[1];
    assert_int_equal(loop_init(&r->loop, r->custodian, r->inner), ERR_OK);
    assert_int_equal(ipc_pair(ends), ERR_OK);
    struct ctl ctl = {.kind = CTL_PEER, .role = ROLE_EDGED, .generation = 1};
    uint8_t frame[CTL_SIZE];
    ctl_encode(&ctl, frame);
    assert_int_equal(ipc_send(r->control, span_of(frame, sizeof(frame)), &ends[1], 1), ERR_OK);
    fd_close(ends[1]);
    r->peer = ends[0];
    assert_int_equal(loop_round(&r->loop, 0), ERR_OK); /* takes the channel */
}

static void region_close(struct region *r)
{
    loop_done(&r->loop);
    custodian_close(r->custodian);
    fd_close(r->control);
    fd_close(r->inner);
    fd_close(r->peer);
}

#endif
