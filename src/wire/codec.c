#include "wire_codec.h"

#include <string.h>

struct wire_reader wire_read(struct span in)
{
    return (struct wire_reader){.rest = in, .failed = false};
}

static struct span wire_step(struct wire_reader *r, size_t len)
{
    if (r->failed || r->rest.len < len) {
        r->failed = true;
        return (struct span){NULL, 0};
    }
    struct span out = {r->rest.ptr, len};
    r->rest.ptr += len;
    r->rest.len -= len;
    return out;
}

static uint64_t wire_number(struct wire_reader *r, size_t width)
{
    struct span bytes = wire_step(r, width);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        value = value << 8 | bytes.ptr[i];
    }
    return value;
}

uint8_t wire_u8(struct wire_reader *r)
{
    return (uint8_t)wire_number(r, 1);
}

uint16_t wire_u16(struct wire_reader *r)
{
    return (uint16_t)wire_number(r, 2);
}

uint32_t wire_u32(struct wire_reader *r)
{
    return (uint32_t)wire_number(r, 4);
}

uint64_t wire_u64(struct wire_reader *r)
{
    return wire_number(r, 8);
}

int64_t wire_i64(struct wire_reader *r)
{
    return (int64_t)wire_number(r, 8);
}

struct span wire_bytes(struct wire_reader *r, size_t max)
{
    uint32_t len = wire_u32(r);
    wire_expect(r, len <= max);
    return wire_step(r, len);
}

void wire_fixed(struct wire_reader *r, uint8_t *out, size_t len)
{
    struct span bytes = wire_step(r, len);
    memset(out, 0, len);
    if (bytes.len > 0) {
        memcpy(out, bytes.ptr, bytes.len);
    }
}

void wire_expect(struct wire_reader *r, bool ok)
{
    if (!ok) {
        r->failed = true;
    }
}

enum err wire_end(const struct wire_reader *r)
{
    return r->failed || r->rest.len != 0 ? ERR_FORMAT : ERR_OK;
}

static void wire_put_number(struct buf *b, uint64_t value, size_t width)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < width; i++) {
        bytes[i] = (uint8_t)(value >> (8 * (width - 1 - i)));
    }
    (void)buf_append(b, bytes, width);
}

void wire_put_u8(struct buf *b, uint8_t value)
{
    wire_put_number(b, value, 1);
}

void wire_put_u16(struct buf *b, uint16_t value)
{
    wire_put_number(b, value, 2);
}

void wire_put_u32(struct buf *b, uint32_t value)
{
    wire_put_number(b, value, 4);
}

void wire_put_u64(struct buf *b, uint64_t value)
{
    wire_put_number(b, value, 8);
}

void wire_put_i64(struct buf *b, int64_t value)
{
    wire_put_number(b, (uint64_t)value, 8);
}

void wire_put_bytes(struct buf *b, struct span bytes)
{
    wire_put_number(b, bytes.len, 4);
    (void)buf_append_span(b, bytes);
}

void wire_put_fixed(struct buf *b, const uint8_t *bytes, size_t len)
{
    (void)buf_append(b, bytes, len);
}
