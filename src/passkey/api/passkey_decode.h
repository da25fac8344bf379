/*
 * passkey_decode.h: the bytes of WebAuthn (W3C, level 2), read strictly. Pure. What comes out
 * borrows from what went in. Every function: ERR_FORMAT for anything that is not exactly one such
 * thing; nothing may follow it.
 */
#ifndef PASSKEY_DECODE_H
#define PASSKEY_DECODE_H

#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

enum { PASSKEY_CHALLENGE = 40, PASSKEY_HASH = 32 };

/*
 * What the browser says (clientDataJSON): one JSON object; of its fields `type`, `challenge` and
 * `origin` must be there, once each and without escapes, `crossOrigin` may; others are passed over.
 */
enum passkey_type { PASSKEY_OTHER, PASSKEY_CREATE, PASSKEY_GET };
struct passkey_client {
    enum passkey_type type;
    bool cross_origin;
    struct span origin;
    uint8_t challenge[PASSKEY_CHALLENGE]; /* zero if it has another length: never one of ours */
};
MUST_USE enum err passkey_client_decode(struct span json, struct passkey_client *out_client);

/*
 * What the authenticator says.
 *
 *      0  32  SHA-256 of the name that the passkey is for
 *     32   1  flags
 *     33   4  counter, big-endian
 *     37      with PASSKEY_ATTESTED: aaguid[16] | u16 length | credential | COSE key
 *             with PASSKEY_EXTENDED: one CBOR map, passed over
 */
enum {
    PASSKEY_PRESENT = 0x01,  /* somebody was there */
    PASSKEY_VERIFIED = 0x04, /* and it was the owner: a finger, a face, a PIN */
    PASSKEY_ATTESTED = 0x40,
    PASSKEY_EXTENDED = 0x80
};
struct passkey_auth {
    uint8_t rp_hash[PASSKEY_HASH];
    uint8_t flags;
    uint32_t counter;
    struct span credential; /* these two with PASSKEY_ATTESTED */
    struct span key;
};
MUST_USE enum err passkey_auth_decode(struct span bytes, struct passkey_auth *out_auth);

/* passkey_attestation_decode: the attestation object's authenticator data. Its statement is passed
 * over: whose make an authenticator is, is no business of ours. */
MUST_USE enum err passkey_attestation_decode(struct span cbor, struct span *out_auth_data);

/* A public key (COSE): one of the three kinds that we check. */
enum passkey_kind { PASSKEY_ES256 = -7, PASSKEY_EDDSA = -8, PASSKEY_RS256 = -257 };
struct passkey_key {
    enum passkey_kind kind;
    struct span x; /* ES256, EdDSA: 32 bytes */
    struct span y; /* ES256: 32 bytes */
    struct span n; /* RS256: 2048 to 4096 bits, without leading zeros */
    struct span e; /* RS256: 1 to 4 bytes, odd */
};
MUST_USE enum err passkey_key_decode(struct span cbor, struct passkey_key *out_key);

#endif
