/*
 * segments.h: the runs of a rendition's HLS file, as they are stored with it (rendition.segments):
 *
 *   u8 version = 1 | u8 count (at least 1) | count times: u32 bytes | u32 duration_us
 *
 * In order, from the end of the file's init bytes to its end; none is empty.
 */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include "base_buf.h"
#include "wire_report.h"

enum { SEGMENTS_SIZE_MAX = 2 + 8 * REPORT_SEGMENTS };

struct segments {
    uint32_t count;
    struct report_segment items[REPORT_SEGMENTS];
};

/* segments_decode: ERR_FORMAT on another version, none or too many, an empty run, a byte left
 * over. */
MUST_USE enum err segments_decode(struct span in, struct segments *out_segments);
MUST_USE enum err segments_encode(const struct report_rendition *rendition, struct buf *out);

#endif
