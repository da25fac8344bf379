/*
 * verify_state.h: what `vitrine verify` remembers of a service between its visits. A text file:
 *
 *   vitrine-verify-state 3
 *   url <address>
 *   vkey <verifier key>
 *   first <ms of the first visit>
 *   last <ms of the last good visit>
 *   story <time_ms of the newest entry> <1 if it had announced a stop> <silences so far>
 *   datamap <digest that the newest such entry names>          if there was one
 *   app <digest that the newest such entry names>              if there was one
 *   runs <role> <digest that its newest process-start names>   for each role, in order of time
 *   decisions <how many follow>
 *   decision <entry> <number> <state> <member's key> <answer waits> <label> <object>
 *   claims <how many follow>
 *   claim <entry> <time_ms> <state> <digest> <name>
 *   office <how many follow>
 *   member <key>
 *   tile <level> <base64 of its hashes>                        of the right edge, if it is not full
 *   checkpoint <length>
 *   <the signed note>
 *
 * Decisions are those that hold, by entry (answer waits: 0 or 1; label: "-": none, "?": not known);
 * claims, what the ledger says of each the newest; office, its members by the ledger. Each of the
 * three is there if every entry from the first on was read for it.
 *
 * A file of version 1 or 2, whose lines on decisions are shorter, is read without these and without
 * claims: then the next visit reads the whole ledger. Nothing may follow. The checkpoint must
 * verify and the tiles must give its root.
 */
#ifndef VERIFY_STATE_H
#define VERIFY_STATE_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "claims_book.h"
#include "policy.h"
#include "tlog_edge.h"
#include "tlog_note.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    STATE_MAX = 512 * 1024,
    STATE_PATH = 1024,
    STATE_ROLE = 16,
    STATE_RUNS = 16,
    STATE_MEMBERS = 64,
    STATE_LABEL = 32
};

/* state_label: whether a text may be a label's code, or one of the two that stand for one. */
bool state_label(struct span text);

/* What was started last in a role. */
struct story_run {
    char role[STATE_ROLE];
    uint8_t digest[32];
};

/* Where the story that the entries tell stands. */
struct story_mark {
    int64_t time_ms; /* of the newest entry; 0: there was none */
    bool stopping;   /* a region-stop was its last word */
    uint64_t silences;
    bool has_map; /* map: digest of the data map that the newest such entry names */
    uint8_t map[32];
    bool has_app; /* app: digest of the list of the app's files that the newest such entry names */
    uint8_t app[32];
    size_t run_count;
    struct story_run runs[STATE_RUNS];
};

/* What the office's decisions say that holds, of each object the newest, in the order of their
 * entries. */
struct decided_row {
    uint64_t entry;
    uint64_t number;
    enum policy_state state;
    uint8_t key[32];             /* of the member who decided */
    bool has_digest;             /* not of one that is remembered from an earlier visit */
    uint8_t digest[32];          /* of what was signed */
    bool answered;               /* somebody else has to decide about an answer to it */
    char label[STATE_LABEL + 1]; /* "-": none; "?": its entry does not say which */
    char object[POLICY_OBJECT + 1];
};

struct decided {
    bool whole; /* all of them: no entry was passed over, and there was room */
    size_t count;
    struct decided_row rows[LIMIT_DECIDED];
};

/* Who is a member of the office by the ledger. */
struct officed {
    bool whole; /* all of them: no entry was passed over, and there was room */
    size_t count;
    uint8_t keys[STATE_MEMBERS][32];
};

/* What the ledger says of the service's claims, of each the newest. */
struct claimed_row {
    char name[CLAIMS_NAME + 1];
    uint8_t digest[CLAIMS_DIGEST];
    struct claims_change is;
};

struct claimed {
    bool whole; /* no entry was passed over */
    size_t count;
    struct claimed_row rows[CLAIMS_KEPT];
};

struct state {
    char url[LIMIT_URL];
    struct tlog_vkey vkey;
    int64_t first_ms;
    int64_t last_ms;
    struct story_mark mark;
    struct decided decided;
    struct claimed claimed;
    struct officed officed;
    struct tlog_edge edge;
    struct buf note; /* {.max = LIMIT_NOTE} */
};

struct state *state_new(void);
void state_free(struct state *s);
AUTO_CLOSER(state_free, struct state)

/* state_decode: into a new state. ERR_FORMAT; ERR_NOMEM. */
MUST_USE enum err state_decode(struct span in, struct state **out_state);
MUST_USE enum err state_encode(const struct state *s, struct buf *out);

/* state_role: whether a text is a role's name: small letters, shorter than STATE_ROLE. */
bool state_role(struct span text);

/* state_path: the default file for an address: $XDG_STATE_HOME or ~/.local/state, then
 * vitrine/<host_port>.state. Makes the folders. ERR_NOT_FOUND without a home. */
MUST_USE enum err state_path(const char *url, char *out, size_t size);

/* state_load: ERR_NOT_FOUND if there is no such file yet; ERR_FORMAT also if it is no regular one.
 */
MUST_USE enum err state_load(const char *path, struct state **out_state);
MUST_USE enum err state_save(const struct state *s, const char *path);

#endif
