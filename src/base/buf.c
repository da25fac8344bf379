#include "base_buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err buf_fail(struct buf *b, enum err err)
{
    if (b->failed == ERR_OK) {
        b->failed = err;
    }
    return err;
}

/* One byte of memory beyond cap is kept for buf_text. */
enum err buf_grow(struct buf *b, size_t len)
{
    if (b->failed != ERR_OK) {
        return b->failed;
    }
    if (len > b->max || b->len > b->max - len) {
        return buf_fail(b, ERR_LIMIT);
    }
    size_t need = b->len + len;
    if (b->ptr != NULL && need <= b->cap) {
        return ERR_OK;
    }
    size_t cap = b->cap < 64 ? 64 : b->cap;
    while (cap < need) {
        cap = cap > b->max / 2 ? b->max : cap * 2;
    }
    if (cap > b->max) {
        cap = b->max;
    }
    uint8_t *grown = realloc(b->ptr, cap + 1);
    if (grown == NULL) {
        return buf_fail(b, ERR_NOMEM);
    }
    b->ptr = grown;
    b->cap = cap;
    return ERR_OK;
}

enum err buf_append(struct buf *b, const void *bytes, size_t len)
{
    TRY(buf_grow(b, len));
    if (len > 0) {
        memcpy(b->ptr + b->len, bytes, len);
        b->len += len;
    }
    return ERR_OK;
}

enum err buf_append_span(struct buf *b, struct span bytes)
{
    return buf_append(b, bytes.ptr, bytes.len);
}

enum err buf_append_text(struct buf *b, const char *text)
{
    return buf_append(b, text, strlen(text));
}

enum err buf_append_u8(struct buf *b, uint8_t byte)
{
    return buf_append(b, &byte, 1);
}

enum err buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        return buf_fail(b, ERR_FORMAT);
    }
    TRY(buf_grow(b, (size_t)len));
    va_start(args, format);
    (void)vsnprintf((char *)b->ptr + b->len, (size_t)len + 1, format, args);
    va_end(args);
    b->len += (size_t)len;
    return ERR_OK;
}

enum err buf_status(const struct buf *b)
{
    return b->failed;
}

const char *buf_text(struct buf *b)
{
    if (b->failed != ERR_OK || buf_grow(b, 0) != ERR_OK) {
        return NULL;
    }
    b->ptr[b->len] = '\0';
    return (const char *)b->ptr;
}

struct span buf_span(const struct buf *b)
{
    return (struct span){b->ptr, b->len};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = ERR_OK;
}

void buf_consume(struct buf *b, size_t len)
{
    if (len >= b->len) {
        b->len = 0;
        return;
    }
    if (len > 0) {
        memmove(b->ptr, b->ptr + len, b->len - len);
        b->len -= len;
    }
}

void buf_done(struct buf *b)
{
    free(b->ptr);
    b->ptr = NULL;
    b->len = 0;
    b->cap = 0;
    b->failed = ERR_OK;
}
