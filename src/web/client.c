#include "web_client.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

uint64_t web_client_key(const struct sip_key *secret, const struct sockaddr *address)
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
    uint64_t key = sip_hash(secret, span_of(bytes, len));
    return key == 0 ? 1 : key;
}
