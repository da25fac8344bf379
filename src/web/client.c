#include "web_client.h"

#include "web_head.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static struct web_address of_v4(const void *bytes)
{
    struct web_address out = {.len = 4};
    memcpy(out.bytes, bytes, 4);
    return out;
}

static struct web_address of_v6(const struct in6_addr *in6)
{
    struct web_address out = {.len = 16};
    memcpy(out.bytes, in6->s6_addr, 16);
    return IN6_IS_ADDR_V4MAPPED(in6) ? of_v4(in6->s6_addr + 12) : out;
}

struct web_address web_address_of(const struct sockaddr *address)
{
    if (address != NULL && address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof(in));
        return of_v4(&in.sin_addr);
    }
    if (address != NULL && address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof(in6));
        return of_v6(&in6.sin6_addr);
    }
    return (struct web_address){.len = 0};
}

struct web_address web_address_read(struct span text)
{
    char copy[INET6_ADDRSTRLEN] = "";
    struct in_addr v4;
    struct in6_addr v6;
    if (text.len == 0 || text.len >= sizeof(copy) || memchr(text.ptr, '\0', text.len) != NULL) {
        return (struct web_address){.len = 0};
    }
    memcpy(copy, text.ptr, text.len);
    if (inet_pton(AF_INET, copy, &v4) == 1) {
        return of_v4(&v4);
    }
    return inet_pton(AF_INET6, copy, &v6) == 1 ? of_v6(&v6) : (struct web_address){.len = 0};
}

bool web_address_same(const struct web_address *a, const struct web_address *b)
{
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

struct web_address web_address_forwarded(struct span header)
{
    size_t from = header.len;
    while (from > 0 && header.ptr[from - 1] != ',') {
        from--;
    }
    return web_address_read(web_trim(span_of(header.ptr + from, header.len - from)));
}

uint64_t web_client_key(const struct sip_key *secret, const struct web_address *address)
{
    if (address->len == 0) {
        return 0;
    }
    uint64_t key = sip_hash(secret, span_of(address->bytes, address->len == 4 ? 4 : 8));
    return key == 0 ? 1 : key;
}
