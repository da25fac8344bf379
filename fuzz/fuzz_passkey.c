/*
 * fuzz_passkey.c: what browsers and authenticators say; the first byte chooses the reader. The
 * laws: what is read borrows from the input and keeps its lengths; what ends elsewhere, by one byte
 * less or one more, is not the same thing; and nothing that is read is believed without a
 * signature.
 */
#include "base_buf.h"
#include "passkey.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inside(struct span whole, struct span part)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

/* The input with a byte more, which no reader passes over (a space is none of JSON's there). */
static struct span longer(struct span in, struct buf *out)
{
    assert(buf_append_span(out, in) == ERR_OK && buf_append_u8(out, 'x') == ERR_OK);
    return buf_span(out);
}

static void read_client(struct span in)
{
    struct passkey_client client;
    if (passkey_client_decode(in, &client) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf more = {.max = in.len + 1};
    assert(inside(in, client.origin));
    assert(passkey_client_decode(longer(in, &more), &client) == ERR_FORMAT);
}

static void read_auth(struct span in)
{
    struct passkey_auth auth;
    if (passkey_auth_decode(in, &auth) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf more = {.max = in.len + 1};
    bool attested = (auth.flags & PASSKEY_ATTESTED) != 0;
    assert(attested == (auth.credential.len > 0) && attested == (auth.key.len > 0));
    assert(inside(in, auth.credential) && inside(in, auth.key));
    assert(passkey_auth_decode(longer(in, &more), &auth) == ERR_FORMAT);
    assert(passkey_auth_decode(span_of(in.ptr, in.len - 1), &auth) == ERR_FORMAT);
}

static void read_attestation(struct span in)
{
    struct span auth;
    if (passkey_attestation_decode(in, &auth) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf more = {.max = in.len + 1};
    assert(inside(in, auth));
    read_auth(auth);
    assert(passkey_attestation_decode(longer(in, &more), &auth) == ERR_FORMAT);
    assert(passkey_attestation_decode(span_of(in.ptr, in.len - 1), &auth) == ERR_FORMAT);
}

static void read_key(struct span in)
{
    struct passkey_key key;
    if (passkey_key_decode(in, &key) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf more = {.max = in.len + 1};
    assert(in.len <= LIMIT_PASSKEY_KEY);
    assert(inside(in, key.x) && inside(in, key.y) && inside(in, key.n) && inside(in, key.e));
    assert(passkey_key_decode(longer(in, &more), &key) == ERR_FORMAT);
    assert(passkey_key_decode(span_of(in.ptr, in.len - 1), &key) == ERR_FORMAT);
}

/* An input that is a key: a right act, and whatever follows the key's first bytes as a signature.
 */
static void believe(struct span in)
{
    static const struct passkey_origins origins = {1, {"http://a"}};
    static const char client[] =
        "{\"type\":\"webauthn.get\",\"challenge\":\"\",\"origin\":\"http://a\"}";
    static const uint8_t evidence[] = {/* SHA-256 of "a", flags, counter */
                                       0xca, 0x97, 0x81, 0x12, 0xca, 0x1b, 0xbd, 0xca, 0xfa, 0xc2,
                                       0x31, 0xb3, 0x9a, 0x23, 0xdc, 0x4d, 0xa7, 0x86, 0xef, 0xf8,
                                       0x14, 0x7c, 0x4e, 0x72, 0xb9, 0x80, 0x77, 0x85, 0xaf, 0xee,
                                       0x48, 0xbb, 0x05, 0,    0,    0,    1};
    struct passkey_proof proof = {.client_data = span_text(client),
                                  .evidence = span_of(evidence, sizeof(evidence)),
                                  .signature = in,
                                  .key = in};
    uint32_t counter = 0;
    enum err err = passkey_used(&origins, &proof, &counter);
    assert(err == ERR_DENIED || err == ERR_FORMAT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { READERS = 4 };
    if (size == 0) {
        return 0;
    }
    struct span in = span_of(data + 1, size - 1);
    switch (data[0] % READERS) {
    case 0:
        read_client(in);
        break;
    case 1:
        read_auth(in);
        break;
    case 2:
        read_attestation(in);
        break;
    default:
        read_key(in);
        believe(in);
        break;
    }
    return 0;
}
