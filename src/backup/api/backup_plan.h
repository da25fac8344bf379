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
 * Nothing may follow.
 */
#ifndef BACKUP_PLAN_H
#define BACKUP_PLAN_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdint.h>

enum { PLAN_MAX = 512, PLAN_DIGEST = 32 };

#define PLAN_FILE "restore"

struct plan {
    uint8_t manifest[PLAN_DIGEST];
    int64_t made_ms;
    uint64_t from;
    uint64_t to;
};

/* plan_decode: ERR_FORMAT. */
MUST_USE enum err plan_decode(struct span in, struct plan *out_plan);
MUST_USE enum err plan_encode(const struct plan *plan, struct buf *out);

/* What the part "region" holds: the region's key file, the ledger's signing key, the file said. */
enum {
    PLAN_REGION_KEY = 64,
    PLAN_LEDGER_KEY = 32,
    PLAN_SAID_MAX = 256,
    PLAN_REGION_MIN = PLAN_REGION_KEY + PLAN_LEDGER_KEY,
    PLAN_REGION_MAX = PLAN_REGION_MIN + PLAN_SAID_MAX
};

/* plan_region_check: that what it holds has the signing key of this verifier key. ERR_FORMAT;
 * ERR_DENIED: another's. */
MUST_USE enum err plan_region_check(struct span region, const uint8_t verifier[32]);

#endif
