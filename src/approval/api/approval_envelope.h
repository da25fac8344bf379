/*
 * approval_envelope.h: a signed statement, as DSSE has it, in one way to write it:
 *
 *   {"payload":"BASE64","payloadType":"application/vnd.vitrine.statement+json",
 *    "signatures":[{"keyid":"HEX","sig":"BASE64"}]}
 *
 * without spaces or line ends; keyid is the signer's Ed25519 public key, 64 hexadecimal digits;
 * what is signed is DSSE's pre-authentication encoding, "DSSEv1 LEN TYPE LEN PAYLOAD". Nothing may
 * follow.
 */
#ifndef APPROVAL_ENVELOPE_H
#define APPROVAL_ENVELOPE_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdint.h>

enum { APPROVAL_KEY = 32, APPROVAL_SEED = 32, APPROVAL_SIGNATURE = 64 };

struct approval_envelope {
    uint8_t key[APPROVAL_KEY];
    uint8_t signature[APPROVAL_SIGNATURE];
};

/* approval_ready: once, before any of the others is called. ERR_IO. */
MUST_USE enum err approval_ready(void);

/* approval_envelope_decode: the payload's bytes are appended to payload; nothing is verified.
 * ERR_FORMAT; ERR_LIMIT over LIMIT_STATEMENT. */
MUST_USE enum err approval_envelope_decode(struct span in, struct buf *payload,
                                           struct approval_envelope *out_envelope);
MUST_USE enum err approval_envelope_encode(const struct approval_envelope *envelope,
                                           struct span payload, struct buf *out);

/* approval_verify: ERR_DENIED: the signature is not that key's of that payload. */
MUST_USE enum err approval_verify(const struct approval_envelope *envelope, struct span payload);

/* approval_public: the public key of a seed. approval_sign: appends the envelope of a payload. */
MUST_USE enum err approval_public(const uint8_t seed[APPROVAL_SEED], uint8_t out_key[APPROVAL_KEY]);
MUST_USE enum err approval_sign(const uint8_t seed[APPROVAL_SEED], struct span payload,
                                struct buf *out);

#endif
