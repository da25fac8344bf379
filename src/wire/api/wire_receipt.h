/*
 * wire_receipt.h: what a person keeps, to prove from outside that an entry of the ledger concerns
 * them: what opens the commitment in it. edged gives it, `vitrine verify --receipt` checks it.
 * Text:
 *
 *   vitrine-receipt 1
 *   erasure <the person's number> <salt: 64 hexadecimal digits>
 *
 * opens the `subject` of the entry that will say that their data were destroyed, and
 *
 *   vitrine-receipt 1
 *   decision <entry of the ledger> <length of the statement>
 *   <the signed statement, canonical JSON, and a line end>
 *   <what opens the commitment in it: the reason (approval_statement.h), to the end>
 *
 * opens a decision about something of theirs, and
 *
 *   vitrine-receipt 1
 *   answer <number of the decision> <salt: 64 hexadecimal digits>
 *   <what they answered to it, to the end>
 *
 * opens the entry of that answer. Nothing may follow.
 *
 * The commitment to an answer is SHA-256 of "vitrine answer 1" 0 | salt | u64 decision | the words;
 * that to who leaves, of "vitrine erasure subject 1" 0 | salt | u64 the person's number.
 */
#ifndef WIRE_RECEIPT_H
#define WIRE_RECEIPT_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdint.h>

enum { RECEIPT_SALT = 32, RECEIPT_OPENING = 16 * 1024, RECEIPT_BOUND = RECEIPT_OPENING + 64 };
enum { RECEIPT_ERASURE_BOUND = 26 + RECEIPT_SALT + 8 };
enum { RECEIPT_MAX = LIMIT_STATEMENT + RECEIPT_OPENING + 256 };

enum receipt_kind { RECEIPT_DECISION, RECEIPT_ERASURE, RECEIPT_ANSWER };

struct receipt {
    enum receipt_kind kind;
    int64_t person;             /* of an erasure */
    uint8_t salt[RECEIPT_SALT]; /* of an erasure or an answer */
    uint64_t entry;             /* of a decision, as the statement */
    struct span statement;
    int64_t decision;    /* that was answered */
    struct span opening; /* of a decision: its reason; of an answer: the words */
};

/* receipt_decode: grammar only. Borrows from in. receipt_encode: ERR_FORMAT: it would not decode.
 */
MUST_USE enum err receipt_decode(struct span in, struct receipt *out_receipt);
MUST_USE enum err receipt_encode(const struct receipt *receipt, struct buf *out);

/* receipt_erasure_bound: what a commitment to who leaves is the SHA-256 of. */
void receipt_erasure_bound(const uint8_t salt[RECEIPT_SALT], int64_t person,
                           uint8_t out[RECEIPT_ERASURE_BOUND]);

/* receipt_answer_bound: appends what a commitment to the answer is the SHA-256 of. */
MUST_USE enum err receipt_answer_bound(const struct receipt *receipt, struct buf *out);

#endif
