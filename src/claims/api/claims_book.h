/*
 * claims_book.h: since when each claim is as it is: what the ledger says of the claims, as
 * custodiand keeps it in its folder and shows it beside the ledger (the file `claims`). Text:
 *
 *   vitrine-claims 1
 *   claim <name> <digest> <how many changes follow>
 *   change <entry of the ledger> <its time: ms since 1970> <state>      newest first
 *
 * digest: 64 hexadecimal digits, SHA-256 of what claims_text gives. No name comes twice. Of older
 * changes only the newest CLAIMS_CHANGES are kept: all are in the ledger. Nothing may follow.
 */
#ifndef CLAIMS_BOOK_H
#define CLAIMS_BOOK_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "claims.h"

#include <stddef.h>
#include <stdint.h>

enum {
    CLAIMS_NAME = 32, /* bytes of a name at most */
    CLAIMS_KEPT = 32, /* claims that are kept at most, with those that were withdrawn */
    CLAIMS_CHANGES = 8,
    CLAIMS_DIGEST = 32,
    CLAIMS_BOOK_MAX = 32 * 1024
};

struct claims_change {
    uint64_t entry;
    int64_t time_ms;
    enum claims_state state;
};

struct claims_record {
    char name[CLAIMS_NAME + 1];
    uint8_t digest[CLAIMS_DIGEST];
    size_t count; /* at least one */
    struct claims_change changes[CLAIMS_CHANGES];
};

struct claims_book {
    size_t count;
    struct claims_record records[CLAIMS_KEPT];
};

/* claims_name: whether a text is a claim's name: small letters and '-', at most CLAIMS_NAME. */
bool claims_name(struct span text);

/* claims_book_find: NULL if there is none. Borrowed. */
const struct claims_record *claims_book_find(const struct claims_book *book, struct span name);

/* claims_book_put: one more change, in place of the oldest if there is no room. A new claim takes,
 * where CLAIMS_KEPT are kept, the place of the one that is withdrawn for the longest: whoever keeps
 * claims by the ledger keeps the same ones. ERR_FORMAT: no name. ERR_LIMIT: none is withdrawn. */
MUST_USE enum err claims_book_put(struct claims_book *book, struct span name,
                                  const uint8_t digest[CLAIMS_DIGEST],
                                  const struct claims_change *change);

/* claims_book_decode: ERR_FORMAT. */
MUST_USE enum err claims_book_decode(struct span in, struct claims_book *out_book);
MUST_USE enum err claims_book_encode(const struct claims_book *book, struct buf *out);

#endif
