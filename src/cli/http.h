/*
 * http.h: one HTTP client for the command line. Every request has ceilings for time and for the
 * answer's size; no redirect is followed, so that no other host is ever asked; certificates are
 * checked. Proxies are taken from the environment as curl does, never for this machine itself.
 */
#ifndef CLI_HTTP_H
#define CLI_HTTP_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdint.h>

struct http;

/* http_open: base is "http://host[:port][/path]" or https. Nothing is sent yet. ERR_FORMAT: not
 * such an address, or with a name, password, query or fragment in it. ERR_NOMEM. */
MUST_USE enum err http_open(const char *base, struct http **out_http);
void http_close(struct http *h);
AUTO_CLOSER(http_close, struct http)

/* http_agent: what it calls itself in its requests from here on. Borrowed. */
void http_agent(struct http *h, const char *agent);

/* http_base: the address without a slash at its end. Borrowed. */
const char *http_base(const struct http *h);

struct http_request {
    const char *method;         /* NULL is GET */
    const char *path;           /* after the base; begins with '/' */
    const char *cookie;         /* "name=value", or NULL */
    const char *const *headers; /* "Name: value", NULL at the end; or NULL */
    const char *content_type;   /* of the body, if there is one */
    struct span body;           /* empty: none */
    int upload_fd;              /* instead of body, if upload_len > 0: sent from its position on */
    uint64_t upload_len;
    void (*progress)(void *context, uint64_t sent); /* of an upload; or NULL */
    void *context;
    size_t answer_max; /* bytes of the answer's body; 0 takes none */
    int64_t time_ms;   /* less than LIMIT_FETCH_MS; 0: that */
};

struct http_answer {
    int status; /* 200, 404, … */
    struct buf body;
    char content_type[128]; /* "" if there is none */
    char cookie[256];       /* "name=value" of the last Set-Cookie, or "" */
    char location[LIMIT_URL];
    char upload_offset[24]; /* tus */
    char video[24];         /* Vitrine-Video */
};
void http_answer_done(struct http_answer *answer);
static inline void http_answer_auto(struct http_answer *answer)
{
    http_answer_done(answer);
}

/*
 * http_do: one request. ERR_OK: an answer came, whatever its status. ERR_GONE: nothing reachable
 * there, TLS refused, or a time limit passed. ERR_LIMIT: the answer is over answer_max. ERR_FORMAT:
 * what came is not HTTP. ERR_IO: the upload's file. ERR_NOMEM. *out_answer must be zeroed or used
 * before; release it with http_answer_done. http_problem has words for the last failure.
 */
MUST_USE enum err http_do(struct http *h, const struct http_request *request,
                          struct http_answer *out_answer);
const char *http_problem(const struct http *h);

/* http_get: the body of a 200. ERR_NOT_FOUND on 404 and 410; ERR_GONE on 429 and from
 * 500 on (it is not there just now); ERR_DENIED on any other status. http_get_with: the same of a
 * request with more to it; its answer_max counts. */
MUST_USE enum err http_get(struct http *h, const char *path, size_t answer_max,
                           struct buf *out_body);
MUST_USE enum err http_get_with(struct http *h, const struct http_request *request,
                                struct buf *out_body);

#endif
