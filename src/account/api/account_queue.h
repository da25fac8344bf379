/*
 * account_queue.h: the queue of the office's desk: pages of cases by what they are about, where
 * they come from, and why, and how many there are of each. Writing and failures as in account.h.
 */
#ifndef ACCOUNT_QUEUE_H
#define ACCOUNT_QUEUE_H

#include "account_desk.h"

enum {
    ACCOUNT_QUEUE_KINDS = POLICY_KIND_COUNT_ + 1,
    ACCOUNT_QUEUE_GROUNDS = 64 /* more than there are: one bit each */
};

/* How it stands with a case. ANSWERED: those of OPEN in which an author answered; DECIDED: all that
 * are not open, also without a decision. */
enum account_queue_state {
    ACCOUNT_QUEUE_OPEN,
    ACCOUNT_QUEUE_ANSWERED,
    ACCOUNT_QUEUE_DECIDED,
    ACCOUNT_QUEUE_STATE_COUNT_
};

/* Where a case comes from: of several, each is one. */
enum account_queue_source {
    ACCOUNT_SOURCE_ANY,
    ACCOUNT_SOURCE_REPORT,
    ACCOUNT_SOURCE_NOTICE,
    ACCOUNT_SOURCE_ANSWER,
    ACCOUNT_SOURCE_COUNT_
};

/* MOST: those with the most reports and notices, of as many the oldest first. */
enum account_queue_order {
    ACCOUNT_ORDER_OLDEST,
    ACCOUNT_ORDER_NEWEST,
    ACCOUNT_ORDER_MOST,
    ACCOUNT_ORDER_COUNT_
};

struct account_queue_filter {
    enum account_queue_state state;
    enum account_queue_source source;
    size_t kind;   /* 0: any; else enum policy_kind and 1 */
    size_t ground; /* 0: any; else policy_ground_place's */
};

/* account_queue_page: those that fit, behind a case with that number, and with ORDER_MOST that many
 * reports and notices (number 0: from the first), at most max. Ends at fn's first error, and gives
 * it back. */
typedef enum err account_case_fn(void *context, const struct account_case *found);
struct account_queue_page {
    struct account_queue_filter filter;
    enum account_queue_order order;
    int64_t number;
    int64_t said;
    int64_t max;
    account_case_fn *fn;
    void *context;
};
MUST_USE enum err account_queue_page(struct db *db, const struct account_queue_page *page);

/* How many fit if one part of the filter were another: the first of each but states: if it were
 * any. all: in that state, whatever else they are. */
struct account_queue_counts {
    int64_t all;
    int64_t states[ACCOUNT_QUEUE_STATE_COUNT_];
    int64_t kinds[ACCOUNT_QUEUE_KINDS];
    int64_t sources[ACCOUNT_SOURCE_COUNT_];
    int64_t grounds[ACCOUNT_QUEUE_GROUNDS];
};
MUST_USE enum err account_queue_count(struct db *db, const struct account_queue_filter *filter,
                                      struct account_queue_counts *out_counts);

#endif
