#include "segments.h"

#include "wire_codec.h"

enum { SEGMENTS_VERSION = 1 };

enum err segments_decode(struct span in, struct segments *out_segments)
{
    struct wire_reader r = wire_read(in);
    struct segments segments = {0};
    uint8_t version = wire_u8(&r);
    uint8_t count = wire_u8(&r);
    wire_expect(&r, version == SEGMENTS_VERSION && count > 0 && count <= REPORT_SEGMENTS);
    for (uint32_t i = 0; i < count && !r.failed; i++) {
        segments.items[i].bytes = wire_u32(&r);
        segments.items[i].duration_us = wire_u32(&r);
        wire_expect(&r, segments.items[i].bytes > 0 && segments.items[i].duration_us > 0);
    }
    TRY(wire_end(&r));
    segments.count = count;
    *out_segments = segments;
    return ERR_OK;
}

enum err segments_encode(const struct report_rendition *rendition, struct buf *out)
{
    wire_put_u8(out, SEGMENTS_VERSION);
    wire_put_u8(out, rendition->segment_count);
    for (uint8_t i = 0; i < rendition->segment_count; i++) {
        wire_put_u32(out, rendition->segments[i].bytes);
        wire_put_u32(out, rendition->segments[i].duration_us);
    }
    return buf_status(out);
}
