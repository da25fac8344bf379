#include "cbor.h"
#include "passkey_decode.h"

#include <string.h>

enum { AUTH_HEAD = 37, AUTH_FLAGS_AT = 32, AUTH_COUNTER_AT = 33, AAGUID = 16, LENGTH = 2 };

/* The credential's name, and the key: one CBOR value, whatever is in it. */
static enum err credential_take(struct span *rest, struct passkey_auth *auth)
{
    if (rest->len < AAGUID + LENGTH) {
        return ERR_FORMAT;
    }
    size_t len = (size_t)rest->ptr[AAGUID] << 8 | rest->ptr[AAGUID + 1];
    struct span after = span_of(rest->ptr + AAGUID + LENGTH, rest->len - AAGUID - LENGTH);
    if (len == 0 || len > after.len) {
        return ERR_FORMAT;
    }
    auth->credential = span_of(after.ptr, len);
    struct cbor c = {span_of(after.ptr + len, after.len - len), false};
    struct span from = c.rest;
    cbor_skip(&c);
    if (c.failed) {
        return ERR_FORMAT;
    }
    auth->key = span_of(from.ptr, from.len - c.rest.len);
    *rest = c.rest;
    return ERR_OK;
}

static enum err extensions_pass(struct span *rest)
{
    struct cbor c = {*rest, false};
    struct cbor whole = c;
    (void)cbor_map(&c);
    cbor_skip(&whole);
    if (c.failed || whole.failed) {
        return ERR_FORMAT;
    }
    *rest = whole.rest;
    return ERR_OK;
}

enum err passkey_auth_decode(struct span bytes, struct passkey_auth *out_auth)
{
    if (bytes.len < AUTH_HEAD) {
        return ERR_FORMAT;
    }
    struct passkey_auth auth = {.flags = bytes.ptr[AUTH_FLAGS_AT]};
    memcpy(auth.rp_hash, bytes.ptr, PASSKEY_HASH);
    for (size_t i = 0; i < sizeof(auth.counter); i++) {
        auth.counter = auth.counter << 8 | bytes.ptr[AUTH_COUNTER_AT + i];
    }
    struct span rest = span_of(bytes.ptr + AUTH_HEAD, bytes.len - AUTH_HEAD);
    if ((auth.flags & PASSKEY_ATTESTED) != 0) {
        TRY(credential_take(&rest, &auth));
    }
    if ((auth.flags & PASSKEY_EXTENDED) != 0) {
        TRY(extensions_pass(&rest));
    }
    if (rest.len != 0) {
        return ERR_FORMAT;
    }
    *out_auth = auth;
    return ERR_OK;
}

enum err passkey_attestation_decode(struct span cbor, struct span *out_auth_data)
{
    enum { SEEN_FORM = 1, SEEN_STATEMENT = 2, SEEN_DATA = 4, SEEN_ALL = 7 };
    struct cbor c = {cbor, false};
    struct span data = {NULL, 0};
    unsigned seen = 0;
    size_t pairs = cbor_map(&c);
    for (size_t i = 0; i < pairs && !c.failed; i++) {
        struct span name = cbor_text(&c);
        unsigned which = span_is(name, "fmt")        ? SEEN_FORM
                         : span_is(name, "attStmt")  ? SEEN_STATEMENT
                         : span_is(name, "authData") ? SEEN_DATA
                                                     : 0;
        c.failed = c.failed || which == 0 || (seen & which) != 0;
        seen |= which;
        if (which == SEEN_FORM) {
            (void)cbor_text(&c);
        } else if (which == SEEN_DATA) {
            data = cbor_bytes(&c);
        } else {
            cbor_skip(&c);
        }
    }
    if (c.failed || c.rest.len != 0 || seen != SEEN_ALL) {
        return ERR_FORMAT;
    }
    *out_auth_data = data;
    return ERR_OK;
}
