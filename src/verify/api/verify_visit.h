/*
 * verify_visit.h: one look at a region from outside, by somebody who trusts nobody: its ledger to
 * the last entry, what it serves beside it, and what it showed before.
 */
#ifndef VERIFY_VISIT_H
#define VERIFY_VISIT_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "tlog_checkpoint.h"
#include "tlog_note.h"
#include "tlog_policy.h"
#include "verify_files.h"
#include "verify_report.h"
#include "verify_source.h"
#include "verify_state.h"
#include "verify_story.h"

#include <stdbool.h>
#include <stdint.h>

struct verify_options {
    const char *state_path; /* NULL: nothing is remembered */
    const char *policy_path;
    const char *receipt_path; /* what a person keeps (wire_receipt.h); NULL: none is checked */
    int64_t max_age_s;        /* how old the newest entry may be; 0: as old as it likes */
    int64_t timeout_s;        /* for the whole visit */
    bool json;
    bool full;  /* read everything again, not only what is new */
    bool quiet; /* no progress to the standard error */
    bool later; /* visit_remember is called by whoever made the visit */
};

/* What is fetched, with an end to its time; files: the ledger's, in that time, too. */
struct fetcher {
    struct verify_source source;
    struct verify_files files;
    int64_t until_ms; /* monotonic */
    char problem[320];
};

/* A signed checkpoint whose tree no visit has read to the end. size 0: there is none. turn: 0: an
 * earlier visit kept it; else which it is of those that this one was shown. */
struct unread {
    unsigned turn;
    uint64_t size;
    struct tlog_hash root;
    struct buf note;
};

struct visit {
    struct verify_options options;
    struct fetcher fetcher;
    int lock_fd;       /* of the state file; -1: nothing is remembered */
    struct state *old; /* NULL on a first visit */
    struct state *was; /* of the last visit, to a ledger of another key; NULL: there is none */
    struct state *now; /* what will be remembered */
    struct unread unread[LIMIT_UNREAD];
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    struct buf policy_text;
    struct tlog_policy policy; /* zero: none was asked for */
    struct buf receipt_text;
    struct receipt receipt;
    int64_t witnessed_ms; /* since when a quorum of the policy's signed what is shown; 0: none */
    uint64_t later_size;  /* of a checkpoint that was shown after the one that was read; 0: none */
    int64_t now_ms;
    struct story story;
    struct report report;
    bool whole; /* the ledger holds, and everything beside it was looked at */
    enum verify_exit exit;
};

/* visit_start: reads the policy and what is remembered, once no other visit has it. On failure
 * out_problem says why, in words: ERR_FORMAT, ERR_NOT_FOUND and others of the two files;
 * ERR_CONFLICT: the state is another address's, or another visit has it still when this one's time
 * is over; ERR_NOMEM. visit_free frees, whatever visit_start returned. */
enum { VISIT_PROBLEM = 1200 };
MUST_USE enum err visit_start(const struct verify_options *options,
                              const struct verify_source *source, struct visit **out_visit,
                              char out_problem[VISIT_PROBLEM]);
void visit_free(struct visit *v);
AUTO_CLOSER(visit_free, struct visit)

/* visit_read: the ledger alone: its key, its checkpoint, every entry that is new. false: it does
 * not hold, or could not be had; v->exit and the last claim say why. */
bool visit_read(struct visit *v);

/* visit_check: makes the claims and sets v->exit. Writes the state file if all that can be proven
 * of the ledger holds, and the evidence of a fork beside it; a checkpoint that was signed, and
 * whose tree was not read, is kept there, in .unread- and a number. visit_remember: writes it,
 * after a visit that is whole. */
void visit_check(struct visit *v);
MUST_USE enum err visit_remember(struct visit *v);

/* visit_print: the report, for people or as JSON (docs/verify.md). */
void visit_print(const struct visit *v);

/* visit_end: the exit status, once the report is written: one that nobody got is not good.
 * program: for the complaint. */
int visit_end(const struct visit *v, const char *program);

#endif
