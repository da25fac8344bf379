/*
 * loop.h: gate on one side, custodiand on the other, the network behind.
 */
#ifndef LOOP_H
#define LOOP_H

#include "base_buf.h"
#include "base_err.h"
#include "sender.h"

#include <stdbool.h>
#include <stdint.h>

struct loop {
    int control; /* borrowed */
    int channel; /* to custodiand; -1: none yet */
    const char *origin;
    struct sender *sender; /* borrowed */
    bool leaving;
    uint64_t sent; /* since the start */
    uint64_t refused;
    struct buf frame;
};

void loop_init(struct loop *l, int control, const char *origin, struct sender *sender);
void loop_done(struct loop *l);
static inline void loop_auto(struct loop *l)
{
    loop_done(l);
}

/* loop_round: waits at most timeout_ms, then takes what gate and custodiand say, and answers what
 * has ended. ERR_FORMAT: gate sent a malformed message. After an error: leave. */
MUST_USE enum err loop_round(struct loop *l, int timeout_ms);

#endif
