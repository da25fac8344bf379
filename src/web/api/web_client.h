/*
 * web_client.h: a client's address, and a number for it, for rate limits. The number means nothing
 * outside of the process that drew the secret.
 */
#ifndef WEB_CLIENT_H
#define WEB_CLIENT_H

#include "base_sip.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* IPv4 or IPv6, without a port; an IPv4 address that is mapped into IPv6 is what it is. */
struct web_address {
    size_t len; /* 4 or 16; 0: none */
    uint8_t bytes[16];
};

/* web_address_of: none for NULL and for any other family. web_address_read: as a number is written,
 * "192.0.2.1" or "2001:db8::1"; none if it is anything else. */
struct web_address web_address_of(const struct sockaddr *address);
struct web_address web_address_read(struct span text);

/* web_address_same: none is the same as none. */
bool web_address_same(const struct web_address *a, const struct web_address *b);

/* web_address_forwarded: the last one of an X-Forwarded-For header, which is what the front itself
 * saw; what stands before it is its client's word. None if that is no address. */
struct web_address web_address_forwarded(struct span header);

/* web_client_key: SipHash-2-4 of the IPv4 address, or of the first 64 bits of the IPv6 address. 0
 * for none; never 0 for an address. */
uint64_t web_client_key(const struct sip_key *secret, const struct web_address *address);

#endif
