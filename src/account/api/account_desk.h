/*
 * account_desk.h: cases of the office's desk: what was reported about one object, by people and, as
 * legal notices, by anyone, and what its author answered. What people wrote is sealed: a report and
 * an answer with the key of whoever wrote it, a legal notice with the office's (ACCOUNT_OFFICE). A
 * case is open until a decision about its object, or until a member closes it.
 * Writing and failures as in account.h.
 */
#ifndef ACCOUNT_DESK_H
#define ACCOUNT_DESK_H

#include "account.h"
#include "base_buf.h"
#include "policy.h"

#include <stdbool.h>
#include <stdint.h>

enum { ACCOUNT_RECEIPT = 32, ACCOUNT_GROUND = 32 };

enum account_case_state { CASE_OPEN, CASE_DECIDED, CASE_CLOSED, CASE_STATE_COUNT_ };

struct account_case {
    int64_t number;
    enum policy_kind kind;
    int64_t object;
    enum account_case_state state;
    int64_t first_ms;
    int64_t last_ms;   /* later with each report, notice and answer; of no two the same */
    int64_t closed_ms; /* 0: open */
    int64_t decision;  /* that ended it; 0: none */
    int64_t answer;    /* the decision that was answered; 0: none */
    int64_t said;      /* reports and notices */
};

/* account_case_join: the open case about an object, or a new one. */
MUST_USE enum err account_case_join(struct db *db, enum policy_kind kind, int64_t object,
                                    int64_t now_ms, int64_t *out_number);

/* account_case_get: ERR_NOT_FOUND. account_case_open: the open one about an object. */
MUST_USE enum err account_case_get(struct db *db, int64_t number, struct account_case *out_case);
MUST_USE enum err account_case_open(struct db *db, enum policy_kind kind, int64_t object,
                                    struct account_case *out_case);

/* account_case_end: by a decision, or (0) without one. ERR_CONFLICT: it is not open. */
MUST_USE enum err account_case_end(struct db *db, int64_t number, int64_t decision, int64_t now_ms);

/* account_case_facts: how many reports and legal notices, the newest of them (0: none), and their
 * grounds, with spaces between, as many as have room. */
struct account_case_facts {
    int64_t reports;
    int64_t notices;
    int64_t newest;
    char grounds[256];
};
MUST_USE enum err account_case_facts(struct db *db, int64_t number,
                                     struct account_case_facts *out_facts);

/* A report or a legal notice. Spans are borrowed, until the next row where one is read. */
struct account_report {
    int64_t number;
    struct account_case of; /* of this, number is read and written */
    int64_t user;           /* 0: a legal notice */
    struct span ground;
    struct span words;    /* sealed; empty: none */
    struct span notifier; /* likewise; of a legal notice */
    int64_t at_ms;
};

/* account_report_put: a person's takes the place of theirs in the same case; out_fresh says that
 * there was none. receipt: a legal notice's, of which a hash is kept; else NULL. */
MUST_USE enum err account_report_put(struct db *db, struct account_report *report,
                                     const uint8_t *receipt, bool *out_fresh);

/* account_report_room: behind a fresh one of the person's: ERR_LIMIT: it was one too many, over
 * LIMIT_REPORTS_HOUR, or over LIMIT_REPORTS_KEPT of open cases. Removes their oldest that is of
 * none, if there are too many. User 0: before a legal notice: there are LIMIT_LEGAL_NOTICES. */
MUST_USE enum err account_report_room(struct db *db, int64_t user, int64_t now_ms);

/* account_report_own: a person's, the newest first, those below a number (0: all), at most max;
 * ends at fn's first error, and gives it back. */
typedef enum err account_report_fn(void *context, const struct account_report *report);
struct account_report_page {
    int64_t of; /* the person, or the case */
    int64_t from;
    int64_t max;
    account_report_fn *fn;
    void *context;
};
MUST_USE enum err account_report_own(struct db *db, const struct account_report_page *page);

/* account_report_ended: the same, those whose cases were closed by a time (from, in ms), the last
 * of them first. */
MUST_USE enum err account_report_ended(struct db *db, const struct account_report_page *page);

/* account_report_case: the same, a case's, the oldest first, those above a number. */
MUST_USE enum err account_report_case(struct db *db, const struct account_report_page *page);

/* account_report_receipt: the legal notice with this receipt, if it has that number (0: whichever).
 * ERR_NOT_FOUND. */
MUST_USE enum err account_report_receipt(struct db *db, int64_t number,
                                         const uint8_t receipt[ACCOUNT_RECEIPT],
                                         const struct account_report_page *to);

/* account_desk_sweep: removes some of the cases that were closed LIMIT_REPORT_DAYS ago, with all
 * that was reported in them. */
MUST_USE enum err account_desk_sweep(struct db *db, int64_t now_ms);

/* What an author answered to a decision. Spans as above. */
enum account_answer_state { ACCOUNT_ANSWER_OPEN, ACCOUNT_ANSWER_UPHELD, ACCOUNT_ANSWER_REVERSED };

struct account_answer {
    int64_t decision;
    int64_t user;      /* 0: they left while it was open: nothing of theirs is in it */
    struct span words; /* sealed, as the next */
    struct span reply; /* empty: none */
    struct span salt;  /* sealed; of the ledger's entry; empty: of an older version's */
    enum account_answer_state state;
    int64_t closing; /* the decision that reversed it; 0: none */
    int64_t at_ms;
};

/* account_answer_put: ERR_CONFLICT: it was answered. Of more than LIMIT_ANSWERS_KEPT of a person,
 * the oldest goes that was decided about. account_answer_own: a person's, of decisions below a
 * number (0: all), the newest first. account_answer_get: hands it to fn;
 * ERR_NOT_FOUND. account_answer_end: of an open one; reply: sealed, or empty. */
typedef enum err account_answer_fn(void *context, const struct account_answer *answer);
MUST_USE enum err account_answer_put(struct db *db, const struct account_answer *answer);
MUST_USE enum err account_answer_own(struct db *db, int64_t user, int64_t before,
                                     account_answer_fn *fn, void *context);
MUST_USE enum err account_answer_get(struct db *db, int64_t decision, account_answer_fn *fn,
                                     void *context);
MUST_USE enum err account_answer_end(struct db *db, const struct account_answer *end);

/* account_answer_mark: the case waits for another member because of the answer to this decision. */
MUST_USE enum err account_answer_mark(struct db *db, int64_t number, int64_t decision);

/* An entry that the ledger is to have: type is a kind's of tlog_entry.h. */
struct account_desk_due {
    int64_t number; /* set by account_desk_due_next */
    char type[ACCOUNT_GROUND + 1];
    uint8_t digest[32];
    uint8_t member[32];
    int64_t about;
    int64_t value;
};

/* account_desk_due_put: one more. account_desk_due_next: the first behind a number.
 * ERR_NOT_FOUND. account_desk_due_done: the ledger has it. account_desk_due_seen: the ledger's end
 * has an entry of that type, digest and value. */
MUST_USE enum err account_desk_due_put(struct db *db, const struct account_desk_due *due);
MUST_USE enum err account_desk_due_next(struct db *db, int64_t after,
                                        struct account_desk_due *out_due);
MUST_USE enum err account_desk_due_done(struct db *db, int64_t number);
MUST_USE enum err account_desk_due_seen(struct db *db, const struct account_desk_due *due);

#endif
