/*
 * journal.h: what custodiand writes into the ledger, and when. Entries record effects: none of
 * their texts is a peer's. (A peer that was taken over can still choose its own exit status and how
 * often it is refused.) The time in them never goes back while the process lives, but by an entry
 * that says so.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "base_err.h"
#include "base_limits.h"
#include "ledger.h"
#include "ledger_entry.h"
#include "tlog_tally.h"
#include "wire_ctl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct journal {
    struct ledger *ledger; /* borrowed */
    int64_t last_ms;       /* wall time of the newest entry */
    int64_t beat_mono_ms;  /* when the last heartbeat, or the start, was, by both clocks */
    int64_t beat_wall_ms;
    int64_t sound_mono_ms; /* the newest heartbeat, or the start, before the wall clock jumped */
    int64_t sound_wall_ms;
    uint64_t known[LIMIT_EVENTS_SENT]; /* the newest events that are recorded; 0: none */
    size_t known_next;
    struct tlog_tally tally;      /* of all entries, with those that wait for a commit */
    uint64_t denied[ROLE_COUNT_]; /* requests for fields refused since the last heartbeat */
};

enum refused { REFUSED_MALFORMED, REFUSED_NOT_IN_TABLE, REFUSED_DENIED };

/* journal_start: over an open ledger, for as long as that lives; begins an empty one with its
 * genesis entry and commits that, and reads in another's end which events are recorded and how many
 * entries there are of each kind. ERR as
 * ledger_commit and ledger_tail: leave then. */
MUST_USE enum err journal_start(struct journal *j, struct ledger *ledger, const char *origin);

/* journal_event: an event of gate; one that is recorded already (its custodiand died before it
 * could acknowledge it) is not recorded again. ERR_FORMAT: not an event that the ledger knows. */
MUST_USE enum err journal_event(struct journal *j, const struct ctl *event);

MUST_USE enum err journal_refusal(struct journal *j, uint8_t role, enum refused what,
                                  uint64_t count);

/* journal_denied: counts one refused request for a field, to be written with the next heartbeat, so
 * that a flood of them is one line each minute. */
void journal_denied(struct journal *j, uint8_t role);
/* journal_flush_denied: writes what was counted. */
MUST_USE enum err journal_flush_denied(struct journal *j);

/* journal_wait_ms: until the next heartbeat, by the monotonic clock; 0 if it is due. */
int64_t journal_wait_ms(const struct journal *j, int64_t mono_ms);

/* journal_beat: the heartbeat and the counts; before them the word on a clock that jumped ahead and
 * is back where it was: after it times go on from there. out_jump_ms: how far the wall clock moved
 * against the monotonic one since the last heartbeat. */
MUST_USE enum err journal_beat(struct journal *j, int64_t wall_ms, int64_t mono_ms,
                               int64_t *out_jump_ms);

/* journal_datamap, journal_key, journal_key_retired: which map and which key hold: ledger_entry.h.
 */
MUST_USE enum err journal_datamap(struct journal *j, const struct ledger_datamap *map);
MUST_USE enum err journal_key(struct journal *j, int64_t id);
MUST_USE enum err journal_key_retired(struct journal *j, int64_t id);

/* journal_erasure: somebody's data were destroyed; subject: ledger_entry_erasure. */
MUST_USE enum err journal_erasure(struct journal *j, struct span subject);

/* journal_backup, journal_restored, journal_anew: likewise. */
MUST_USE enum err journal_backup(struct journal *j, struct span manifest);
MUST_USE enum err journal_restored(struct journal *j, const struct ledger_restored *restored);
MUST_USE enum err journal_anew(struct journal *j, const struct ledger_anew *anew);

MUST_USE enum err journal_witnesses(struct journal *j, const struct ledger_witnesses *witnesses);

/* journal_claim, journal_office, journal_decision: likewise. out_entry: which entry of the ledger
 * it will be, once it is committed. */
MUST_USE enum err journal_claim(struct journal *j, const struct ledger_claim *claim,
                                int64_t *out_entry);
MUST_USE enum err journal_office(struct journal *j, const struct ledger_office *office,
                                 int64_t *out_entry);
MUST_USE enum err journal_decision(struct journal *j, const struct ledger_decision *decision,
                                   int64_t *out_entry);

/* journal_desk: what happened at the office's desk, or that somebody shares: an entry of that kind
 * (ledger_entry.h). ERR_FORMAT: of another kind. */
MUST_USE enum err journal_desk(struct journal *j, const char *type, const struct ledger_desk *desk);

/* journal_commit: all of it durable and published. After a failure: leave. */
MUST_USE enum err journal_commit(struct journal *j);

#endif
