#include "inside.h"

#include "base_file.h"
#include "base_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { QUOTA_TEXT = 80 };

static const struct web_answer_header always[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

/* Only whoever shows a page heeds these: a first visit has eleven files that are none. */
static const struct web_answer_header of_pages[] = {
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
                           "interest-cohort=()"},
};

/* The average since the request began, once it had the time of one stall: places are few. */
static bool is_too_slow(const struct exchange *x, uint64_t sent)
{
    int64_t spare_ms = (int64_t)x->server->config.stall_s * 1000;
    int64_t late_ms = time_mono_ms() - x->started_ms - spare_ms;
    return late_ms > 0 && sent < (uint64_t)late_ms / 1000 * LIMIT_PULL_RATE;
}

/* The next bytes of a body that is made; if there are none yet, a patient thread makes them. An
 * exchange lives as long as its answer is sent. */
static ssize_t pull_bytes(void *argument, uint64_t at, char *to, size_t max)
{
    struct exchange *x = argument;
    if (is_too_slow(x, at)) {
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    size_t left = x->piece.len - x->piece_sent;
    if (left > 0) {
        size_t len = left < max ? left : max;
        memcpy(to, x->piece.ptr + x->piece_sent, len);
        x->piece_sent += len;
        return (ssize_t)len;
    }
    if (x->piece_last) {
        return x->piece_err == ERR_OK ? MHD_CONTENT_READER_END_OF_STREAM
                                      : MHD_CONTENT_READER_END_WITH_ERROR;
    }
    buf_done(&x->piece);
    x->piece_sent = 0;
    x->stage = STAGE_PULL;
    if (patient_pull(&x->server->patient, x) != ERR_OK) {
        x->stage = STAGE_ANSWER;
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    return 0; /* suspended: asked again when it goes on */
}

static struct MHD_Response *body_of(struct exchange *x)
{
    struct web_answer *a = &x->answer;
    struct MHD_Response *out = NULL;
    if (a->pull != NULL) {
        out = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, LIMIT_PULL_BLOCK, pull_bytes, x,
                                                NULL);
    } else if (a->fd >= 0 && a->length > 0) {
        out = MHD_create_response_from_fd_at_offset64(a->length, a->fd, a->offset);
        if (out != NULL) {
            a->fd = -1; /* MHD closes it */
        }
    } else if (a->body.len > 0) {
        out = MHD_create_response_from_buffer(a->body.len, a->body.ptr, MHD_RESPMEM_MUST_FREE);
        if (out != NULL) {
            a->body = (struct buf){0};
        }
    } else {
        out = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    }
    return out;
}

/* What we say in every answer, and what this one says. */
enum {
    ALWAYS = sizeof(always) / sizeof(always[0]),
    OF_PAGES = sizeof(of_pages) / sizeof(of_pages[0]),
    SAID_MAX = 6 + ALWAYS + OF_PAGES + 2 * WEB_ANSWER_HEADERS
};
struct said {
    char id[17];
    char policy[QUOTA_TEXT];
    char left[QUOTA_TEXT];
    size_t count;
    struct web_answer_header headers[SAID_MAX];
};

static void add_said(struct said *said, const char *name, const char *value)
{
    said->headers[said->count++] = (struct web_answer_header){name, value};
}

/* Structured fields (RFC 9651): a list of one member, whose name is that of the policy. */
static void say_quota(struct said *said, const struct web_quota *q)
{
    if (q->name == NULL) {
        return;
    }
    (void)snprintf(said->policy, sizeof(said->policy), "\"%.32s\";q=%u;w=%u", q->name, q->quota,
                   q->window_s);
    (void)snprintf(said->left, sizeof(said->left), "\"%.32s\";r=%u;t=%u", q->name, q->left,
                   q->reset_s);
    add_said(said, "RateLimit-Policy", said->policy);
    add_said(said, "RateLimit", said->left);
}

/* Never with Access-Control-Allow-Credentials: no browser lets a page read what a cookie gave. */
static void say_open(const struct exchange *x, struct said *said)
{
    if (x->open) {
        add_said(said, "Access-Control-Allow-Origin", "*");
    }
    if (x->open && x->route != NULL && x->route->pages == WEB_TOKEN_PAGES) {
        add_said(said, "Access-Control-Expose-Headers",
                 "ETag, Location, RateLimit, RateLimit-Policy, Retry-After, Tus-Resumable, "
                 "Upload-Expires, Upload-Length, Upload-Offset, WWW-Authenticate, X-Request-Id");
    }
}

/* A style, a script or a font is never shown as a page. */
static bool is_part(const struct web_answer *a)
{
    static const char *const types[] = {"text/css", "text/javascript", "font/woff2"};
    for (size_t i = 0; i < a->header_count; i++) {
        const struct web_answer_header *h = &a->headers[i];
        bool is_type = strcmp(h->name, "Content-Type") == 0;
        for (size_t k = 0; is_type && k < sizeof(types) / sizeof(types[0]); k++) {
            if (strncmp(h->value, types[k], strlen(types[k])) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void say_page(const struct web_answer *a, struct said *said)
{
    size_t count = is_part(a) ? 0 : OF_PAGES;
    for (size_t i = 0; i < count; i++) {
        if (!a->embeds || strcmp(of_pages[i].name, "X-Frame-Options") != 0) {
            add_said(said, of_pages[i].name, of_pages[i].value);
        }
    }
}

static void said_of(const struct exchange *x, struct said *said)
{
    const struct web_answer *a = &x->answer;
    (void)snprintf(said->id, sizeof(said->id), "%016" PRIx64, x->request.id);
    said->count = 0;
    add_said(said, "X-Request-Id", said->id);
    say_quota(said, &a->quota);
    say_open(x, said);
    for (size_t i = 0; i < ALWAYS; i++) {
        add_said(said, always[i].name, always[i].value);
    }
    say_page(a, said);
    if (x->protocol != NULL) {
        add_said(said, x->protocol->header, x->protocol->value);
    }
    for (size_t i = 0; i < a->header_count; i++) {
        const struct web_answer_header *h = &a->headers[i];
        if (x->open && strcmp(h->name, "Set-Cookie") == 0) {
            continue; /* its cookie was not looked at: nor is it changed */
        }
        add_said(said, h->name, h->value);
        if (strcmp(h->name, "Content-Type") == 0 && strncmp(h->value, "text/html", 9) == 0) {
            add_said(said, "Content-Security-Policy",
                     a->policy != NULL ? a->policy
                     : a->embeds       ? WEB_EMBED_POLICY
                                       : WEB_HTML_POLICY);
        }
        if (strcmp(h->name, "Content-Type") == 0 && strncmp(h->value, "text/javascript", 15) == 0) {
            add_said(said, "Content-Security-Policy", WEB_SCRIPT_POLICY);
        }
    }
}

static bool add_headers(struct MHD_Response *response, const struct said *said, bool close)
{
    bool fine = true;
    for (size_t i = 0; i < said->count; i++) {
        const struct web_answer_header *h = &said->headers[i];
        fine &= MHD_add_response_header(response, h->name, h->value) == MHD_YES;
    }
    return fine && (!close || MHD_add_response_header(response, "Connection", "close") == MHD_YES);
}

static char *put(char *at, const char *text, size_t len)
{
    memcpy(at, text, len);
    return at + len;
}

/* The same as lines of a head, in the exchange's memory; false: they are too long, or there is
 * none.
 */
static bool lines_of(struct exchange *x, const struct said *said, struct span *out_lines)
{
    size_t len = 0;
    for (size_t i = 0; i < said->count; i++) {
        len += strlen(said->headers[i].name) + strlen(said->headers[i].value) + 4;
    }
    char *text = len > HOLD_LINES ? NULL : arena_alloc(&x->arena, len);
    if (text == NULL) {
        return false;
    }
    char *at = text;
    for (size_t i = 0; i < said->count; i++) {
        const struct web_answer_header *h = &said->headers[i];
        at = put(at, h->name, strlen(h->name));
        at = put(at, ": ", 2);
        at = put(at, h->value, strlen(h->value));
        at = put(at, "\r\n", 2);
    }
    *out_lines = span_of(text, len);
    return true;
}

/* Whether the answer's body is a file that is sent. */
static bool sends_file(const struct exchange *x)
{
    const struct web_answer *a = &x->answer;
    return a->fd >= 0 && a->length > 0 && !x->request.head &&
           (a->status == 200 || a->status == 206);
}

enum MHD_Result send_answer(struct exchange *x)
{
    struct web_answer *a = &x->answer;
    if (a->failed != ERR_OK || a->status == 0) {
        web_answer_again(a);
        (void)web_answer_err(a, ERR_IO, NULL);
    }
    struct said said;
    said_of(x, &said);
    if (x->link != NULL && sends_file(x)) {
        struct span lines = span_text("");
        if (lines_of(x, &said, &lines)) {
            said.count = 0;
        }
        hold_file(&x->link->hold, lines, a->offset, a->length);
        if (a->may != NULL) {
            hold_while(&x->link->hold, a->may, x->server->config.app, a->may_name);
        }
    }
    struct MHD_Response *response = a->stream != NULL ? stream_response(x) : body_of(x);
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result queued = MHD_NO;
    if (add_headers(response, &said, a->close)) {
        if (x->body_since_ms != 0) { /* it had the time of a body */
            (void)MHD_set_connection_option(x->connection, MHD_CONNECTION_OPTION_TIMEOUT,
                                            x->server->config.idle_s);
        }
        queued = MHD_queue_response(x->connection, a->status, response);
    }
    MHD_destroy_response(response);
    return queued;
}
