#include "base_sip.h"

#include <stdbool.h>
#include <stddef.h>

static uint64_t rotate(uint64_t v, unsigned by)
{
    return (v << by) | (v >> (64 - by));
}

static void rounds(uint64_t v[4], unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

/* One block of eight bytes, the length in its top byte as the last block has it. */
uint64_t sip_hash(const struct sip_key *key, struct span text)
{
    uint64_t v[4] = {key->k0 ^ 0x736f6d6570736575u, key->k1 ^ 0x646f72616e646f6du,
                     key->k0 ^ 0x6c7967656e657261u, key->k1 ^ 0x7465646279746573u};
    const uint8_t *bytes = text.ptr;
    size_t at = 0;
    for (bool last = false; !last; at += 8) {
        size_t left = text.len - at;
        last = left < 8;
        uint64_t block = last ? (uint64_t)(text.len & 0xff) << 56 : 0;
        for (size_t i = 0; i < (last ? left : 8); i++) {
            block |= (uint64_t)bytes[at + i] << (8 * i);
        }
        v[3] ^= block;
        rounds(v, 2);
        v[0] ^= block;
    }
    v[2] ^= 0xff;
    rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
