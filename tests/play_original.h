/*
 * play_original.h: what a played custodian makes of a piece of an original: as long as a sealed
 * one, bound to its person, and any change of it is found.
 */
#ifndef PLAY_ORIGINAL_H
#define PLAY_ORIGINAL_H

#include "base_buf.h"
#include "wire_ask.h"
#include "wire_codec.h"

#include <string.h>

enum { PLAY_ORIGINAL_KEY = 0xa5, PLAY_ORIGINAL_PAD = ASK_SEALING - 2 * 8 };

static inline uint64_t play_original_sum(struct span in)
{
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < in.len; i++) {
        sum = (sum ^ in.ptr[i]) * 1099511628211u;
    }
    return sum;
}

static inline enum err play_original_seal(int64_t person, struct span in, struct buf *out)
{
    wire_put_i64(out, person);
    wire_put_u64(out, play_original_sum(in));
    for (size_t i = 0; i < PLAY_ORIGINAL_PAD; i++) {
        wire_put_u8(out, 0x77);
    }
    for (size_t i = 0; i < in.len; i++) {
        wire_put_u8(out, in.ptr[i] ^ PLAY_ORIGINAL_KEY);
    }
    return buf_status(out);
}

static inline enum err play_original_open(int64_t person, struct span in, struct buf *out)
{
    size_t from = out->len;
    struct wire_reader r = wire_read(in);
    bool theirs = wire_i64(&r) == person;
    uint64_t sum = wire_u64(&r);
    if (r.failed || r.rest.len < PLAY_ORIGINAL_PAD) {
        return ERR_FORMAT;
    }
    for (size_t i = PLAY_ORIGINAL_PAD; i < r.rest.len; i++) {
        wire_put_u8(out, r.rest.ptr[i] ^ PLAY_ORIGINAL_KEY);
    }
    TRY(buf_status(out));
    bool same = play_original_sum(span_of(out->ptr + from, out->len - from)) == sum;
    return theirs && same ? ERR_OK : ERR_DENIED;
}

#endif
