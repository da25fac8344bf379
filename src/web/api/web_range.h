/*
 * web_range.h: the Range header of RFC 9110, section 14, for one file.
 */
#ifndef WEB_RANGE_H
#define WEB_RANGE_H

#include "base_span.h"

#include <stdint.h>

enum web_range_kind {
    WEB_RANGE_WHOLE,  /* malformed, another unit, or several ranges: the header is ignored */
    WEB_RANGE_PART,   /* offset and length, within the file and not empty */
    WEB_RANGE_OUTSIDE /* well-formed, and no byte of it exists: 416 */
};

struct web_range {
    enum web_range_kind kind;
    uint64_t offset;
    uint64_t length;
};

/* web_range_decode: value is the header's; size the file's. */
struct web_range web_range_decode(struct span value, uint64_t size);

#endif
