#include "wire_each.h"

#include "wire_codec.h"

enum { VERSION = 1 };

enum err each_asked_encode(const struct each_asked *asked, struct buf *out)
{
    wire_put_u8(out, VERSION);
    wire_put_fixed(out, asked->token, sizeof(asked->token));
    wire_put_u8(out, asked->scope);
    wire_put_fixed(out, asked->value.ptr, asked->value.len);
    return buf_status(out);
}

enum err each_asked_decode(struct span in, struct each_asked *out_asked)
{
    struct wire_reader r = wire_read(in);
    struct each_asked asked = {.scope = ASK_SCOPE_OWN};
    wire_expect(&r, wire_u8(&r) == VERSION);
    wire_fixed(&r, asked.token, sizeof(asked.token));
    asked.scope = wire_u8(&r);
    wire_expect(&r, ask_scope_is(asked.scope));
    if (r.failed) {
        return ERR_FORMAT;
    }
    asked.value = r.rest;
    *out_asked = asked;
    return ERR_OK;
}

enum err each_sealed_encode(const struct each_sealed *sealed, struct buf *out)
{
    wire_put_u8(out, VERSION);
    wire_put_u8(out, (uint8_t)sealed->err);
    if (sealed->err == ERR_OK) {
        wire_put_i64(out, sealed->user);
        wire_put_fixed(out, sealed->locker, sizeof(sealed->locker));
        wire_put_fixed(out, sealed->value.ptr, sealed->value.len);
    }
    return buf_status(out);
}

enum err each_sealed_decode(struct span in, struct each_sealed *out_sealed)
{
    struct wire_reader r = wire_read(in);
    struct each_sealed sealed = {.err = ERR_OK};
    wire_expect(&r, wire_u8(&r) == VERSION);
    uint8_t err = wire_u8(&r);
    wire_expect(&r, err < ERR_COUNT_);
    if (!r.failed && err != ERR_OK) {
        TRY(wire_end(&r));
        sealed.err = (enum err)err;
        *out_sealed = sealed;
        return ERR_OK;
    }
    sealed.user = wire_i64(&r);
    wire_fixed(&r, sealed.locker, sizeof(sealed.locker));
    if (r.failed) {
        return ERR_FORMAT;
    }
    sealed.value = r.rest;
    *out_sealed = sealed;
    return ERR_OK;
}
