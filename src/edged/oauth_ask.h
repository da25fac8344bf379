/*
 * oauth_ask.h: what a client asks a person for (RFC 6749, section 4.1.1, with RFC 7636). A client
 * is its site: client_id is a web origin ("https://app.example"), or one of this device's for a
 * program that waits there ("http://127.0.0.1"), and it is only ever answered at that origin. So
 * nothing is registered, and what a person is shown is what is true of it.
 */
#ifndef OAUTH_ASK_H
#define OAUTH_ASK_H

#include "base_err.h"
#include "web_request.h"
#include "wire_ask.h"

#include <stdbool.h>
#include <stddef.h>

struct oauth_ask {         /* borrows from the request */
    struct span client;    /* client_id */
    struct span place;     /* redirect_uri */
    struct span state;     /* as it was sent; empty: none */
    struct span challenge; /* of S256 */
    unsigned scopes;       /* enum ask_scope */
};

struct oauth_scope {
    enum ask_scope bit;
    const char *name; /* by which words.tbl says what a client may do with it */
};
enum { OAUTH_SCOPES = 3 };
extern const struct oauth_scope oauth_scopes[OAUTH_SCOPES];

/* oauth_ask_read: the parts, checked. ERR_FORMAT: *out_why says which is wrong. */
MUST_USE enum err oauth_ask_read(const struct web_pairs *fields, struct oauth_ask *out_ask,
                                 const char **out_why);

/* oauth_client_is: a web origin with https, or of this device. oauth_place_is: an address at that
 * origin (of this device: at any port), as it goes into an HTTP header. */
bool oauth_client_is(struct span client);
bool oauth_place_is(struct span client, struct span place);

/* oauth_origin_of: an address up to its path. */
struct span oauth_origin_of(struct span address);

/* oauth_client_name: what a person knows it by: its host and port. */
struct span oauth_client_name(struct span client);

/* oauth_binding: of what a permission is bound to. ERR_NOMEM, ERR_LIMIT: it is bound to nothing. */
MUST_USE enum err oauth_binding(struct span client, struct span place, struct span challenge,
                                uint8_t out_binding[ASK_BINDING]);

#endif
