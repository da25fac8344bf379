/*
 * wire_desk.h: reports, legal notices, authors' answers and cases of the office's desk, as items of
 * asks (wire_ask.h). `bytes` is u32 length + bytes; nothing may follow.
 *
 *   report  u8 version = 1 | i64 number | i64 of | i64 object | i64 decision | i64 at, ms
 *           | i64 closed, ms | u8 kind | u8 state | u8 notice | u8 fresh | bytes ground
 *           | bytes words | bytes name | bytes e-mail
 *   case    u8 version = 1 | i64 number | i64 object | i64 decision | i64 held | i64 answer
 *           | i64 first, ms | i64 last, ms | i64 closed, ms | i64 reports | i64 notices
 *           | i64 newest | u8 kind | u8 state | u8 visible | u8 own | bytes grounds
 *   answer  u8 version = 2 | i64 decision | i64 at, ms | i64 until, ms | i64 closing | u8 state
 *           | bytes words | bytes reply | bytes salt
 *
 * Decoded structs borrow from the bytes. ERR_FORMAT, with nothing changed.
 */
#ifndef WIRE_DESK_H
#define WIRE_DESK_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdint.h>

enum { DESK_SALT = 32 };

enum {
    DESK_CHARACTER = 4, /* bytes of one, at most */
    DESK_WORDS = LIMIT_EXPLANATION * DESK_CHARACTER,
    DESK_NAME = LIMIT_NOTIFIER * DESK_CHARACTER,
    DESK_CODE = 32,    /* of a ground */
    DESK_GROUNDS = 256 /* of all of a case's */
};

/* How it stands with a case, and so with each report in it. CLOSED: without a decision. */
enum desk_state { DESK_OPEN, DESK_DECIDED, DESK_CLOSED, DESK_STATE_COUNT_ };

/* What became of an answer. UPHELD: the decision stays as it is; REVERSED: it does not. */
enum desk_answer_state {
    ANSWER_NONE, /* there is none */
    ANSWER_OPEN,
    ANSWER_UPHELD,
    ANSWER_REVERSED,
    ANSWER_STATE_COUNT_
};

struct desk_report {
    int64_t number;
    int64_t of; /* the case */
    int64_t object;
    int64_t decision; /* that ended the case; 0: none */
    int64_t at_ms;
    int64_t closed_ms; /* 0: open */
    uint8_t kind;      /* enum policy_kind */
    uint8_t state;     /* enum desk_state */
    uint8_t notice;    /* 1: a legal notice by anyone */
    uint8_t fresh;     /* of REPORT: 0: it took the place of an earlier one */
    struct span ground;
    struct span words;
    struct span name; /* this and the next only of a notice */
    struct span email;
};

struct desk_case {
    int64_t number;
    int64_t object;
    int64_t decision; /* that ended it; 0: none */
    int64_t held;     /* the decision that holds about the object; 0: none */
    int64_t answer;   /* the decision that was answered, so that the case waits; 0: none */
    int64_t first_ms;
    int64_t last_ms;
    int64_t closed_ms;
    int64_t reports;
    int64_t notices;
    int64_t newest;      /* of both, by number */
    uint8_t kind;        /* enum policy_kind */
    uint8_t state;       /* enum desk_state */
    uint8_t visible;     /* enum policy_state */
    uint8_t own;         /* 1: what was answered, the one who asks has signed */
    struct span grounds; /* codes, with spaces between */
};

struct desk_answer {
    int64_t decision;
    int64_t at_ms;
    int64_t until_ms; /* the decision may be answered until then; 0: not (any more) */
    int64_t closing;  /* the decision that reversed it; 0: none */
    uint8_t state;    /* enum desk_answer_state */
    struct span words;
    struct span reply; /* why it was upheld */
    struct span salt;  /* with the words it opens the ledger's entry (wire_receipt.h), for whose
                          answer it is; empty: another asks, or there is no such entry */
};

enum err desk_report_encode(const struct desk_report *report, struct buf *out);
MUST_USE enum err desk_report_decode(struct span in, struct desk_report *out_report);
enum err desk_case_encode(const struct desk_case *desk_case, struct buf *out);
MUST_USE enum err desk_case_decode(struct span in, struct desk_case *out_case);
enum err desk_answer_encode(const struct desk_answer *answer, struct buf *out);
MUST_USE enum err desk_answer_decode(struct span in, struct desk_answer *out_answer);

/* desk_state_name: "open", "decided", "closed". desk_answer_name: "none", "open", "upheld",
 * "reversed". "?" otherwise. */
const char *desk_state_name(uint8_t state);
const char *desk_answer_name(uint8_t state);

#endif
