/*
 * passkey.h: whether a passkey that was made, or used, is to be believed. The caller has checked
 * that the challenge (passkey_client_decode) is one of its own and was not used before.
 */
#ifndef PASSKEY_H
#define PASSKEY_H

#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "passkey_decode.h"

#include <stddef.h>
#include <stdint.h>

/* The region's own addresses (text_is_web_origin), as a browser writes them. The name that a
 * passkey is for is an address's host. */
struct passkey_origins {
    size_t count;
    const char *items[LIMIT_WEB_ORIGINS];
};

/*
 * passkey_made: a new passkey's credential and public key (COSE), borrowed from evidence, the
 * attestation object. ERR_FORMAT: not what such things are. ERR_DENIED: another address or name,
 * another act, from within another page, or nobody was there and verified; a key of a kind that we
 * do not check, or over a limit.
 */
struct passkey_new {
    struct span credential;
    struct span key;
    uint32_t counter;
};
MUST_USE enum err passkey_made(const struct passkey_origins *origins, struct span client_data,
                               struct span evidence, struct passkey_new *out_new);

/*
 * passkey_used: that the holder of the key used it now; evidence is the authenticator's data.
 * ERR_FORMAT, ERR_DENIED as above, or the signature is not the key's. ERR_CONFLICT: all of it is
 * right, but the counter did not go up: there are two of this passkey. ERR_NOMEM.
 */
struct passkey_proof {
    struct span client_data;
    struct span evidence;
    struct span signature;
    struct span key;  /* what passkey_made gave */
    uint32_t counter; /* the last that was seen */
};
MUST_USE enum err passkey_used(const struct passkey_origins *origins,
                               const struct passkey_proof *proof, uint32_t *out_counter);

#endif
