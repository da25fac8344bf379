/*
 * web_head.h: header values of a request: cookies, entity tags, accepted encodings, where a request
 * comes from. Pure: bytes in, a verdict out; nothing is owned.
 */
#ifndef WEB_HEAD_H
#define WEB_HEAD_H

#include "base_span.h"

#include <stdbool.h>

/* web_cookie_find: the value of a cookie in a Cookie header (RFC 6265, section 4.2.1; one pair of
 * quotes around it is dropped). False: none of that name, or its value has a character that a
 * cookie cannot have. Of two with one name, the first. */
bool web_cookie_find(struct span header, const char *name, struct span *out_value);

/* web_etag_in: whether etag (quoted, strong) is in an If-None-Match list ("*", "\"a\", W/\"b\""),
 * by weak comparison. A list that is malformed matches nothing from the point where it is. */
bool web_etag_in(struct span list, const char *etag);

/* web_etag_same: whether an If-Range value is this strong tag, by strong comparison. */
bool web_etag_same(struct span value, const char *etag);

/* web_encoding_taken: whether an Accept-Encoding header names coding with a weight above zero. */
bool web_encoding_taken(struct span header, const char *coding);

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
