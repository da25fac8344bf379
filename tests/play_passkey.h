/*
 * play_passkey.h: an authenticator and a browser, for tests: the bytes of WebAuthn are put together
 * here by hand, not with the code that reads them.
 */
#ifndef PLAY_PASSKEY_H
#define PLAY_PASSKEY_H

#define PLAYED_CREDENTIAL "the passkey's own name"
enum { PLAYED_KINDS = 3 };

struct played {
    const char *type;
    struct span challenge;
    const char *origin;
    const char *name; /* the passkey is for */
    const char *cross;
    uint8_t flags;
    uint32_t counter;
    bool spoil_signature;
    bool spoil_client;
};

static inline EVP_PKEY *play_key(size_t kind)
{
    EVP_PKEY *key = kind == 0   ? EVP_EC_gen("P-256")
                    : kind == 1 ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
                                : EVP_RSA_gen(2048);
    assert_non_null(key);
    return key;
}

static inline void play_client(const struct played *act, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = 200};
    assert_int_equal(text_base64url(act->challenge, &text), ERR_OK);
    (void)buf_printf(out,
                     "{\"type\":\"%s\",\"challenge\":\"%.*s\",\"origin\":\"%s\",\"crossOrigin\":%s,"
                     "\"other\":\"do not compare\",\"more\":{\"a\":1}\t}",
                     act->type, (int)text.len, text.ptr, act->origin, act->cross);
    assert_int_equal(buf_status(out), ERR_OK);
}

static inline void play_auth(const struct played *act, struct buf *out)
{
    uint8_t hash[DIGEST_SIZE];
    digest_of(span_text(act->name), hash);
    (void)buf_append(out, hash, sizeof(hash));
    (void)buf_append_u8(out, act->flags);
    for (int i = 3; i >= 0; i--) {
        (void)buf_append_u8(out, (uint8_t)(act->counter >> (8 * i)));
    }
}

static inline void play_cbor_bytes(struct span bytes, uint8_t major, struct buf *out)
{
    if (bytes.len < 24) {
        (void)buf_append_u8(out, (uint8_t)(major | bytes.len));
    } else if (bytes.len < 256) {
        (void)buf_append_u8(out, major | 24);
        (void)buf_append_u8(out, (uint8_t)bytes.len);
    } else {
        (void)buf_append_u8(out, major | 25);
        (void)buf_append_u8(out, (uint8_t)(bytes.len >> 8));
        (void)buf_append_u8(out, (uint8_t)bytes.len);
    }
    (void)buf_append_span(out, bytes);
}

static inline void play_cose(EVP_PKEY *key, struct buf *out)
{
    static const uint8_t ec[] = {0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21};
    static const uint8_t okp[] = {0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21};
    static const uint8_t rsa[] = {0xa4, 1, 3, 3, 0x39, 1, 0, 0x20};
    static const uint8_t exponent[] = {0x21, 0x43, 1, 0, 1};
    uint8_t raw[600];
    size_t len = sizeof(raw);
    if (EVP_PKEY_is_a(key, "EC")) {
        assert_int_equal(
            EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, raw, sizeof(raw), &len),
            1);
        (void)buf_append(out, ec, sizeof(ec));
        play_cbor_bytes(span_of(raw + 1, 32), 0x40, out);
        (void)buf_append_u8(out, 0x22);
        play_cbor_bytes(span_of(raw + 33, 32), 0x40, out);
    } else if (EVP_PKEY_is_a(key, "ED25519")) {
        assert_int_equal(EVP_PKEY_get_raw_public_key(key, raw, &len), 1);
        (void)buf_append(out, okp, sizeof(okp));
        play_cbor_bytes(span_of(raw, len), 0x40, out);
    } else {
        BIGNUM *n = NULL;
        assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n), 1);
        len = (size_t)BN_bn2bin(n, raw);
        BN_free(n);
        (void)buf_append(out, rsa, sizeof(rsa));
        play_cbor_bytes(span_of(raw, len), 0x40, out);
        (void)buf_append(out, exponent, sizeof(exponent));
    }
}

static inline void play_attestation(const struct played *act, EVP_PKEY *key, struct buf *out)
{
    static const uint8_t aaguid[16] = {9};
    static const uint8_t none[] = {0x64, 'n', 'o', 'n', 'e'};
    AUTO(buf) struct buf data = {.max = 4096};
    struct played attested = *act;
    struct span credential = span_text(PLAYED_CREDENTIAL);
    attested.flags |= PASSKEY_ATTESTED;
    play_auth(&attested, &data);
    (void)buf_append(&data, aaguid, sizeof(aaguid));
    (void)buf_append_u8(&data, 0);
    (void)buf_append_u8(&data, (uint8_t)credential.len);
    (void)buf_append_span(&data, credential);
    play_cose(key, &data);
    (void)buf_append_u8(out, 0xa3);
    play_cbor_bytes(span_text("fmt"), 0x60, out);
    (void)buf_append(out, none, sizeof(none));
    play_cbor_bytes(span_text("attStmt"), 0x60, out);
    (void)buf_append_u8(out, 0xa0);
    play_cbor_bytes(span_text("authData"), 0x60, out);
    play_cbor_bytes(buf_span(&data), 0x40, out);
    assert_int_equal(buf_status(out), ERR_OK);
}

static inline void play_sign(EVP_PKEY *key, struct span client, struct span auth, struct buf *out)
{
    uint8_t hash[DIGEST_SIZE];
    AUTO(buf) struct buf bytes = {.max = 4096};
    size_t len = 600;
    digest_of(client, hash);
    (void)buf_append_span(&bytes, auth);
    assert_int_equal(buf_append(&bytes, hash, sizeof(hash)), ERR_OK);
    assert_int_equal(buf_grow(out, len), ERR_OK);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const EVP_MD *md = EVP_PKEY_is_a(key, "ED25519") ? NULL : EVP_sha256();
    assert_int_equal(EVP_DigestSignInit(context, NULL, md, NULL, key), 1);
    assert_int_equal(EVP_DigestSign(context, out->ptr, &len, bytes.ptr, bytes.len), 1);
    out->len = len;
    EVP_MD_CTX_free(context);
}

#endif
