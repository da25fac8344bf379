/*
 * ledger_entry.h: one function per kind of entry. Each appends canonical JSON (RFC 8785: keys
 * sorted, no spaces) with "time_ms", "type" and "v" to out, to be given to ledger_append. No entry
 * names a person, and none carries bytes that a peer chose. What each kind must hold is the table
 * in tlog_entry.h, which the verifier reads too.
 *
 * All fail as buf_append does, and with ERR_FORMAT if a word or number is not one that the kind may
 * hold (time before 1970, a number of 2^53 or more, an unknown role or how); out is then unchanged.
 */
#ifndef LEDGER_ENTRY_H
#define LEDGER_ENTRY_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* genesis: the first entry of a ledger. */
MUST_USE enum err ledger_entry_genesis(int64_t time_ms, const char *origin, struct buf *out);

/* An event of gate, and when it is recorded. */
struct ledger_event {
    int64_t time_ms;
    uint64_t id; /* "event", as text: no other entry of the ledger has it; not 0 */
};

/* region-start: missing names what confinement lacks here ("users", "namespaces", "landlock",
 * "memfd", "lock"), in any order. Says build "unreviewed": no release is approved yet. */
MUST_USE enum err ledger_entry_region_start(const struct ledger_event *event,
                                            const char *const *missing, size_t missing_count,
                                            struct buf *out);
MUST_USE enum err ledger_entry_region_stop(const struct ledger_event *event, struct buf *out);

/* app: digest is of the list of the web app's files, 32 bytes. */
MUST_USE enum err ledger_entry_app(const struct ledger_event *event, struct span digest,
                                   struct buf *out);

struct ledger_process {
    const char *role; /* "custodiand", "edged", "mediad", "gate" */
    uint32_t generation;
    struct span digest; /* SHA-256 of what was executed: 32 bytes */
};

MUST_USE enum err ledger_entry_process_start(const struct ledger_event *event,
                                             const struct ledger_process *process, struct buf *out);

/* process-stop: how is "exit" (code: its status), "signal" (code: the signal; 31 is a forbidden
 * system call) or "overdue" (ended at its limit; code 0). */
MUST_USE enum err ledger_entry_process_stop(const struct ledger_event *event,
                                            const struct ledger_process *process, const char *how,
                                            int64_t code, struct buf *out);

/* events-lost: so many events, at least one, were not kept for the ledger. */
MUST_USE enum err ledger_entry_events_lost(const struct ledger_event *event, uint64_t count,
                                           struct buf *out);

/* room: there is "enough" room on the disk for edged to write; it is "low", and edged may make no
 * file longer; it is "out", and edged is not run. */
MUST_USE enum err ledger_entry_room(const struct ledger_event *event, const char *state,
                                    struct buf *out);

/* clock: the clock had run ahead, up to from_ms in the entry before this one, and was set back. The
 * one entry whose time may be earlier than that of the one before. */
MUST_USE enum err ledger_entry_clock(int64_t time_ms, int64_t from_ms, struct buf *out);

struct tlog_tally;

/* heartbeat: tally is of all entries, this one counted. */
MUST_USE enum err ledger_entry_heartbeat(int64_t time_ms, const struct tlog_tally *tally,
                                         struct buf *out);

/* refusal: what is "malformed", "not-in-table" or "denied"; count of them since the last entry of
 * the same role and kind. */
MUST_USE enum err ledger_entry_refusal(int64_t time_ms, const char *role, const char *what,
                                       uint64_t count, struct buf *out);

struct ledger_datamap {
    struct span digest; /* SHA-256 of the map as canonical JSON: 32 bytes */
    uint32_t version;
    size_t rows;
};

/* datamap: which data map holds from here on. */
MUST_USE enum err ledger_entry_datamap(int64_t time_ms, const struct ledger_datamap *map,
                                       struct buf *out);

/* key: user keys are wrapped with this key of the region's from here on. key-retired: no user key
 * is wrapped with it any more, and it was destroyed. id is its number, greater than zero; the entry
 * has it as 16 hexadecimal digits. */
MUST_USE enum err ledger_entry_key(int64_t time_ms, int64_t id, struct buf *out);
MUST_USE enum err ledger_entry_key_retired(int64_t time_ms, int64_t id, struct buf *out);

/* erasure: the data of a person were destroyed. subject: a commitment of 32 bytes, which names
 * nobody (account_leave.h). */
MUST_USE enum err ledger_entry_erasure(int64_t time_ms, struct span subject, struct buf *out);

/* backup: a backup was made, whose manifest has this digest (32 bytes). */
MUST_USE enum err ledger_entry_backup(int64_t time_ms, struct span manifest, struct buf *out);

/* restored: the region was restored from that backup, begun at made_ms, when the ledger had `from`
 * entries; the ledger that was found has `to`, and goes on with this entry. */
struct ledger_restored {
    struct span manifest;
    int64_t made_ms;
    uint64_t from;
    uint64_t to;
};

MUST_USE enum err ledger_entry_restored(int64_t time_ms, const struct ledger_restored *restored,
                                        struct buf *out);

/* anew: the ledger named `before`, of that key (32 bytes), is known to have had that many entries,
 * with that root (32 bytes), and its last ones are lost; this one, of another name and key, has
 * those that were left, and goes on with this entry. reason: a line
 * that the operator gave. */
struct ledger_anew {
    const char *before;
    const char *origin;
    struct span key;
    struct span root;
    uint64_t known;
    const char *reason;
};

MUST_USE enum err ledger_entry_anew(int64_t time_ms, const struct ledger_anew *anew,
                                    struct buf *out);

/* office: a key (32 bytes) is a member's of the office from here on, or no longer, by a statement
 * with that digest. */
struct ledger_office {
    struct span digest;
    struct span key;
    const char *organisation;
    bool adds;
};
MUST_USE enum err ledger_entry_office(int64_t time_ms, const struct ledger_office *office,
                                      struct buf *out);

/* witnesses: whom the region asks for cosignatures from here on, how many must give them, and after
 * how many minutes without it accepts nothing (0: it goes on). digest: of the file that says so,
 * zeroes if nobody is asked. */
struct ledger_witnesses {
    struct span digest;
    unsigned quorum;
    unsigned stop_min;
    size_t count;
    const char *vkeys[LIMIT_WITNESSES];
};
MUST_USE enum err ledger_entry_witnesses(int64_t time_ms, const struct ledger_witnesses *witnesses,
                                         struct buf *out);

/* claim: from here on the region says that of a claim of its own: name and state are words of
 * claims.h, digest is of what the claim says. */
struct ledger_claim {
    const char *claim;
    const char *state;
    struct span digest;
};
MUST_USE enum err ledger_entry_claim(int64_t time_ms, const struct ledger_claim *claim,
                                     struct buf *out);

/* decision: a member decided about an object, by a statement with that digest. object, state and
 * ground are words of policy.h; the object names no person. */
struct ledger_decision {
    struct span digest;
    struct span key;
    int64_t number;
    int64_t previous; /* the number of the one that held about the object until now; 0: none */
    const char *ground;
    const char *object;
    const char *state;
    const char *label; /* "": none */
};
MUST_USE enum err ledger_entry_decision(int64_t time_ms, const struct ledger_decision *decision,
                                        struct buf *out);

/* What happens at the office's desk. digest and key: 32 bytes each.
 *
 * answer: the author of what decision `about` is about answered it; digest is a commitment to the
 * answer (wire_receipt.h). dismissal: a member closed case `about` without a decision, by a
 * statement with that digest; value: the decision whose answer was refused by that, or 0. desk: a
 * member may look at cases until value (ms), by a statement with that digest. desk-opened: so far,
 * value things were opened by that. sharing: the person whom digest, a commitment, stands for lets
 * their followers see what is sealed for those, or no longer, by value, which is odd or even. */
struct ledger_desk {
    struct span digest;
    struct span key; /* of dismissal and desk */
    int64_t about;
    int64_t value;
};
MUST_USE enum err ledger_entry_answer(int64_t time_ms, const struct ledger_desk *desk,
                                      struct buf *out);
MUST_USE enum err ledger_entry_dismissal(int64_t time_ms, const struct ledger_desk *desk,
                                         struct buf *out);
MUST_USE enum err ledger_entry_desk(int64_t time_ms, const struct ledger_desk *desk,
                                    struct buf *out);
MUST_USE enum err ledger_entry_desk_opened(int64_t time_ms, const struct ledger_desk *desk,
                                           struct buf *out);
MUST_USE enum err ledger_entry_sharing(int64_t time_ms, const struct ledger_desk *desk,
                                       struct buf *out);

#endif
