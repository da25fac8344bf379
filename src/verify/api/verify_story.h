/*
 * verify_story.h: the story that a ledger's entries tell.
 */
#ifndef VERIFY_STORY_H
#define VERIFY_STORY_H

#include "base_span.h"
#include "base_time.h"
#include "tlog_entry.h"
#include "tlog_note.h"
#include "tlog_tally.h"
#include "verify_report.h"
#include "verify_state.h"
#include "wire_receipt.h"

#include <stdbool.h>
#include <stdint.h>

enum { SILENCES_SHOWN = 20 };

/* event_set: the ids of events that were seen, at most LIMIT_STORY_EVENTS. */
struct event_set {
    uint64_t *places; /* 0: free */
    size_t room;      /* a power of two, or 0 */
    size_t count;
    bool full; /* later ones are not looked at: too many, or out of memory */
};

/* event_set_add: false: it was there. */
bool event_set_add(struct event_set *set, uint64_t event);
void event_set_done(struct event_set *set);

enum { STORY_NAME = 256 };

/* What the entries that were read in this run tell. story_done frees. */
struct story {
    struct event_set events;
    uint64_t doubles; /* entries that record an event which another had recorded */
    uint64_t first_double;
    struct story_mark mark; /* goes on from the state's */
    struct decided decided; /* and this */
    struct claimed claimed; /* and this */
    struct officed officed; /* and this */
    uint64_t outsiders;     /* entries of members whose key is none's */
    uint64_t first_outsider;
    int64_t decided_ms;          /* of the newest decision, at the latest; 0: there is none */
    bool claimed_other;          /* a claim's entry is none, or there are too many */
    char named[STORY_NAME];      /* by its genesis, and what was begun anew since; "": not read */
    const struct tlog_vkey *was; /* the key of a ledger that was followed before; NULL */
    struct {
        bool met; /* an entry says that this one goes on in place of `was`: */
        uint64_t entry;
        int64_t known;
        char when[TIME_ISO_SIZE];
        char reason[STORY_NAME * 2];
    } anew;
    struct span origin;            /* whose ledger it is by its checkpoint; empty: not compared */
    const struct receipt *receipt; /* to look for; NULL: none */
    bool receipt_met;              /* an entry that it can be of was read: */
    uint64_t receipt_entry;
    int64_t receipt_ms;
    const char *receipt_why; /* it does not open that one; NULL: it does */
    uint64_t self_judged;    /* answers to a decision that whoever made it decided about */
    uint64_t first_self_judged;
    bool decided_other; /* a decision's entry names something that no decision can be about */
    uint64_t seen;
    uint64_t kinds[TLOG_KIND_COUNT_];
    uint64_t unknown; /* canonical, but of no kind that is known here */
    uint64_t bad;     /* not canonical, or a known kind with wrong fields */
    uint64_t first_bad;
    char why_bad[80];
    uint64_t next;           /* the entry after the last that was read */
    struct tlog_tally tally; /* known: from the first entry, or from a heartbeat with counts */
    uint64_t tallied;        /* heartbeats whose counts were compared */
    uint64_t miscounted;     /* of these, those that say another number */
    uint64_t first_miscounted;
    char why_miscounted[96]; /* of which kind, and the numbers */
    uint64_t fresh_from;     /* entries from this one on were not there at the last visit, */
    int64_t fresh_ms;        /* and none of them may be older than this; 0: there was none */
    uint64_t backdated;      /* of these, those that are */
    uint64_t first_backdated;
    int64_t first_backdated_ms;
    uint64_t clock_back; /* entries older than the one before */
    uint64_t clock_set;  /* times that it says that its clock had run ahead and was set back */
    uint64_t killed;     /* processes ended by a signal */
    uint64_t forbidden;  /* of these, by SIGSYS */
    bool starts_known;   /* a start of the region was read */
    bool starts_lost;    /* not all starts are known: too many, or the service did not keep them */
    size_t started_count;
    struct story_run started[STATE_RUNS]; /* each program that was, in this run */
    uint64_t unstarted;                   /* ends of a program that was not */
    uint64_t first_unstarted;
    uint64_t refusals;
    uint64_t rooms[2]; /* times it says that room on its disk was low, and was out */
    uint64_t joined;   /* entries that say that a key is a member's of the office */
    int64_t quorum;    /* of the witnesses that the last such entry names, */
    uint64_t asked;    /* who are so many */
    uint64_t opened;   /* at the office's desk, by its entries */
    int64_t backup_ms; /* the last entry of a backup's */
    uint64_t lost;     /* events that the service says it did not keep */
    char key[32];      /* the id that the last key entry names */
    char missing[256]; /* what the last region-start said confinement lacks; "[]" is nothing */
    uint64_t silences; /* in this run */
    struct {
        int64_t from_ms;
        int64_t to_ms;
    } shown[SILENCES_SHOWN];
};

void story_entry(struct story *s, uint64_t index, struct span entry);

/* story_again: an entry of an earlier run: its event is remembered, and what the newest heartbeat
 * counted is gone on from. */
void story_again(struct story *s, uint64_t index, struct span entry);

/* story_end: all were read: whether the ledger is called what its checkpoint says. */
void story_end(struct story *s);
void story_done(struct story *s);
void story_report(const struct story *s, struct report *r);

/* story_receipt: any entry of a known kind. */
void story_receipt(struct story *s, uint64_t index, const struct tlog_entry *e);

/* story_signer: an entry of somebody who must be a member of the office. */
void story_signer(struct story *s, uint64_t index, const struct tlog_entry *e);

/* story_process_start, story_process_stop, story_office, story_decision, story_answer,
 * story_dismissal, story_claim: an entry of that kind. */
void story_office(struct story *s, const struct tlog_entry *e);
void story_process_start(struct story *s, const struct tlog_entry *e);
void story_process_stop(struct story *s, uint64_t index, const struct tlog_entry *e);
void story_answer(struct story *s, const struct tlog_entry *e);
void story_dismissal(struct story *s, uint64_t index, const struct tlog_entry *e);
void story_claim(struct story *s, uint64_t index, const struct tlog_entry *e);
void story_decision(struct story *s, uint64_t index, const struct tlog_entry *e);

/* story_restored: the region goes on from a backup: answers that came after it are lost, and which
 * these are is not known outside. So none waits any more. */
void story_restored(struct story *s);

#endif
