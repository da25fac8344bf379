/*
 * base_sip.h: SipHash-2-4, a keyed hash of short texts: without the key nobody can tell what was
 * hashed, or find two texts with one hash.
 */
#ifndef BASE_SIP_H
#define BASE_SIP_H

#include "base_span.h"

#include <stdint.h>

struct sip_key {
    uint64_t k0;
    uint64_t k1;
};

uint64_t sip_hash(const struct sip_key *key, struct span text);

#endif
