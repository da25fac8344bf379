/*
 * table.h: all that anyone may ask of the key holder, and who may ask it.
 */
#ifndef TABLE_H
#define TABLE_H

#include "account.h"
#include "base_buf.h"
#include "base_limits.h"
#include "custodian.h"
#include "wire_ask.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What became of a request. */
enum handled {
    HANDLED_ANSWER,      /* the reply holds the answer */
    HANDLED_LATER,       /* the hasher has it; table_finish will answer */
    HANDLED_MALFORMED,   /* not a request that the format allows: cut the peer off */
    HANDLED_NOT_IN_TABLE /* nobody, or not this role, may ask it: cut the peer off */
};

struct request {
    uint8_t role;   /* who asks: gate said so when it handed over the channel */
    size_t channel; /* for table_finish's caller: where the answer goes */
    uint64_t serial;
    int64_t now_ms;
    struct ask_head head;
};

/* An answer and what it borrows. `bytes` must have grown to its ceiling: spans point into it. */
struct reply {
    struct ask_answer answer;
    bool keep; /* what was changed stays, although the answer is an error */
    struct account_person person;
    struct buf bytes;
};

struct ask_row {
    uint8_t ask;
    uint8_t role;
    size_t body_max;
    enum handled (*fn)(struct custodian *c, const struct request *request, struct reply *reply);
    /* What follows on a hash; NULL: the function never answers HANDLED_LATER. */
    enum err (*finish)(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                       struct reply *reply);
};

extern const struct ask_row ask_rows[];
extern const size_t ask_row_count;

/*
 * table_handle: finds the row and runs it, inside the round's transaction. A request whose answer
 * is an error has changed nothing, unless reply->keep says so.
 */
enum handled table_handle(struct custodian *c, const struct request *request, struct reply *reply);

/* table_finish: what follows on a hash, inside the round's transaction; fills reply->answer. */
void table_finish(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                  struct reply *reply);

#endif
