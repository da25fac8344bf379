/*
 * base_markup.h: text that others wrote, in HTML and in XML. One escape serves both, in elements
 * and in attributes that have quotation marks around them, and nowhere else.
 */
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

/*
 * markup_text: appends it. No '<', '>', '"' or ''' comes through, and no '&' but in the five
 * references that stand for these. What XML 1.0 has no place for (control characters, U+FFFE,
 * U+FFFF) and each malformed byte becomes U+FFFD; what comes out is well-formed UTF-8.
 */
enum err markup_text(struct buf *out, struct span text);

/* markup_join: parts up to NULL, in turn a literal of ours, as it is, and a text, escaped. */
enum err markup_join(struct buf *out, const char *const *parts);

/* markup_url: appends it as a part of a path or a query (RFC 3986): all but letters, digits, "-",
 * ".", "_" and "~" as "%XX". */
enum err markup_url(struct buf *out, struct span text);

#endif
