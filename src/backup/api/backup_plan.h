/*
 * backup_plan.h: the file custodian/restore of a region that was restored and did not start yet. It
 * says what custodiand must do before it answers anybody. Text:
 *
 *   vitrine-restore 1 LF
 *   manifest <64 hex> LF      digest of the backup's manifest
 *   made <ms> LF              when that backup was begun
 *   from <size> LF            of the ledger when the backup was begun
 *   to <size> LF              of the ledger that was found: the region goes on behind it
 *
 * and, if the last entries of the ledger are lost, so that it goes on as another one:
 *
 *   before <name> LF          of the ledger that was lost
 *   key <64 hex> LF           of that one
 *   known <size> LF           how many entries it is known to have had
 *   root <64 hex> LF          and its root then
 *   log <name> LF             of the one that goes on
 *   reason <words> LF         why, for its entry
 *
 * Nothing may follow.
 */
#ifndef BACKUP_PLAN_H
#define BACKUP_PLAN_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "tlog_witnesses.h"

#include <stdbool.h>
#include <stdint.h>

enum { PLAN_MAX = 2048, PLAN_DIGEST = 32, PLAN_REASON = 400 };

#define PLAN_FILE "restore"

struct plan_anew {
    char before[LIMIT_ORIGIN + 1];
    char origin[LIMIT_ORIGIN + 1];
    uint8_t key[PLAN_DIGEST];
    uint8_t root[PLAN_DIGEST];
    uint64_t known; /* 0: the ledger goes on as it was */
    char reason[PLAN_REASON + 1];
};

struct plan {
    uint8_t manifest[PLAN_DIGEST];
    int64_t made_ms;
    uint64_t from;
    uint64_t to;
    struct plan_anew anew;
};

/* plan_reason_good: a line of 1 to PLAN_REASON bytes that can be shown. */
bool plan_reason_good(struct span reason);

/* plan_decode: ERR_FORMAT. */
MUST_USE enum err plan_decode(struct span in, struct plan *out_plan);
MUST_USE enum err plan_encode(const struct plan *plan, struct buf *out);

/* What a ledger has that goes on as another one: the seed of its key, and the public files vkey and
 * checkpoint. Buffers are the caller's, with their ceilings. */
struct plan_begun {
    uint8_t seed[PLAN_DIGEST];
    struct buf vkey;
    struct buf note;
};

/* plan_anew_begin: a new key, and with it a checkpoint of that name, size and root. Errors as
 * buf_append; ERR_FORMAT: no ledger can have that name. */
MUST_USE enum err plan_anew_begin(const char *origin, uint64_t size,
                                  const uint8_t root[PLAN_DIGEST], struct plan_begun *out_begun);

/* What the part "region" holds: the region's key file, the ledger's signing key, the file said; and
 * the file witnesses (tlog_witnesses.h), if anybody is asked. */
enum {
    PLAN_REGION_KEY = 64,
    PLAN_LEDGER_KEY = 32,
    PLAN_SAID_MAX = 256,
    PLAN_REGION_MIN = PLAN_REGION_KEY + PLAN_LEDGER_KEY,
    PLAN_REGION_MAX = PLAN_REGION_MIN + PLAN_SAID_MAX + TLOG_WITNESSES_MAX
};

/* plan_region_check: that what it holds has the signing key of this verifier key. ERR_FORMAT;
 * ERR_DENIED: another's. */
MUST_USE enum err plan_region_check(struct span region, const uint8_t verifier[32]);

/* plan_region_texts: the two files behind the keys; empty: there is none. Borrowed. */
void plan_region_texts(struct span region, struct span *out_said, struct span *out_witnesses);

#endif
