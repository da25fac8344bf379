/*
 * flows.h: all that leaves the region. No row, no way out.
 */
#ifndef FLOWS_H
#define FLOWS_H

#include "base_err.h"
#include "wire_flow.h"

#include <stddef.h>
#include <stdint.h>

struct flow_row {
    uint8_t flow;
    const char *url_end; /* of its address, behind the prefix of whoever receives it */
    const char *content_type;
    size_t body_max;
    /* Whether the body is what the flow is for: ERR_OK, or ERR_FORMAT, or ERR_DENIED: not this
     * region's. */
    enum err (*check)(struct span body, const char *origin);
};

extern const struct flow_row flow_rows[];
extern const size_t flow_row_count;

/* flows_check: whether gatewayd sends that, for the region of this name. NULL: it does not, and
 * out_why says why in words. */
const struct flow_row *flows_check(const struct flow_stamped *stamped, const char *origin,
                                   const char **out_why);

#endif
