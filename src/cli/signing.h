/*
 * signing.h: what `vitrine decide` and `vitrine office` share: a member's key in a file, and a
 * statement's way to a running region.
 *
 *   vitrine-office-key 1
 *   public HEX     the member: 64 hexadecimal digits
 *   seed HEX       the secret half, Ed25519
 */
#ifndef CLI_SIGNING_H
#define CLI_SIGNING_H

#include "approval_envelope.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct office_key {
    uint8_t public[APPROVAL_KEY];
    uint8_t seed[APPROVAL_SEED];
};
static inline void office_key_auto(struct office_key *key)
{
    explicit_bzero(key, sizeof(*key));
}

/* office_key_make: a fresh one, in a new file of mode 0600. ERR_CONFLICT: there is one already.
 * office_key_read: ERR_DENIED: others may read the file; ERR_FORMAT. */
MUST_USE enum err office_key_make(const char *path, struct office_key *out_key);
MUST_USE enum err office_key_read(const char *path, struct office_key *out_key);

/* office_key_fault: why a key was not read, in words; lasts. */
const char *office_key_fault(enum err err);

/* A region that runs here. */
struct signing_region {
    int data; /* its folder; borrowed */
    char origin[LIMIT_ORIGIN + 1];
    char url[LIMIT_URL];
};

/* signing_region_find: ERR_GONE: it does not run; ERR_FORMAT: its gate says something else. */
MUST_USE enum err signing_region_find(int data, struct signing_region *out_region);

/* What became of a statement. */
struct signing_answer {
    bool taken;
    int64_t number;    /* of the decision, or 0 */
    char problem[256]; /* if it was not taken */
};

/* signing_send: an envelope, and an opening (empty: none), to custodiand; waits for what it says.
 * ERR_GONE: the region does not run; ERR_BUSY: no answer in time: it may have been taken. */
MUST_USE enum err signing_send(const struct signing_region *region, struct span envelope,
                               struct span opening, struct signing_answer *out_answer);

#endif
