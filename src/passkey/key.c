#include "cbor.h"
#include "passkey_decode.h"

/* Labels and values of COSE (RFC 9052, 9053, 8230). */
enum { LABEL_KIND = 1, LABEL_ALGORITHM = 3, LABEL_A = -1, LABEL_B = -2, LABEL_C = -3 };
enum { KIND_OKP = 1, KIND_EC2 = 2, KIND_RSA = 3, CURVE_P256 = 1, CURVE_ED25519 = 6 };
enum { POINT = 32, RSA_MIN = 256, RSA_MAX = 512, EXPONENT_MAX = 4 };

static void expect(struct cbor *c, bool ok)
{
    c->failed = c->failed || !ok;
}

static int64_t labelled_int(struct cbor *c, int64_t label)
{
    expect(c, cbor_int(c) == label);
    return cbor_int(c);
}

static struct span labelled_bytes(struct cbor *c, int64_t label)
{
    expect(c, cbor_int(c) == label);
    return cbor_bytes(c);
}

static bool rsa_good(const struct passkey_key *key)
{
    return key->n.len >= RSA_MIN && key->n.len <= RSA_MAX && key->n.ptr[0] >= 0x80 &&
           key->e.len >= 1 && key->e.len <= EXPONENT_MAX && key->e.ptr[0] != 0 &&
           key->e.ptr[key->e.len - 1] % 2 == 1 && (key->e.len > 1 || key->e.ptr[0] > 1);
}

/* The keys of the map stand in CTAP2's order, so that a key has one encoding. */
enum err passkey_key_decode(struct span cbor, struct passkey_key *out_key)
{
    enum { OKP_PAIRS = 4, EC2_PAIRS = 5, RSA_PAIRS = 4 };
    struct cbor c = {cbor, false};
    struct passkey_key key = {0};
    size_t pairs = cbor_map(&c);
    int64_t kind = labelled_int(&c, LABEL_KIND);
    int64_t algorithm = labelled_int(&c, LABEL_ALGORITHM);
    if (kind == KIND_EC2 && algorithm == PASSKEY_ES256) {
        expect(&c, pairs == EC2_PAIRS && labelled_int(&c, LABEL_A) == CURVE_P256);
        key.x = labelled_bytes(&c, LABEL_B);
        key.y = labelled_bytes(&c, LABEL_C);
        expect(&c, key.x.len == POINT && key.y.len == POINT);
    } else if (kind == KIND_OKP && algorithm == PASSKEY_EDDSA) {
        expect(&c, pairs == OKP_PAIRS && labelled_int(&c, LABEL_A) == CURVE_ED25519);
        key.x = labelled_bytes(&c, LABEL_B);
        expect(&c, key.x.len == POINT);
    } else if (kind == KIND_RSA && algorithm == PASSKEY_RS256) {
        expect(&c, pairs == RSA_PAIRS);
        key.n = labelled_bytes(&c, LABEL_A);
        key.e = labelled_bytes(&c, LABEL_B);
        expect(&c, !c.failed && rsa_good(&key));
    } else {
        return ERR_FORMAT;
    }
    if (c.failed || c.rest.len != 0) {
        return ERR_FORMAT;
    }
    key.kind = (enum passkey_kind)algorithm;
    *out_key = key;
    return ERR_OK;
}
