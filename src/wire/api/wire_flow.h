/*
 * wire_flow.h: what custodiand has gatewayd send, over the one channel between them. A frame that
 * comes this way is stamped by that: gate handed out both ends, and nobody else has one.
 *
 *   stamped   u8 version = 1 | u8 flow | u64 id | bytes url | bytes body
 *   answer    u8 version = 1 | u8 flow | u64 id | u8 outcome | u16 status | bytes type | bytes body
 *
 * bytes: u32 length, then so many. An answer that is not ANSWERED has status 0, and neither type
 * nor body. Every stamped frame gets one answer with its id.
 */
#ifndef WIRE_FLOW_H
#define WIRE_FLOW_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdint.h>

enum { FLOW_BODY_MAX = 32 * 1024, FLOW_ANSWER_MAX = 16 * 1024, FLOW_TYPE_MAX = 128 };

/* What may leave a region. X(name, word) */
#define FLOW_TABLE(X) X(WITNESS, "witness")

enum flow {
    FLOW_NONE,
#define FLOW_ROW(name, word) FLOW_##name,
    FLOW_TABLE(FLOW_ROW)
#undef FLOW_ROW
        FLOW_COUNT_
};

enum flow_outcome {
    FLOW_ANSWERED,
    FLOW_REFUSED,     /* gatewayd does not send that: it is not what the flow is for */
    FLOW_BUSY,        /* as many as it sends at a time are under way */
    FLOW_UNREACHABLE, /* no such name, no connection, no TLS, or it broke off */
    FLOW_OVERDUE,     /* no whole answer in time */
    FLOW_TOO_LONG,    /* the answer is over FLOW_ANSWER_MAX */
    FLOW_OUTCOME_COUNT_
};

struct flow_stamped {
    uint8_t flow;
    uint64_t id;
    struct span url; /* not empty, at most LIMIT_URL */
    struct span body;
};

struct flow_answer {
    uint8_t flow;
    uint64_t id;
    uint8_t outcome;
    uint16_t status;
    struct span type;
    struct span body;
};

/* Decoders borrow from frame. ERR_FORMAT on anything that the encoder would not write. */
MUST_USE enum err flow_stamped_decode(struct span frame, struct flow_stamped *out_stamped);
MUST_USE enum err flow_stamped_encode(const struct flow_stamped *stamped, struct buf *out);
MUST_USE enum err flow_answer_decode(struct span frame, struct flow_answer *out_answer);
MUST_USE enum err flow_answer_encode(const struct flow_answer *answer, struct buf *out);

/* flow_name: "witness"; "none" otherwise. flow_outcome_words: "unreachable" and so on. */
const char *flow_name(uint8_t flow);
const char *flow_outcome_words(uint8_t outcome);

#endif
