/*
 * vault_secret.h: bytes that are wiped when their scope ends: AUTO(secret) struct secret s = {0}.
 * For passwords and short keys; never copied into a plain buffer.
 */
#ifndef VAULT_SECRET_H
#define VAULT_SECRET_H

#include "base_auto.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stddef.h>
#include <stdint.h>

struct secret {
    size_t len;
    uint8_t bytes[LIMIT_PASSWORD];
};

/* secret_set: a copy, replacing what was there. ERR_LIMIT if it does not fit; then unchanged. */
MUST_USE enum err secret_set(struct secret *s, struct span bytes);
struct span secret_span(const struct secret *s);
void secret_wipe(struct secret *s);

static inline void secret_auto(struct secret *s)
{
    secret_wipe(s);
}

/* vault_wipe: zeroes memory in a way that a compiler does not leave out. NULL with 0 is fine. */
void vault_wipe(void *bytes, size_t len);

#endif
