#include "vault_secret.h"

#include <sodium.h>
#include <string.h>

enum err secret_set(struct secret *s, struct span bytes)
{
    if (bytes.len > sizeof(s->bytes)) {
        return ERR_LIMIT;
    }
    secret_wipe(s);
    if (bytes.len > 0) {
        memcpy(s->bytes, bytes.ptr, bytes.len);
    }
    s->len = bytes.len;
    return ERR_OK;
}

struct span secret_span(const struct secret *s)
{
    return span_of(s->bytes, s->len);
}

void secret_wipe(struct secret *s)
{
    sodium_memzero(s, sizeof(*s));
}

void vault_wipe(void *bytes, size_t len)
{
    if (len > 0) {
        sodium_memzero(bytes, len);
    }
}
