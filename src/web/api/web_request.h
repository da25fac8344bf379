/*
 * web_request.h: what a handler sees of one request: plain data, nothing of the HTTP library. A
 * test may fill one in by hand. Everything in it lives until the answer has been sent.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base_arena.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum web_method {
    WEB_GET,
    WEB_POST,
    WEB_PUT,
    WEB_PATCH,
    WEB_DELETE,
    WEB_HEAD,
    WEB_OPTIONS,
    WEB_METHOD_COUNT_
};

struct web_pair {
    struct span name;
    struct span value;
};

struct web_pairs {
    const struct web_pair *items;
    size_t count;
};

struct web_request {
    uint64_t id;             /* random; also sent back as X-Request-Id, in 16 hexadecimal digits */
    enum web_method method;  /* of the row: WEB_GET for a HEAD that a GET row answers */
    bool head;               /* the body of the answer is not sent */
    uint8_t scope;           /* of the row */
    struct span path;        /* decoded; begins with a slash, without the query */
    struct web_pairs params; /* what the route's {names} stand for; {rest...} keeps its slashes */
    struct web_pairs query;  /* decoded; each name once */
    struct web_pairs headers;
    uint64_t client;       /* stands for the client's address (IPv6: its /64) while this process
                            * lives; 0: unknown, as behind a Unix socket */
    struct span body;      /* WEB_BODY_JSON: the whole body */
    void *sink;            /* WEB_BODY_STREAM: what the sink's begin gave, after its end */
    uint64_t body_len;     /* bytes of the body received */
    struct arena *scratch; /* the handler's memory for this request */
};

/* web_request_param: what stood for {name} in the path; the empty span for a name that the route
 * does not have. */
struct span web_request_param(const struct web_request *r, const char *name);

/* The next three: false, and *out_value untouched, if there is none. */
bool web_request_query(const struct web_request *r, const char *name, struct span *out_value);
/* web_request_header: names are compared without case; the first of several. */
bool web_request_header(const struct web_request *r, const char *name, struct span *out_value);
bool web_request_cookie(const struct web_request *r, const char *name, struct span *out_value);

/* web_request_bearer: the token of "Authorization: Bearer TOKEN" (RFC 6750). False: there is none,
 * or the header is of another kind. */
bool web_request_bearer(const struct web_request *r, struct span *out_token);

#endif
