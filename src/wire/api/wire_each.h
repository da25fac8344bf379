/*
 * wire_each.h: what several persons' sessions ask for at once, as items of SEAL_EACH (wire_ask.h).
 *
 *   asked   u8 version = 1 | token[32] | u8 scope | the value, to the end
 *   sealed  u8 version = 1 | u8 error | only if it is ERR_OK: i64 user | locker[16] | the sealed
 *           value, to the end
 *
 * Decoded structs borrow from the bytes. ERR_FORMAT, with nothing changed.
 */
#ifndef WIRE_EACH_H
#define WIRE_EACH_H

#include "wire_ask.h"

enum {
    EACH_ASKED = 1 + ASK_TOKEN + 1,      /* bytes beside the value */
    EACH_SEALED = 1 + 1 + 8 + ASK_LOCKER /* and beside the sealed one */
};

struct each_asked {
    uint8_t token[ASK_TOKEN];
    uint8_t scope; /* enum ask_scope */
    struct span value;
};

struct each_sealed {
    enum err err;
    int64_t user; /* this and what follows only of ERR_OK */
    uint8_t locker[ASK_LOCKER];
    struct span value;
};

MUST_USE enum err each_asked_encode(const struct each_asked *asked, struct buf *out);
MUST_USE enum err each_asked_decode(struct span in, struct each_asked *out_asked);

/* each_sealed_encode: what is appended to out behind it goes on with the value. */
MUST_USE enum err each_sealed_encode(const struct each_sealed *sealed, struct buf *out);
MUST_USE enum err each_sealed_decode(struct span in, struct each_sealed *out_sealed);

#endif
