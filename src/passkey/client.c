/*
 * client.c: the one JSON object of another make that is read here. Small, because no more is
 * needed, and because whoever reads it holds keys.
 */
#include "base_buf.h"
#include "base_text.h"
#include "passkey_decode.h"

#include <string.h>

enum { DEPTH_MAX = 4, CHALLENGE_TEXT = 128 };

struct reader {
    struct span rest;
    bool failed;
};

static uint8_t peek(const struct reader *r)
{
    return r->failed || r->rest.len == 0 ? 0 : r->rest.ptr[0];
}

static void step(struct reader *r, size_t len)
{
    if (r->failed || r->rest.len < len) {
        r->failed = true;
        return;
    }
    r->rest = span_of(r->rest.ptr + len, r->rest.len - len);
}

static void space(struct reader *r)
{
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r') {
        step(r, 1);
    }
}

/* The sign, with space around it. */
static bool sign_is(struct reader *r, char sign)
{
    space(r);
    if (peek(r) != (uint8_t)sign) {
        return false;
    }
    step(r, 1);
    space(r);
    return true;
}

static void expect(struct reader *r, bool ok)
{
    r->failed = r->failed || !ok;
}

static bool is_hex(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static void escape(struct reader *r)
{
    step(r, 1);
    uint8_t c = peek(r);
    expect(r, c != 0 && strchr("\"\\/bfnrtu", c) != NULL);
    step(r, 1);
    for (size_t i = 0; c == 'u' && i < 4; i++) {
        expect(r, is_hex(peek(r)));
        step(r, 1);
    }
}

/* The string as it stands there. out_plain: it has no escapes. */
static struct span string(struct reader *r, bool *out_plain)
{
    *out_plain = true;
    expect(r, peek(r) == '"');
    step(r, 1);
    struct span from = r->rest;
    while (!r->failed && peek(r) != '"') {
        expect(r, peek(r) >= ' ');
        if (peek(r) == '\\') {
            *out_plain = false;
            escape(r);
        } else {
            step(r, 1);
        }
    }
    struct span out = span_of(from.ptr, r->failed ? 0 : from.len - r->rest.len);
    step(r, 1);
    return out;
}

static struct span plain_string(struct reader *r)
{
    bool plain = false;
    struct span out = string(r, &plain);
    expect(r, plain);
    return out;
}

/* true, false, null, or the characters of a number. */
static struct span word(struct reader *r)
{
    struct span from = r->rest;
    while (peek(r) != 0 && strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", peek(r)) != NULL) {
        step(r, 1);
    }
    struct span out = span_of(from.ptr, from.len - r->rest.len);
    bool number = out.len > 0 && (out.ptr[0] == '-' || (out.ptr[0] >= '0' && out.ptr[0] <= '9'));
    expect(r, number || span_is(out, "true") || span_is(out, "false") || span_is(out, "null"));
    return out;
}

static void value_pass(struct reader *r, int depth);

static void members_pass(struct reader *r, bool object, int depth)
{
    char end = object ? '}' : ']';
    bool plain = false;
    step(r, 1);
    if (sign_is(r, end)) {
        return;
    }
    do {
        if (object) {
            (void)string(r, &plain);
            expect(r, sign_is(r, ':'));
        }
        value_pass(r, depth + 1);
    } while (!r->failed && sign_is(r, ','));
    expect(r, sign_is(r, end));
}

static void value_pass(struct reader *r, int depth)
{
    bool plain = false;
    expect(r, depth <= DEPTH_MAX);
    if (r->failed) {
        return;
    }
    if (peek(r) == '"') {
        (void)string(r, &plain);
    } else if (peek(r) == '{' || peek(r) == '[') {
        members_pass(r, peek(r) == '{', depth);
    } else {
        (void)word(r);
    }
}

static void challenge_take(struct reader *r, struct span text, struct passkey_client *client)
{
    AUTO(buf) struct buf bytes = {.max = CHALLENGE_TEXT};
    if (text.len > CHALLENGE_TEXT || text_unbase64url(text, &bytes) != ERR_OK) {
        expect(r, false);
        return;
    }
    if (bytes.len == PASSKEY_CHALLENGE) {
        memcpy(client->challenge, bytes.ptr, bytes.len);
    }
}

enum { SEEN_TYPE = 1, SEEN_CHALLENGE = 2, SEEN_ORIGIN = 4, SEEN_NEEDED = 7, SEEN_CROSS = 8 };

static unsigned field_of(struct span name)
{
    return span_is(name, "type")          ? SEEN_TYPE
           : span_is(name, "challenge")   ? SEEN_CHALLENGE
           : span_is(name, "origin")      ? SEEN_ORIGIN
           : span_is(name, "crossOrigin") ? SEEN_CROSS
                                          : 0;
}

static void field_take(struct reader *r, unsigned field, struct passkey_client *client)
{
    struct span text = {NULL, 0};
    switch (field) {
    case SEEN_TYPE:
        text = plain_string(r);
        client->type = span_is(text, "webauthn.create") ? PASSKEY_CREATE
                       : span_is(text, "webauthn.get")  ? PASSKEY_GET
                                                        : PASSKEY_OTHER;
        break;
    case SEEN_CHALLENGE:
        challenge_take(r, plain_string(r), client);
        break;
    case SEEN_ORIGIN:
        client->origin = plain_string(r);
        break;
    case SEEN_CROSS:
        text = word(r);
        client->cross_origin = span_is(text, "true");
        expect(r, client->cross_origin || span_is(text, "false"));
        break;
    default:
        value_pass(r, 1);
        break;
    }
}

enum err passkey_client_decode(struct span json, struct passkey_client *out_client)
{
    struct reader r = {json, false};
    struct passkey_client client = {.type = PASSKEY_OTHER};
    unsigned seen = 0;
    bool plain = false;
    expect(&r, text_is_utf8(json) && sign_is(&r, '{'));
    do {
        unsigned field = field_of(string(&r, &plain));
        expect(&r, (seen & field) == 0 && sign_is(&r, ':'));
        seen |= field;
        field_take(&r, field, &client);
    } while (!r.failed && sign_is(&r, ','));
    expect(&r, sign_is(&r, '}'));
    if (r.failed || r.rest.len != 0 || (seen & SEEN_NEEDED) != SEEN_NEEDED) {
        return ERR_FORMAT;
    }
    *out_client = client;
    return ERR_OK;
}
