/*
 * loop.h: rounds. In one round: at most one request per channel, what gate says, hashes that are
 * done, a few keys if the region's key rotates, the heartbeat if it is due; all writes in one
 * transaction; the commit; the ledger's commit; only then the answers. What is not durable was not
 * answered. Where there are witnesses the first rounds are theirs alone: an older copy that was put
 * back must sign nothing before those who know more were heard.
 */
#ifndef LOOP_H
#define LOOP_H

#include "base_buf.h"
#include "base_limits.h"
#include "custodian.h"
#include "table.h"
#include "wire_ctl.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LOOP_CHANNELS = ROLE_COUNT_ * LIMIT_CHANNELS,
    LOOP_CONTROLS = 64 /* messages of gate in one round; their answers fit its queue */
};

struct channel {
    int fd; /* -1: none */
    uint8_t role;
    uint32_t generation;
    uint64_t serial;   /* a late answer must not go to this channel's successor */
    bool waiting;      /* for the hasher */
    struct buf answer; /* goes out at the end of the round */
};

/* A peer, as gate names it. */
struct peer {
    bool cut;  /* by us; what comes later for it is closed */
    bool tell; /* gate is to be told at the end of the round */
    uint32_t generation;
};

struct loop {
    struct custodian *custodian; /* borrowed */
    int control;                 /* borrowed; -1 once gate is gone */
    bool leaving;                /* STOP came, or gate is gone */
    bool greeted;                /* gate was waited for once: what it saw comes first */
    bool held;                   /* nothing is signed yet: see witnesses_first_ms */
    bool tidy;                   /* at the end of the round */
    uint64_t serials;
    int64_t now_ms;        /* wall time of this round */
    int64_t sweep_wall_ms; /* wall time of the first round, and the monotonic time then */
    int64_t sweep_mono_ms;
    struct channel channels[LOOP_CHANNELS];
    struct peer peers[ROLE_COUNT_];
    uint64_t acks[LOOP_CONTROLS];
    size_t ack_count;
    bool keys_due;        /* gate is to be told how it stands with the region's key */
    bool keys_refused;    /* the last try to replace it failed */
    bool backup_recorded; /* gate is to be told that a backup's manifest is in the ledger */
    uint64_t backup_number;
    bool statement_taken; /* gate is to be told what became of a statement */
    uint64_t statement_id;
    enum ctl_statement statement;
    int64_t statement_number;
    uint64_t rounds;
    struct buf frame;
    struct reply reply;
};

/* loop_init: around an open custodian and the control end. ERR_NOMEM. */
MUST_USE enum err loop_init(struct loop *l, struct custodian *custodian, int control);
void loop_done(struct loop *l);
static inline void loop_auto(struct loop *l)
{
    loop_done(l);
}

/*
 * loop_round: waits at most timeout_ms (and not past the next heartbeat), then one round.
 * ERR_FORMAT: gate sent a malformed message. Any other error: something could not be made durable.
 * The process must leave after an error; nothing of the round was answered.
 */
MUST_USE enum err loop_round(struct loop *l, int timeout_ms);

/* loop_farewell: writes down what was counted since the last heartbeat. Once, when leaving. */
MUST_USE enum err loop_farewell(struct loop *l);

/* peers.c: channels. */
MUST_USE enum err peers_put(struct loop *l, const struct ctl *peer, int *fd); /* takes *fd over */
MUST_USE enum err peers_read(struct loop *l, size_t channel);
void peers_close(struct channel *channel);
MUST_USE enum err peers_finish(struct loop *l); /* hashes that are done */
void peers_send(struct loop *l);                /* the round's answers */

/* route.c: gatewayd. route_ask: at most one request a round; and the public word on how it stands.
 */
MUST_USE enum err route_ask(struct loop *l);
MUST_USE enum err route_answer(struct loop *l, struct span frame, bool *out_malformed);
int64_t route_wait_ms(const struct loop *l, int64_t mono_ms);

/* route_held_ms: for how long nothing is signed yet; sets held. Says so when it ends. */
int64_t route_held_ms(struct loop *l, int64_t mono_ms);

/* gate_side.c: the control pair. */
MUST_USE enum err gate_read(struct loop *l);
MUST_USE enum err gate_send(struct loop *l); /* ACK, CUT and KEYS; ERR_GONE sets leaving */

#endif
