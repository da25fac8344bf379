/*
 * web_client.h: a number for a client's address, for rate limits. It means nothing outside of the
 * process that drew the secret.
 */
#ifndef WEB_CLIENT_H
#define WEB_CLIENT_H

#include "base_sip.h"

#include <stdint.h>
#include <sys/socket.h>

/* web_client_key: SipHash-2-4 of the IPv4 address, or of the first 64 bits of the IPv6 address (an
 * IPv4 address mapped into IPv6 counts as what it is), without the port. 0 for NULL and for any
 * other family; never 0 for an address. */
uint64_t web_client_key(const struct sip_key *secret, const struct sockaddr *address);

#endif
