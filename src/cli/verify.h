/*
 * verify.h: the parts of `vitrine verify`: the story that entries tell, the audit of a tree, and
 * the report of claims.
 */
#ifndef CLI_VERIFY_H
#define CLI_VERIFY_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "http.h"
#include "state.h"
#include "tlog_checkpoint.h"
#include "tlog_edge.h"
#include "tlog_entry.h"
#include "tlog_note.h"
#include "tlog_policy.h"

#include <stdbool.h>
#include <stdint.h>

enum verify_exit {
    VERIFY_OK,
    VERIFY_FALSE,
    VERIFY_USAGE,
    VERIFY_FORK,
    VERIFY_ROLLBACK,
    VERIFY_STALE,
    VERIFY_UNREACHABLE
};

/* The four words, everywhere. */
#define WORD_TABLE(X)                                                                              \
    X(PROVEN, "proven") X(SAMPLED, "sampled") X(ASSERTED, "asserted") X(FALSE, "FALSE")
enum word {
#define WORD_ROW(name, text) WORD_##name,
    WORD_TABLE(WORD_ROW)
#undef WORD_ROW
        WORD_COUNT_
};

enum { CLAIMS = 48, CLAIM_SIZE = 480, SILENCES_SHOWN = 20 };

struct claim {
    enum word word;
    char text[CLAIM_SIZE];
};

struct report {
    size_t count;
    struct claim claims[CLAIMS];
};

/* report_say: one claim. Past CLAIMS they are dropped, but a FALSE one takes the last place. */
void report_say(struct report *r, enum word word, const char *format, ...)
    __attribute__((__format__(printf, 3, 4)));
bool report_has_false(const struct report *r);

/* plain_text: the bytes with everything but printable ASCII as '?', for a terminal. */
const char *plain_text(struct span bytes, char *out, size_t size);

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

/* What the entries that were read in this run tell. story_done frees. */
struct story {
    struct event_set events;
    uint64_t doubles; /* entries that record an event which another had recorded */
    uint64_t first_double;
    struct story_mark mark; /* goes on from the state's */
    struct decided decided; /* and this */
    bool decided_other;     /* a decision's entry names something that no decision can be about */
    uint64_t seen;
    uint64_t kinds[TLOG_KIND_COUNT_];
    uint64_t unknown; /* canonical, but of no kind that is known here */
    uint64_t bad;     /* not canonical, or a known kind with wrong fields */
    uint64_t first_bad;
    uint64_t clock_back; /* entries older than the one before */
    uint64_t clock_set;  /* times that it says that its clock had run ahead and was set back */
    uint64_t killed;     /* processes ended by a signal */
    uint64_t forbidden;  /* of these, by SIGSYS */
    uint64_t refusals;
    uint64_t rooms[2]; /* times it says that room on its disk was low, and was out */
    uint64_t lost;     /* events that the service says it did not keep */
    char key[32];      /* the id that the last key entry names */
    char build[64];    /* the last region-start's */
    char missing[256]; /* what that start said confinement lacks, as it stands; "[]" is nothing */
    uint64_t silences; /* in this run */
    struct {
        int64_t from_ms;
        int64_t to_ms;
    } shown[SILENCES_SHOWN];
};

void story_entry(struct story *s, uint64_t index, struct span entry);

/* story_again: an entry of an earlier run: only its event is remembered. */
void story_again(struct story *s, struct span entry);
void story_done(struct story *s);
void story_report(const struct story *s, struct report *r);

struct audit {
    struct http *http;
    struct tlog_edge *edge; /* where it starts; at the end, the tree that was read */
    struct story *story;    /* NULL: entries are only hashed */
    uint64_t size;          /* of the tree to read */
    bool quiet;             /* no progress to the standard error */
    uint64_t remember_at;   /* when the tree has this size, its root goes to remembered */
    struct tlog_hash remembered;
    char problem[256]; /* what contradicts, or what could not be had */
};

/*
 * audit_run: fetches every bundle from the edge on, hashes its entries, fetches every tile that
 * they make and compares. ERR_CONFLICT: the files contradict each other, or what was read before.
 * ERR_GONE, ERR_DENIED, ERR_NOT_FOUND, ERR_LIMIT: a file could not be had. ERR_NOMEM.
 */
MUST_USE enum err audit_run(struct audit *a);

struct verify_options {
    const char *url;
    const char *state_path; /* NULL: the default */
    const char *policy_path;
    int64_t max_age_s;
    bool json;
    bool full; /* read everything again, not only what is new */
};

/* One run. */
struct visit {
    struct verify_options options;
    char state_path[STATE_PATH];
    struct http *http;
    struct state *old; /* NULL on a first visit */
    struct state *now; /* what will be remembered */
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    struct buf policy_text;
    struct tlog_policy policy;
    bool has_policy;
    int64_t now_ms;
    struct story story;
    struct report report;
    enum verify_exit exit;
};

void visit_free(struct visit *v);
AUTO_CLOSER(visit_free, struct visit)

/* visit_read: the ledger alone: its key, its checkpoint, every entry that is new. false: it does
 * not hold, or could not be had; v->exit and the last claim say why. v->http, v->now must be there.
 */
bool visit_read(struct visit *v);

/* visit_map: whether the data map that is served is the one that the ledger names. */
void visit_map(struct visit *v);

/* story_decision: an entry of that kind. visit_decided: whether what the service hides and labels
 * is what the decisions in its ledger say, and the other way round. */
void story_decision(struct story *s, uint64_t index, const struct tlog_entry *e);
void visit_decided(struct visit *v);

/* visit_check: makes the claims and sets v->exit. Writes the state file if all that can be proven
 * holds, and the evidence of a fork beside it. */
void visit_check(struct visit *v);

struct verdict {
    const struct verify_options *options;
    enum verify_exit exit;
    char origin[TLOG_NAME_MAX + 1];
    uint64_t size;
    struct tlog_hash root;
    const struct story *story;
    const struct report *report;
};
void report_print(const struct verdict *v);

#endif
