#include "web_client.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

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
static uint64_t hash(const struct web_client_secret *s, const uint8_t *bytes, size_t len)
{
    uint64_t v[4] = {s->k0 ^ 0x736f6d6570736575u, s->k1 ^ 0x646f72616e646f6du,
                     s->k0 ^ 0x6c7967656e657261u, s->k1 ^ 0x7465646279746573u};
    size_t at = 0;
    for (bool last = false; !last; at += 8) {
        size_t left = len - at;
        last = left < 8;
        uint64_t block = last ? (uint64_t)(len & 0xff) << 56 : 0;
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

uint64_t web_client_key(const struct web_client_secret *secret, const struct sockaddr *address)
{
    uint8_t bytes[8] = {0};
    size_t len = 0;
    if (address != NULL && address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof(in));
        len = sizeof(in.sin_addr);
        memcpy(bytes, &in.sin_addr, len);
    } else if (address != NULL && address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof(in6));
        bool mapped = IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr);
        len = mapped ? 4 : 8;
        memcpy(bytes, in6.sin6_addr.s6_addr + (mapped ? 12 : 0), len);
    } else {
        return 0;
    }
    uint64_t key = hash(secret, bytes, len);
    return key == 0 ? 1 : key;
}
