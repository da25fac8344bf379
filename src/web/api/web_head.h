/*
 * web_head.h: header values of a request: cookies, entity tags, accepted encodings and languages,
 * where a request comes from. Pure: bytes in, a verdict out; nothing is owned.
 */
#ifndef WEB_HEAD_H
#define WEB_HEAD_H

#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>

/* web_cookie_find: the value of a cookie in a Cookie header (RFC 6265, section 4.2.1; one pair of
 * quotes around it is dropped). False: none of that name, or its value has a character that a
 * cookie cannot have. Of two with one name, the first. */
bool web_cookie_find(struct span header, const char *name, struct span *out_value);

/* web_etag_in: whether etag (quoted, strong) is in an If-None-Match list ("*", "\"a\", W/\"b\""),
 * by weak comparison. A list that is malformed matches nothing from the point where it is. */
bool web_etag_in(struct span list, const char *etag);

/* web_etag_in_strong: the same for an If-Match list, by strong comparison. */
bool web_etag_in_strong(struct span list, const char *etag);

/* web_etag_same: whether an If-Range value is this strong tag, by strong comparison. */
bool web_etag_same(struct span value, const char *etag);

/* web_encoding_taken: whether an Accept-Encoding header names coding with a weight above zero. */
bool web_encoding_taken(struct span header, const char *coding);

/* web_language_best: which of these languages (at most LIMIT_HEAD_LANGUAGES, in small letters:
 * "en", "ar") an Accept-Language header (RFC 9110, section 12.5.4) wants most: the one with the
 * highest weight, of equal ones the one that stands first in the header. "ar-EG" wants "ar"; "*"
 * wants the first. What is malformed, and what has no weight, wants nothing; what stands behind
 * LIMIT_HEAD_LANGUAGES items is not read. 0, the first, if none is wanted. */
size_t web_language_best(struct span header, const char *const *languages, size_t count);

/* web_trim: without spaces and tabs at both ends. */
struct span web_trim(struct span s);

/* web_token_is: whether a value equals a word, without case. */
bool web_token_is(struct span value, const char *word);

/* What a request says of its origin; ptr NULL: the header is absent. */
struct web_origin {
    struct span fetch_site; /* Sec-Fetch-Site */
    struct span origin;     /* Origin */
    struct span host;       /* Host */
};

/* web_origin_is_same: Sec-Fetch-Site, if there, must be same-origin or none; else Origin, if there,
 * must name the host and port of Host; neither: a client that is no browser, which carries no one's
 * cookies by surprise. */
bool web_origin_is_same(const struct web_origin *o);

#endif
