/*
 * web_answer.h: what a handler fills in. Failures stick: an answer that could not be built (memory,
 * a header value with a control character, too many headers) is sent as a plain 500, so a handler
 * may call in a straight line and return what the last call returned.
 *
 * The server adds to every answer the request id and the fixed security headers, and, to an answer
 * of type text/html, the content security policy.
 */
#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include "base_arena.h"
#include "base_buf.h"
#include "base_err.h"

#include <stdbool.h>
#include <stdint.h>

struct web_stream;

enum { WEB_ANSWER_HEADERS = 16, WEB_ANSWER_STRINGS = 8 * 1024 };

/* What an HTML page of ours may load: its own files, and what it made itself (a preview). */
#define WEB_HTML_POLICY                                                                            \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "        \
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "           \
    "worker-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

/* A script that runs as a worker, for which the page's policy does not count: it may compile
 * WebAssembly, as a page may not, and ask this service alone. */
#define WEB_SCRIPT_POLICY "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self'"

/* A page that other sites may show in a frame: it runs nothing, and asks for nothing. */
#define WEB_EMBED_POLICY                                                                           \
    "default-src 'none'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; "  \
    "frame-ancestors *"

struct web_answer_header {
    const char *name;
    const char *value;
};

/*
 * A body that is made while it goes out, for what has no length ahead and may not be in memory as a
 * whole. It is sent in chunks; a client of HTTP/1.0 gets it up to the connection's end.
 *
 * next:  the next piece, appended to out (at most LIMIT_PULL_PIECE bytes), on a patient thread,
 * once the piece before has gone; nothing appended: that was all. After an error the connection
 *        ends before the body does, so that nobody takes it for whole.
 * close: no more of it is wanted; called once in every case, on any thread.
 */
struct web_pull {
    enum err (*next)(void *state, struct buf *out);
    void (*close)(void *state);
};

/* Whether a file's bytes may still go out: asked on a thread of the server's, which waits. */
typedef bool web_may_fn(void *app, const char *name);

/* How often one client may do what it did, and what is left of that. name: of the policy, in small
 * letters, a literal; NULL: no limit is known. */
struct web_quota {
    const char *name;
    unsigned quota; /* in a window */
    unsigned window_s;
    unsigned left;
    unsigned reset_s; /* until all of it is there again */
};

struct web_answer {
    unsigned status;    /* 0: not set yet */
    enum err failed;    /* the first failure, or ERR_OK */
    bool problem;       /* a problem document was set */
    const char *detail; /* its detail; NULL: it has none */
    bool embeds;        /* an HTML page that other sites may frame: WEB_EMBED_POLICY */
    bool close;         /* end the connection after this answer */
    const char *policy; /* of an HTML page; NULL: by embeds */
    struct web_answer_header headers[WEB_ANSWER_HEADERS];
    size_t header_count;
    struct arena strings; /* the header's values */
    struct web_quota quota;
    struct buf body;
    struct web_stream *stream; /* a body that goes on (web_stream.h); NULL: none; owned */
    bool secure;               /* its cookies go by TLS alone */
    int fd;                    /* a body from a file; -1: from body */
    uint64_t offset;
    uint64_t length;
    web_may_fn *may; /* NULL: all of it may go out */
    const char *may_name;
    const struct web_pull *pull; /* a body that is made; NULL: from fd or body */
    void *pull_state;
};

/* An empty answer, for a declaration: struct web_answer a = WEB_ANSWER_EMPTY; */
#define WEB_ANSWER_EMPTY                                                                           \
    {                                                                                              \
        .fd = -1, .strings = {.max = WEB_ANSWER_STRINGS }                                          \
    }

/* web_answer_init: an empty answer. web_answer_done: closes and frees what is still held. */
void web_answer_init(struct web_answer *a);
void web_answer_done(struct web_answer *a);
static inline void web_answer_auto(struct web_answer *a)
{
    web_answer_done(a);
}

/* web_answer_again: as empty as at first, but for the quota. */
void web_answer_again(struct web_answer *a);

void web_answer_status(struct web_answer *a, unsigned status);

/* web_answer_forms: the HTML page's forms may lead to this origin, too: browsers hold their policy
 * against where an answer sends them on. */
enum err web_answer_forms(struct web_answer *a, struct span origin);

/* web_answer_empty: it is done, and there is nothing to say: 204, not to be stored. */
enum err web_answer_empty(struct web_answer *a);

/* web_answer_header: adds one; name and value are copied. ERR_FORMAT: a character that a header
 * must not have; ERR_LIMIT, ERR_NOMEM. The rest set one header each and fail in the same way. */
enum err web_answer_header(struct web_answer *a, const char *name, const char *value);
enum err web_answer_type(struct web_answer *a, const char *content_type);
enum err web_answer_cache(struct web_answer *a, const char *cache_control);
enum err web_answer_location(struct web_answer *a, const char *url);
enum err web_answer_etag(struct web_answer *a, const char *quoted);

/* web_answer_cookie: "name=value; HttpOnly; SameSite=Lax; Path=/; Max-Age=…", and "Secure" if the
 * request was for web_config's public_origin. A max_age_s of 0 takes it away from the browser. */
enum err web_answer_cookie(struct web_answer *a, const char *name, const char *value,
                           int64_t max_age_s);

/* web_answer_cookie_strict: the same, for a cookie that no other site's link brings along:
 * "SameSite=Strict". */
enum err web_answer_cookie_strict(struct web_answer *a, const char *name, const char *value,
                                  int64_t max_age_s);

/* web_answer_quota: from now on the answer says so, whatever it becomes, a refusal too: the headers
 * RateLimit-Policy and RateLimit of draft-ietf-httpapi-ratelimit-headers-10. */
void web_answer_quota(struct web_answer *a, const struct web_quota *quota);

/* web_answer_body: takes the bytes out of body (left empty), with its type. ERR_* of a body whose
 * writing had failed. */
enum err web_answer_body(struct web_answer *a, const char *content_type, struct buf *body);

/* web_answer_json: status, application/json, no-store, and the body as above. */
enum err web_answer_json(struct web_answer *a, unsigned status, struct buf *body);

/* web_answer_fd: the body is length bytes of the file from offset; fd is taken over in every case.
 * The file must be a regular one that is at least that long. */
enum err web_answer_fd(struct web_answer *a, int fd, uint64_t offset, uint64_t length);

/* web_answer_while: the file's bytes go out as long as may(app, name) says so: before each that
 * goes out LIMIT_SEND_ASK_MS or more after it was asked last, or after the answer began. Then the
 * connection ends; what the system was handed before that may still arrive. name is copied. */
enum err web_answer_while(struct web_answer *a, web_may_fn *may, const char *name);

/* web_answer_pull: the body is what pull makes; state is taken over in every case. */
enum err web_answer_pull(struct web_answer *a, const struct web_pull *pull, void *state);

/*
 * web_answer_problem: RFC 9457, replacing what the answer held (headers too, but for cookies).
 * title: a few words, the same for all of its kind; detail: a sentence for this case, or NULL. A
 * detail that begins with a name and a colon ("title: from 1 to …") is about what has that name in
 * the request: it becomes the member "field".
 */
enum err web_answer_problem(struct web_answer *a, unsigned status, const char *title,
                            const char *detail);

/* web_answer_field: the name with which a detail begins, borrowed from it; empty: there is none. */
struct span web_answer_field(const char *detail);

/* web_answer_problem_limit: the same with the number that was passed, as member "limit". */
enum err web_answer_problem_limit(struct web_answer *a, unsigned status, const char *title,
                                  const char *detail, int64_t limit);

/* web_answer_err: the problem that stands for an error: FORMAT 400, LIMIT 413, DENIED 403,
 * NOT_FOUND 404, CONFLICT 409, BUSY and GONE 503 with Retry-After, FULL 507, all else 500. */
enum err web_answer_err(struct web_answer *a, enum err err, const char *detail);

#endif
