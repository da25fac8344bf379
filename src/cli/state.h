/*
 * state.h: what `vitrine verify` remembers of a service between its visits. A text file:
 *
 *   vitrine-verify-state 1
 *   url <address>
 *   vkey <verifier key>
 *   first <ms of the first visit>
 *   last <ms of the last good visit>
 *   story <time_ms of the newest entry> <1 if it had announced a stop> <silences so far>
 *   datamap <digest that the newest such entry names>        if there was one
 *   decisions <how many follow>             if every entry from the first on was read for them
 *   decision <entry> <number> <state> <object>     what holds, by entry
 *   tile <level> <base64 of its hashes>     the tiles of the right edge that are not full
 *   checkpoint <length>
 *   <the signed note>
 *
 * Nothing may follow. The checkpoint must verify and the tiles must give its root.
 */
#ifndef CLI_STATE_H
#define CLI_STATE_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "policy.h"
#include "tlog_edge.h"
#include "tlog_note.h"

#include <stdbool.h>
#include <stdint.h>

enum { STATE_MAX = 256 * 1024, STATE_PATH = 1024 };

/* Where the story that the entries tell stands. */
struct story_mark {
    int64_t time_ms; /* of the newest entry; 0: there was none */
    bool stopping;   /* a region-stop was its last word */
    uint64_t silences;
    bool has_map; /* map: digest of the data map that the newest such entry names */
    uint8_t map[32];
};

/* What the office's decisions say that holds, of each object the newest, in the order of their
 * entries. */
struct decided_row {
    uint64_t entry;
    uint64_t number;
    enum policy_state state;
    char object[POLICY_OBJECT + 1];
};

struct decided {
    bool whole; /* all of them: no entry was passed over, and there was room */
    size_t count;
    struct decided_row rows[LIMIT_DECIDED];
};

struct state {
    char url[LIMIT_URL];
    struct tlog_vkey vkey;
    int64_t first_ms;
    int64_t last_ms;
    struct story_mark mark;
    struct decided decided;
    struct tlog_edge edge;
    struct buf note; /* {.max = LIMIT_NOTE} */
};

struct state *state_new(void);
void state_free(struct state *s);
AUTO_CLOSER(state_free, struct state)

/* state_decode: into a new state. ERR_FORMAT; ERR_NOMEM. */
MUST_USE enum err state_decode(struct span in, struct state **out_state);
MUST_USE enum err state_encode(const struct state *s, struct buf *out);

/* state_path: the default file for an address: $XDG_STATE_HOME or ~/.local/state, then
 * vitrine/<host_port>.state. Makes the folders. ERR_NOT_FOUND without a home. */
MUST_USE enum err state_path(const char *url, char *out, size_t size);

/* state_load: ERR_NOT_FOUND if there is no such file yet. */
MUST_USE enum err state_load(const char *path, struct state **out_state);
MUST_USE enum err state_save(const struct state *s, const char *path);

#endif
