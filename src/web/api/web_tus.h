/*
 * web_tus.h: header values of tus 1.0.0, the protocol of resumable uploads. Pure: bytes in, values
 * out.
 *
 *   Upload-Metadata   pair *("," pair), a pair is: key [" " base64]
 *   Upload-Checksum   algorithm " " base64
 *
 * A key is printable ASCII without space and comma, and comes once. Base64 is padded and canonical
 * (RFC 4648, section 4). Spaces and tabs around a pair are passed over.
 */
#ifndef WEB_TUS_H
#define WEB_TUS_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stddef.h>
#include <stdint.h>

enum { WEB_TUS_PAIRS = 32, WEB_TUS_DIGEST = 64, WEB_TUS_ALGORITHM = 16 };

struct web_tus_metadata {
    size_t count;
    struct {
        struct span key;   /* both borrow from the header */
        struct span value; /* still base64; empty: no value */
    } pairs[WEB_TUS_PAIRS];
};

/* web_tus_metadata_decode: the whole header is checked. ERR_FORMAT; ERR_LIMIT: more than
 * WEB_TUS_PAIRS; ERR_NOMEM. */
MUST_USE enum err web_tus_metadata_decode(struct span header, struct web_tus_metadata *out);

/* web_tus_metadata_encode: appended without spaces around pairs. */
enum err web_tus_metadata_encode(const struct web_tus_metadata *m, struct buf *out);

/* web_tus_metadata_find: appends the value of a key. ERR_NOT_FOUND; ERR_LIMIT: longer than out's
 * ceiling; ERR_NOMEM. */
MUST_USE enum err web_tus_metadata_find(const struct web_tus_metadata *m, const char *key,
                                        struct buf *out_value);

struct web_tus_checksum {
    struct span algorithm; /* small letters, digits and hyphens; borrows from the header */
    uint8_t digest[WEB_TUS_DIGEST];
    size_t len;
};

/* web_tus_checksum_decode: ERR_FORMAT. Whether the algorithm is known, and the digest as long as
 * its own are, is the caller's business. */
MUST_USE enum err web_tus_checksum_decode(struct span header, struct web_tus_checksum *out);
enum err web_tus_checksum_encode(const struct web_tus_checksum *c, struct buf *out);

#endif
