#include "feed_part.h"

#include "wire_codec.h"

#include <string.h>

enum { PART_VERSION = 1 };

static const size_t sizes[] = {FEED_SIZE_1, FEED_SIZE_2, FEED_SIZE_3, FEED_SIZE_4};

/* 0: none holds it. */
static size_t size_for(size_t body)
{
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        if (body + FEED_PART_HEAD <= sizes[i]) {
            return sizes[i];
        }
    }
    return 0;
}

static bool is_zero(struct span bytes)
{
    return bytes.len == 0 ||
           (bytes.ptr[0] == 0 && memcmp(bytes.ptr, bytes.ptr + 1, bytes.len - 1) == 0);
}

enum err feed_part_read(struct span in, uint8_t kind, struct span *out_body)
{
    struct wire_reader r = wire_read(in);
    uint8_t version = wire_u8(&r);
    uint8_t found = wire_u8(&r);
    size_t len = wire_u16(&r);
    wire_expect(&r, version == PART_VERSION && found == kind);
    wire_expect(&r, in.len == size_for(len));
    if (r.failed || !is_zero(span_of(r.rest.ptr + len, r.rest.len - len))) {
        return ERR_FORMAT;
    }
    *out_body = span_of(r.rest.ptr, len);
    return ERR_OK;
}

enum err feed_part_write(uint8_t kind, struct span body, struct buf *out)
{
    size_t size = size_for(body.len);
    if (size == 0) {
        return ERR_LIMIT;
    }
    wire_put_u8(out, PART_VERSION);
    wire_put_u8(out, kind);
    wire_put_u16(out, (uint16_t)body.len);
    wire_put_fixed(out, body.ptr, body.len);
    TRY(buf_status(out));
    size_t zeroes = size - FEED_PART_HEAD - body.len;
    TRY(buf_grow(out, zeroes));
    memset(out->ptr + out->len, 0, zeroes);
    out->len += zeroes;
    return ERR_OK;
}
