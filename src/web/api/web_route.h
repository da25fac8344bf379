/*
 * web_route.h: the table of all that a server answers. No row, no access.
 *
 * A path is made of literal segments, segments with one {name} (text may stand before and after it:
 * "/media/{id}.mp4"), and may end in "{name...}", which takes one or more segments. A {name} never
 * stands for nothing, and never for a slash. Rows are tried from the top; the row whose path is
 * "/{name...}" alone is for what no other row's path matches. HEAD is answered by a HEAD row or a
 * GET row, whichever comes first.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base_err.h"
#include "web_answer.h"
#include "web_request.h"

#include <stddef.h>
#include <stdint.h>

/* What must be there, else 401; the handler finds out whether it holds. */
enum web_who {
    WEB_ANYONE,
    WEB_MEMBER, /* a session cookie */
    WEB_CLIENT  /* or "Authorization: Bearer" and a token (RFC 6750) */
};

/* Whose pages may send it and read the answer (CORS). What another site's page may read was made
 * without a cookie: a browser's is left out, and none is set for it. */
enum web_pages {
    WEB_OWN_PAGES,   /* this service's own */
    WEB_TOKEN_PAGES, /* every site's that brings a Bearer token; not of WEB_MEMBER */
    WEB_EVERY_PAGE   /* every site's; of WEB_ANYONE alone */
};

enum web_lane {
    WEB_QUICK,  /* on the thread that serves many connections: must not wait for anything */
    WEB_PLAIN,  /* the same, for WEB_ANYONE and WEB_BODY_NONE: the handler is shown no cookie, no
                   Authorization and no query; with nothing there that its client keeps to itself,
                   the stack behind it is not overwritten */
    WEB_PATIENT /* on a thread of its own kind; with all of them and their queue full, 503; one
                   address has at most half of both, then 429 */
};

enum web_body {
    WEB_BODY_NONE,  /* a body is refused */
    WEB_BODY_JSON,  /* up to body_max bytes, in memory; an absent body is an empty one */
    WEB_BODY_STREAM /* up to body_max bytes, piece by piece into the sink */
};

/*
 * A handler answers one request. Returning an error is enough: unless a problem was already set,
 * the answer becomes web_answer_err of it. The request and the answer are the handler's alone while
 * it runs; app is shared by all threads.
 */
typedef enum err web_handler(void *app, const struct web_request *r, struct web_answer *a);

/*
 * Requests of one row that waited at the same time, from whomever, answered by one call: what each
 * needs of a slow thing is asked for once. The first is the oldest; at most LIMIT_TOGETHER. One
 * such call is under way at a time; what comes meanwhile waits for the next. Of each, err is what
 * its web_handler would give back; ERR_OK at first.
 */
struct web_turn {
    const struct web_request *request;
    struct web_answer *answer;
    enum err err;
};
typedef void web_together(void *app, struct web_turn *turns, size_t count);

/*
 * Where a streamed body goes. Once begin has given a state, exactly one of end and abort follows.
 *
 * begin: before a byte is taken, on the route's lane. It may refuse: an error (and perhaps a
 *        problem in a) answers the request. A body of at most LIMIT_DISCARD bytes is read and
 *        dropped first; any other ends the connection. A client that asked "Expect: 100-continue"
 *        has then sent nothing.
 * write: one piece, in order, on a quick thread. After an error the rest is dropped, abort is
 *        called and the error is the answer; after ERR_GONE (nobody wants this body any more) the
 *        connection ends without one.
 * end:   all bytes came; on the route's lane, then the handler follows at once with r->sink. After
 *        an error (the sink has cleaned up) the handler is not called and the error is the answer.
 * abort: the client went away, stalled, sent too much, or the server stops; on any thread.
 */
struct web_sink {
    enum err (*begin)(void *app, const struct web_request *r, struct web_answer *a,
                      void **out_state);
    enum err (*write)(void *state, struct span bytes);
    enum err (*end)(void *state, struct web_answer *a);
    void (*abort)(void *state);
};

/* What a protocol on top of HTTP demands of its rows. */
struct web_protocol {
    const char *header; /* a header of every answer of its paths, refusals too */
    const char *value;
    bool overrides; /* X-HTTP-Method-Override, if sent, is the method */
};

struct web_route {
    enum web_method method;
    const char *path;
    enum web_who who;
    uint8_t scope; /* the application's: request.scope */
    enum web_pages pages;
    enum web_lane lane;
    enum web_body body;
    uint64_t body_max; /* bytes; past it 413 names it */
    web_handler *handler;
    const struct web_sink *sink;         /* WEB_BODY_STREAM */
    const struct web_protocol *protocol; /* NULL: none */
    web_handler
        *admit; /* NULL, or on a quick thread, once the body is there (not of WEB_BODY_STREAM)
                   and before the lane: an error refuses. It must not wait for anything. */
    web_together *together; /* in place of handler; WEB_PATIENT, and not of WEB_BODY_STREAM */
};

/* What the table says of a method and a path. */
struct web_match {
    const struct web_route *route; /* NULL: none */
    unsigned allowed; /* without a route: bit 1 << method of each row whose path matches; 0: none */
    const struct web_protocol *protocol; /* of a row whose path matches */
};

enum { WEB_PARAMS = 4 };

/* web_route_check: whether every row is well-formed: patterns, at most WEB_PARAMS names, one
 * handler, a sink where it belongs. ERR_FORMAT with the row's number. Servers check at start. */
MUST_USE enum err web_route_check(const struct web_route *routes, size_t count, size_t *out_row);

/* web_route_find: path is decoded. On a match fills params (WEB_PARAMS of them; the values borrow
 * from path, the names from the table) and *out_count. */
struct web_match web_route_find(const struct web_route *routes, size_t count,
                                enum web_method method, struct span path, struct web_pair *params,
                                size_t *out_count);

#endif
