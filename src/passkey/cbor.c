#include "cbor.h"

enum major {
    MAJOR_UINT,
    MAJOR_NEGATIVE,
    MAJOR_BYTES,
    MAJOR_TEXT,
    MAJOR_ARRAY,
    MAJOR_MAP,
    MAJOR_TAG
};
enum { SIMPLE = 7, SIMPLE_FALSE = 20, SIMPLE_NULL = 22, LONG_FROM = 24, LONG_TO = 27 };

static uint8_t take_u8(struct cbor *c)
{
    if (c->failed || c->rest.len == 0) {
        c->failed = true;
        return 0;
    }
    uint8_t byte = c->rest.ptr[0];
    c->rest = span_of(c->rest.ptr + 1, c->rest.len - 1);
    return byte;
}

/* A value's head: its major type and its number. Each number has one form, the shortest. */
static uint8_t take_head(struct cbor *c, uint64_t *out_number)
{
    uint8_t byte = take_u8(c);
    uint8_t info = byte & 0x1f;
    *out_number = info;
    if (info >= LONG_FROM && info <= LONG_TO) {
        size_t width = (size_t)1 << (info - LONG_FROM);
        uint64_t number = 0;
        for (size_t i = 0; i < width; i++) {
            number = number << 8 | take_u8(c);
        }
        uint64_t least = width == 1 ? LONG_FROM : UINT64_C(1) << (8 * width / 2);
        c->failed = c->failed || number < least;
        *out_number = number;
    } else if (info > LONG_TO) {
        c->failed = true;
    }
    return byte >> 5;
}

static struct span take_span(struct cbor *c, uint64_t len)
{
    if (c->failed || len > c->rest.len) {
        c->failed = true;
        return (struct span){NULL, 0};
    }
    struct span out = span_of(c->rest.ptr, (size_t)len);
    c->rest = span_of(c->rest.ptr + len, c->rest.len - (size_t)len);
    return out;
}

static uint64_t take(struct cbor *c, enum major major)
{
    uint64_t number = 0;
    c->failed = take_head(c, &number) != major || c->failed;
    return c->failed ? 0 : number;
}

size_t cbor_map(struct cbor *c)
{
    uint64_t count = take(c, MAJOR_MAP);
    c->failed = c->failed || count > c->rest.len;
    return c->failed ? 0 : (size_t)count;
}

int64_t cbor_int(struct cbor *c)
{
    uint64_t number = 0;
    uint8_t major = take_head(c, &number);
    c->failed = c->failed || major > MAJOR_NEGATIVE || number > INT64_MAX;
    if (c->failed) {
        return 0;
    }
    return major == MAJOR_UINT ? (int64_t)number : -1 - (int64_t)number;
}

struct span cbor_bytes(struct cbor *c)
{
    return take_span(c, take(c, MAJOR_BYTES));
}

struct span cbor_text(struct cbor *c)
{
    return take_span(c, take(c, MAJOR_TEXT));
}

/* Without recursion: how many values are still to come, at each depth. */
void cbor_skip(struct cbor *c)
{
    uint64_t left[CBOR_DEPTH + 1] = {1};
    size_t depth = 0;
    while (!c->failed) {
        while (left[depth] == 0) {
            if (depth == 0) {
                return;
            }
            depth--;
        }
        left[depth]--;
        uint64_t number = 0;
        uint8_t major = take_head(c, &number);
        if (major == MAJOR_BYTES || major == MAJOR_TEXT) {
            (void)take_span(c, number);
        } else if (major == MAJOR_ARRAY || major == MAJOR_MAP) {
            c->failed = c->failed || number > c->rest.len || depth == CBOR_DEPTH;
            if (!c->failed) {
                left[++depth] = major == MAJOR_MAP ? number * 2 : number;
            }
        } else if (major == MAJOR_TAG || major == SIMPLE) {
            bool plain = major == SIMPLE && number >= SIMPLE_FALSE && number <= SIMPLE_NULL;
            c->failed = c->failed || !plain;
        }
    }
}
