#include "wire_spoken.h"

#include "wire_codec.h"

#include <string.h>

enum { VERSION = 1, HEAD = 1 + 3 * 8 + 1 + 4 };

_Static_assert(HEAD + 8 * LIMIT_MENTIONS + SPOKEN_TEXT <= SPOKEN_SIZE, "all of it fits");

enum err spoken_encode(const struct spoken *spoken, struct buf *out)
{
    static const uint8_t zeroes[SPOKEN_SIZE];
    size_t from = out->len;
    if (spoken->named_count > LIMIT_MENTIONS || spoken->text.len == 0 ||
        spoken->text.len > SPOKEN_TEXT) {
        return ERR_LIMIT;
    }
    wire_put_u8(out, VERSION);
    wire_put_i64(out, spoken->circle);
    wire_put_i64(out, spoken->video);
    wire_put_i64(out, spoken->comment);
    wire_put_u8(out, spoken->named_count);
    for (size_t i = 0; i < spoken->named_count; i++) {
        wire_put_i64(out, spoken->named[i]);
    }
    wire_put_bytes(out, spoken->text);
    TRY(buf_status(out));
    return buf_append(out, zeroes, SPOKEN_SIZE - (out->len - from));
}

enum err spoken_decode(struct span in, struct spoken *out_spoken)
{
    struct wire_reader r = wire_read(in);
    struct spoken spoken = {.circle = 0};
    wire_expect(&r, in.len == SPOKEN_SIZE && wire_u8(&r) == VERSION);
    spoken.circle = wire_i64(&r);
    spoken.video = wire_i64(&r);
    spoken.comment = wire_i64(&r);
    spoken.named_count = wire_u8(&r);
    wire_expect(&r, spoken.named_count <= LIMIT_MENTIONS);
    for (size_t i = 0; i < spoken.named_count && !r.failed; i++) {
        spoken.named[i] = wire_i64(&r);
    }
    spoken.text = wire_bytes(&r, SPOKEN_TEXT);
    wire_expect(&r, spoken.text.len > 0 && memchr(spoken.text.ptr, '\0', spoken.text.len) == NULL);
    while (!r.failed && r.rest.len > 0) {
        wire_expect(&r, wire_u8(&r) == 0);
    }
    TRY(wire_end(&r));
    *out_spoken = spoken;
    return ERR_OK;
}
