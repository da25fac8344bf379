/*
 * base_text.h: strict text: one encoding per value. Decoders refuse what the encoder never writes.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

/* text_hex: lower-case hexadecimal, appended. */
enum err text_hex(struct span bytes, struct buf *out);
/* text_unhex: exactly out_len bytes from lower-case digits; else ERR_FORMAT. */
MUST_USE enum err text_unhex(struct span text, uint8_t *out, size_t out_len);

/* text_base64: RFC 4648 section 4, padded, appended. */
enum err text_base64(struct span bytes, struct buf *out);
/* text_unbase64: appends the bytes; ERR_FORMAT on a stray character, wrong padding or non-zero
 * spare bits. */
MUST_USE enum err text_unbase64(struct span text, struct buf *out);

/* text_base64url: RFC 4648 section 5, without padding, appended. text_unbase64url: as
 * text_unbase64. */
enum err text_base64url(struct span bytes, struct buf *out);
MUST_USE enum err text_unbase64url(struct span text, struct buf *out);

/* text_u64: decimal digits without sign or leading zero, at most max; else ERR_FORMAT. */
MUST_USE enum err text_u64(struct span text, uint64_t max, uint64_t *out);

/* text_take_line: takes the next line of *rest, which must begin with this word; what stands behind
 * it and a space is its value. ERR_FORMAT: it begins with another, or does not end. */
MUST_USE enum err text_take_line(struct span *rest, const char *word, struct span *out_value);

/* text_is_utf8: well-formed (no surrogate, no over-long form, nothing above U+10FFFF). */
bool text_is_utf8(struct span text);

/* text_characters: how many characters (code points) UTF-8 text has. */
size_t text_characters(struct span text);

/* text_is_web_origin: an address of a site as a browser writes it: http or https, a host's name in
 * small letters, perhaps a port, and nothing after it; at most LIMIT_WEB_ORIGIN bytes. */
bool text_is_web_origin(struct span text);

/* text_web_host: the host of such an address, borrowed. */
struct span text_web_host(struct span origin);

#endif
