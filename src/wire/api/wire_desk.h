/*
 * wire_desk.h: reports, legal notices, authors' answers and cases of the office's desk, as items of
 * asks (wire_ask.h). `bytes` is u32 length + bytes; nothing may follow.
 *
 *   report  u8 version = 1 | i64 number | i64 of | i64 object | i64 decision | i64 at, ms
 *           | i64 closed, ms | u8 kind | u8 state | u8 notice | u8 fresh | bytes ground
 *           | bytes words | bytes name | bytes e-mail
 *   case    u8 version = 2 | i64 number | i64 object | i64 decision | i64 held | i64 answer
 *           | i64 first, ms | i64 last, ms | i64 closed, ms | i64 reports | i64 notices
 *           | i64 newest | i64 said | u8 kind | u8 state | u8 visible | u8 own | bytes grounds
 *   answer  u8 version = 2 | i64 decision | i64 at, ms | i64 until, ms | i64 closing | u8 state
 *           | bytes words | bytes reply | bytes salt
 *   filter  u8 version = 1 | u8 queue | u8 source | u8 kind | u8 ground | u8 order | u8 counts
 *           | i64 number | i64 said
 *   counts  u8 version = 1 | i64 all | 3 x i64 queue | 4 x i64 source | 4 x i64 kind
 *           | u8 n | n x i64 ground
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
    DESK_CODE = 32,     /* of a ground */
    DESK_GROUNDS = 256, /* of all of a case's */
    DESK_FILTER = 23,
    DESK_KINDS = 4,       /* any, and enum policy_kind and 1 */
    DESK_GROUND_MAX = 64, /* any, and places of policy.h's grounds: more than there are */
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

/* Which cases: those that wait, those of them in which an author answered, or all others. */
enum desk_queue { QUEUE_OPEN, QUEUE_ANSWERED, QUEUE_DECIDED, QUEUE_COUNT_ };

/* Where they come from. */
enum desk_source { SOURCE_ANY, SOURCE_REPORT, SOURCE_NOTICE, SOURCE_ANSWER, SOURCE_COUNT_ };

/* MOST: those with the most reports and notices. */
enum desk_order { ORDER_OLDEST, ORDER_NEWEST, ORDER_MOST, ORDER_COUNT_ };

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
    int64_t said;        /* how many of both, as ORDER_MOST has it */
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

/* What is asked of the queue: a page behind a case, and (counts: 1) how many there are. */
struct desk_filter {
    uint8_t queue;  /* enum desk_queue */
    uint8_t source; /* enum desk_source */
    uint8_t kind;   /* 0: any; enum policy_kind and 1 */
    uint8_t ground; /* 0: any; policy_ground_place's */
    uint8_t order;  /* enum desk_order */
    uint8_t counts;
    int64_t number; /* 0: from the first */
    int64_t said;
};

/* How many fit if one part of the filter were another, by its value. all: in that queue, whatever
 * else they are. */
struct desk_counts {
    int64_t all;
    int64_t queues[QUEUE_COUNT_];
    int64_t sources[SOURCE_COUNT_];
    int64_t kinds[DESK_KINDS];
    uint8_t ground_count;
    int64_t grounds[DESK_GROUND_MAX];
};

enum err desk_report_encode(const struct desk_report *report, struct buf *out);
MUST_USE enum err desk_report_decode(struct span in, struct desk_report *out_report);
enum err desk_case_encode(const struct desk_case *desk_case, struct buf *out);
MUST_USE enum err desk_case_decode(struct span in, struct desk_case *out_case);
enum err desk_answer_encode(const struct desk_answer *answer, struct buf *out);
MUST_USE enum err desk_answer_decode(struct span in, struct desk_answer *out_answer);

enum err desk_filter_encode(const struct desk_filter *filter, struct buf *out);
MUST_USE enum err desk_filter_decode(struct span in, struct desk_filter *out_filter);
enum err desk_counts_encode(const struct desk_counts *counts, struct buf *out);
MUST_USE enum err desk_counts_decode(struct span in, struct desk_counts *out_counts);

/* desk_state_name: "open", "decided", "closed". desk_answer_name: "none", "open", "upheld",
 * "reversed". "?" otherwise. */
const char *desk_state_name(uint8_t state);
const char *desk_answer_name(uint8_t state);

#endif
