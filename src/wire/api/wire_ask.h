/*
 * wire_ask.h: what edged may ask of custodiand, and what comes back. One frame per message on a
 * SOCK_SEQPACKET pair; at most LIMIT_MESSAGE bytes.
 *
 *   request   u8 version = 1 | u8 ask | u64 id | body of the ask
 *   answer    u8 version = 1 | u8 ask | u64 id | u8 error | body, only if the error is ERR_OK
 *
 * `bytes` is u32 length + bytes. Nothing may follow a body. The id is random; a request that was
 * sent and not answered may be sent again with the same id, and takes effect once.
 *
 *   SIGN_UP   bytes handle | bytes password                  -> session
 *   SIGN_IN   bytes handle | bytes password                  -> session
 *   SIGN_OUT  token[32]                                      -> (nothing)
 *   WHO       token[32]                                      -> person
 *   SEAL      token[32] | u8 n | n x (u16 field, bytes)      -> person | u8 n | n x bytes
 *   OPEN      token[32] | i64 subject | u8 n | n x (u16 field, bytes) -> u8 n | n x bytes
 *   person    i64 user | locker[16] | bytes handle
 *   session   person | token[32]
 *
 * What an error means. BUSY: the queue of sign-ins is full. A malformed frame gets no answer:
 * whoever sent it is cut off.
 *   SIGN_UP   LIMIT, FORMAT: handle or password not as they must be; CONFLICT: the handle is taken,
 *             or kept for the service
 *   SIGN_IN   DENIED: no such handle and password
 *   WHO, SEAL, OPEN  DENIED: no such session, or it has ended; a field of another person, or not
 *             sealed as this one, or not in the data map
 *   SEAL      LIMIT: a field over LIMIT_FIELD, or an answer over LIMIT_MESSAGE (sealing adds 49
 *             bytes to each)
 *   OPEN      LIMIT: the session has opened as much as one may; FORMAT: not a sealed field
 *
 * Decoded structs borrow from the frame. Decoders give ERR_FORMAT and change nothing.
 */
#ifndef WIRE_ASK_H
#define WIRE_ASK_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdint.h>

enum { ASK_TOKEN = 32, ASK_LOCKER = 16, ASK_HEAD = 10 };

enum ask {
    ASK_NONE,
    ASK_SIGN_UP,
    ASK_SIGN_IN,
    ASK_SIGN_OUT,
    ASK_WHO,
    ASK_SEAL,
    ASK_OPEN,
    ASK_COUNT_
};

struct ask_head {
    uint8_t ask; /* not checked against the table: that is the table's business */
    uint64_t id;
    struct span body;
};

struct ask_sign { /* SIGN_UP, SIGN_IN */
    struct span handle;
    struct span password;
};

struct ask_token { /* SIGN_OUT, WHO */
    uint8_t token[ASK_TOKEN];
};

struct ask_item {
    uint16_t field; /* a number of datamap_field.h; 0 in answers */
    struct span bytes;
};

struct ask_items { /* SEAL, OPEN */
    uint8_t token[ASK_TOKEN];
    int64_t subject; /* OPEN only: whose fields these are */
    uint8_t count;
    struct ask_item items[LIMIT_ASK_ITEMS];
};

struct ask_person {
    int64_t user;
    uint8_t locker[ASK_LOCKER]; /* under which edged stores this person's sealed rows */
    struct span handle;
};

struct ask_answer {
    enum err err;
    struct ask_person person; /* SIGN_UP, SIGN_IN, WHO, SEAL */
    uint8_t token[ASK_TOKEN]; /* SIGN_UP, SIGN_IN */
    uint8_t count;            /* SEAL, OPEN */
    struct ask_item items[LIMIT_ASK_ITEMS];
};

/* Requests. */
MUST_USE enum err ask_head_decode(struct span frame, struct ask_head *out_head);
MUST_USE enum err ask_sign_decode(struct span body, struct ask_sign *out_sign);
MUST_USE enum err ask_token_decode(struct span body, struct ask_token *out_token);
MUST_USE enum err ask_items_decode(uint8_t ask, struct span body, struct ask_items *out_items);
MUST_USE enum err ask_sign_encode(uint8_t ask, uint64_t id, const struct ask_sign *sign,
                                  struct buf *out);
MUST_USE enum err ask_token_encode(uint8_t ask, uint64_t id, const struct ask_token *token,
                                   struct buf *out);
MUST_USE enum err ask_items_encode(uint8_t ask, uint64_t id, const struct ask_items *items,
                                   struct buf *out);

/* Answers. ask_answer_decode demands the ask and the id that it is told. */
MUST_USE enum err ask_answer_encode(uint8_t ask, uint64_t id, const struct ask_answer *answer,
                                    struct buf *out);
MUST_USE enum err ask_answer_decode(uint8_t ask, uint64_t id, struct span frame,
                                    struct ask_answer *out_answer);

#endif
