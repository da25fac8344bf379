/*
 * wire_region.h: the file DIR/region of a region's data folder: `vitrine init` writes it, gate
 * reads it. Text, two lines, or three:
 *
 *   vitrine-region 1
 *   origin NAME
 *   log NAME/again-N
 *
 * 1 is the version of the folder's layout. NAME is the name of the region and of its ledger: 1 to
 * LIMIT_ORIGIN lower-case letters, digits, and . - _ / between them. The third line is there if the
 * ledger was begun anew, for the Nth time: then it has that name. Nothing may follow.
 */
#ifndef WIRE_REGION_H
#define WIRE_REGION_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdbool.h>

enum { REGION_VERSION = 1, REGION_FILE_MAX = 4096 };

/* Who owns DIR/custodian and DIR/ledger, and DIR/app, in a region that root made; any unused
 * numbers do. In an ordinary user's region all belong to that user. */
enum {
    REGION_USER_FIRST = 64100,
    REGION_USER_CUSTODIAND = 64101,
    REGION_USER_EDGED = 64102,
    REGION_USER_MEDIAD = 64103,
    REGION_USER_GATEWAYD = 64104,
    REGION_USER_LAST = 64104
};

/* Whom custodiand asks for cosignatures, in DIR/custodian: tlog_witnesses.h. Without it there is no
 * gatewayd. */
#define REGION_WITNESSES "witnesses"

struct region {
    char origin[LIMIT_ORIGIN + 1];
    char log[LIMIT_ORIGIN + 1]; /* "": as origin */
};

/* region_origin_good: whether a name may be a region's. */
bool region_origin_good(struct span name);

/* region_log: the name of its ledger. Borrowed. region_log_is: whether a ledger of that name is of
 * a region of that name. region_log_next: the name of the one after it. ERR_LIMIT: it would be over
 * LIMIT_ORIGIN. */
const char *region_log(const struct region *region);
bool region_log_is(struct span log, struct span origin);
MUST_USE enum err region_log_next(struct span log, struct span origin,
                                  char out_log[LIMIT_ORIGIN + 1]);

/* region_decode: ERR_FORMAT: not such a file. ERR_CONFLICT: of a later version than this program.
 */
MUST_USE enum err region_decode(struct span in, struct region *out_region);
MUST_USE enum err region_encode(const struct region *region, struct buf *out);

#endif
