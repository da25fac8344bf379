/*
 * source.h: a service at an address, for what is checked from outside.
 */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "http.h"
#include "verify_source.h"

/* http_source: h must outlive it, and so must agent, what it calls itself; NULL: as ever. */
struct verify_source http_source(struct http *h, const char *agent);

#endif
