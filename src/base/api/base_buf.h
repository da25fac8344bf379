/*
 * base_buf.h: owned bytes that grow up to a ceiling. A buf cannot be used without a ceiling:
 * {.max = 0} holds nothing. The failure of an append sticks: later appends fail too, and buf_status
 * tells, so that a writer may append in a straight line and check once.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base_auto.h"
#include "base_err.h"
#include "base_span.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    uint8_t *ptr;
    size_t len;
    size_t cap;
    size_t max;      /* the ceiling, in bytes; set it before the first append */
    enum err failed; /* the first failure, or ERR_OK */
};

/* buf_append and its kin: ERR_LIMIT past the ceiling, ERR_NOMEM; the contents are then unchanged.
 */
enum err buf_append(struct buf *b, const void *bytes, size_t len);
enum err buf_append_span(struct buf *b, struct span bytes);
enum err buf_append_text(struct buf *b, const char *text);
enum err buf_append_u8(struct buf *b, uint8_t byte);
enum err buf_printf(struct buf *b, const char *format, ...)
    __attribute__((__format__(printf, 2, 3)));

/* buf_grow: room for len more bytes at b->ptr + b->len, not yet counted. The caller adds to len. */
MUST_USE enum err buf_grow(struct buf *b, size_t len);

/* buf_status: ERR_OK, or the first failure since buf_clear. */
MUST_USE enum err buf_status(const struct buf *b);

/* buf_text: the contents as a C string (a NUL beyond len); NULL if that needs more than the ceiling
 * plus one byte allows or memory is out. Borrowed until the next change. */
const char *buf_text(struct buf *b);

struct span buf_span(const struct buf *b);
void buf_clear(struct buf *b); /* forgets the contents and the failure, keeps the memory */
void buf_consume(struct buf *b, size_t len); /* drops len bytes from the front */
void buf_done(struct buf *b);                /* frees; the buf may be used again */

static inline void buf_auto(struct buf *b)
{
    buf_done(b);
}

#endif
