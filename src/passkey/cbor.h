/*
 * cbor.h: the part of CBOR (RFC 8949) that WebAuthn has, as CTAP2 writes it: definite lengths, the
 * shortest form of each number, no floats, no tags. A reader's failure sticks, as in wire_codec.h.
 */
#ifndef CBOR_H
#define CBOR_H

#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cbor {
    struct span rest;
    bool failed;
};

/* cbor_map: the number of its pairs. cbor_int: any integer of 63 bits. cbor_bytes, cbor_text: the
 * empty span on failure. cbor_skip: one value of any kind, CBOR_DEPTH deep at most. */
enum { CBOR_DEPTH = 8 };
size_t cbor_map(struct cbor *c);
int64_t cbor_int(struct cbor *c);
struct span cbor_bytes(struct cbor *c);
struct span cbor_text(struct cbor *c);
void cbor_skip(struct cbor *c);

#endif
