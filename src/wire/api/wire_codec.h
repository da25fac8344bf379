/*
 * wire_codec.h: bytes of a message, read and written in a straight line. Big-endian, fixed width,
 * one encoding per value. A reader's failure sticks: every later read yields zero or the empty
 * span, and wire_end tells. A writer's failure sticks in its buf (buf_status).
 */
#ifndef WIRE_CODEC_H
#define WIRE_CODEC_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

struct wire_reader {
    struct span rest;
    bool failed;
};

struct wire_reader wire_read(struct span in);
uint8_t wire_u8(struct wire_reader *r);
uint16_t wire_u16(struct wire_reader *r);
uint32_t wire_u32(struct wire_reader *r);
uint64_t wire_u64(struct wire_reader *r);
int64_t wire_i64(struct wire_reader *r);

/* wire_bytes: a 32-bit length and that many bytes, borrowed; fails over max. */
struct span wire_bytes(struct wire_reader *r, size_t max);

/* wire_fixed: exactly len bytes into out; zeroes on failure. */
void wire_fixed(struct wire_reader *r, uint8_t *out, size_t len);

/* wire_expect: fails the reader unless ok. */
void wire_expect(struct wire_reader *r, bool ok);

/* wire_end: ERR_FORMAT if any read failed or a byte is left over. */
MUST_USE enum err wire_end(const struct wire_reader *r);

void wire_put_u8(struct buf *b, uint8_t value);
void wire_put_u16(struct buf *b, uint16_t value);
void wire_put_u32(struct buf *b, uint32_t value);
void wire_put_u64(struct buf *b, uint64_t value);
void wire_put_i64(struct buf *b, int64_t value);
void wire_put_bytes(struct buf *b, struct span bytes);
void wire_put_fixed(struct buf *b, const uint8_t *bytes, size_t len);

#endif
