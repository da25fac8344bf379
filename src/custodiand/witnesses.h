/*
 * witnesses.h: who cosigns the region's checkpoints: when each is asked, what it answers, and what
 * follows. Whom to ask is the file `witnesses` (tlog_witnesses.h), read at the start; without it
 * nobody is asked.
 *
 * All are asked about one checkpoint, the target; once no answer is outstanding, the newest becomes
 * the target. With a quorum of them it is published with their signatures.
 *
 * A witness that has cosigned a larger tree than ours, or another one, shows that this ledger was
 * put back to an older state or forked: then the process must leave, and the file `behind` keeps it
 * from going on at the next start, for as long as that witness is asked and the ledger has no more
 * entries:
 *
 *   vitrine-behind 1
 *   witness <name>
 *   size <decimal>      of the witness's tree; 0: it has another tree
 *
 * So all of them are asked at the start about what the ledger has then, and nothing more is signed
 * before each of them was heard, or for a while.
 *
 * The ledger's public file `witnesses` says how it stands, as JSON.
 */
#ifndef WITNESSES_H
#define WITNESSES_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "digest.h"
#include "ledger.h"
#include "ledger_entry.h"
#include "tlog_witnesses.h"

#include <stdbool.h>
#include <stdint.h>

struct witness_state {
    bool cosigned;      /* the target */
    struct buf line;    /* its signature's, then */
    uint64_t old_size;  /* of the tree that it has, as far as we know */
    bool heard;         /* since the start: what it knows of this ledger, or nothing */
    bool told;          /* since the start: which tree it has */
    uint64_t asked;     /* id of the request under way; 0: none */
    int64_t due_ms;     /* monotonic: not before that */
    unsigned failures;  /* in a row */
    uint64_t last_size; /* of the newest tree of ours that it cosigned; 0: none */
    const char *words;  /* how the last request ended */
};

enum witnesses_mood { WITNESSES_NONE, WITNESSES_HEARD, WITNESSES_SILENT, WITNESSES_STOPPED };

struct witnesses {
    int dir_fd;                  /* borrowed */
    struct ledger *ledger;       /* borrowed */
    struct buf file;             /* the names borrow from it */
    struct tlog_witnesses whom;  /* count 0: nobody */
    uint8_t digest[DIGEST_SIZE]; /* of the file; zeroes: none */
    struct witness_state states[LIMIT_WITNESSES];
    uint64_t ids;
    struct buf target; /* the signed checkpoint that is asked about */
    uint64_t target_size;
    uint64_t quorum_size;   /* the newest that had a quorum; 0: none yet */
    int64_t quorum_wall_ms; /* when; 0: not since the start */
    int64_t quorum_mono_ms; /* the same, or the start */
    int64_t first_until_ms; /* monotonic: see witnesses_first_ms */
    enum witnesses_mood mood;
    bool said; /* the public file has this */
};

struct witnesses_problem {
    char text[400];
};

/* witnesses_open: over the folder and an open ledger, for as long as both live. ERR_FORMAT: a
 * malformed file; ERR_CONFLICT: `behind` holds; out_problem says what it means and what to do.
 * ERR_IO, ERR_NOMEM. */
MUST_USE enum err witnesses_open(struct witnesses *w, int dir_fd, struct ledger *ledger,
                                 int64_t mono_ms, struct witnesses_problem *out_problem);
void witnesses_done(struct witnesses *w);

/* witnesses_wait_ms: until one is to be asked; INT64_MAX: none is, as it stands. That they fall
 * silent is no reason to wake: the next look says so. */
int64_t witnesses_wait_ms(const struct witnesses *w, int64_t mono_ms);

/* witnesses_first_ms: for how long nothing is to be signed, since one was not heard yet of what it
 * knows; 0: all were, or it took too long. */
int64_t witnesses_first_ms(const struct witnesses *w, int64_t mono_ms);

/* witnesses_vouch: how many cosigned since the start, so that this ledger is not behind them. */
size_t witnesses_vouch(const struct witnesses *w);

/* witnesses_ask: the next request that is due, as a stamped frame, in out. ERR_NOT_FOUND: none is.
 */
MUST_USE enum err witnesses_ask(struct witnesses *w, int64_t mono_ms, struct buf *out);

/* witnesses_take: what gatewayd answered. ERR_FORMAT: it is no answer to anything. ERR_CONFLICT:
 * the ledger is behind a witness; that is written down, and out_problem says so: leave. ERR_IO and
 * others of ledger_cosign: leave. */
MUST_USE enum err witnesses_take(struct witnesses *w, struct span frame, int64_t mono_ms,
                                 int64_t wall_ms, struct witnesses_problem *out_problem);

/* witnesses_lost: the way to gatewayd is gone: what was under way is asked again. */
void witnesses_lost(struct witnesses *w);

/* witnesses_look: says in the public file how it stands, if that changed. Errors of ledger_beside.
 */
MUST_USE enum err witnesses_look(struct witnesses *w, int64_t mono_ms);

/* witnesses_stopped: the region accepts nothing while its witnesses are silent. */
bool witnesses_stopped(const struct witnesses *w);

/* witnesses_entry: what the ledger says of whom is asked. vkeys: room for LIMIT_WITNESSES texts,
 * which borrow from keys. */
struct witnesses_words {
    char keys[LIMIT_WITNESSES][400];
    struct ledger_witnesses entry;
};
MUST_USE enum err witnesses_entry(const struct witnesses *w, struct witnesses_words *out_words);

#endif
