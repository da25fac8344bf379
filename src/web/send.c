#include "inside.h"

#include "base_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { QUOTA_TEXT = 80 };

static const struct web_answer_header always[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
                           "interest-cohort=()"},
};

static struct MHD_Response *body_of(struct web_answer *a)
{
    struct MHD_Response *out = NULL;
    if (a->fd >= 0 && a->length > 0) {
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

/* Structured fields (RFC 9651): a list of one member, whose name is that of the policy. */
static bool add_quota(struct MHD_Response *response, const struct web_quota *q)
{
    char policy[QUOTA_TEXT];
    char left[QUOTA_TEXT];
    if (q->name == NULL) {
        return true;
    }
    (void)snprintf(policy, sizeof(policy), "\"%.32s\";q=%u;w=%u", q->name, q->quota, q->window_s);
    (void)snprintf(left, sizeof(left), "\"%.32s\";r=%u;t=%u", q->name, q->left, q->reset_s);
    return MHD_add_response_header(response, "RateLimit-Policy", policy) == MHD_YES &&
           MHD_add_response_header(response, "RateLimit", left) == MHD_YES;
}

static bool add_headers(struct MHD_Response *response, const struct exchange *x)
{
    const struct web_answer *a = &x->answer;
    char id[17];
    (void)snprintf(id, sizeof(id), "%016" PRIx64, x->request.id);
    bool fine = MHD_add_response_header(response, "X-Request-Id", id) == MHD_YES;
    fine &= add_quota(response, &a->quota);
    for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
        bool framed = a->embeds && strcmp(always[i].name, "X-Frame-Options") == 0;
        fine &=
            framed || MHD_add_response_header(response, always[i].name, always[i].value) == MHD_YES;
    }
    if (x->protocol != NULL) {
        fine &=
            MHD_add_response_header(response, x->protocol->header, x->protocol->value) == MHD_YES;
    }
    for (size_t i = 0; i < a->header_count; i++) {
        const struct web_answer_header *h = &a->headers[i];
        fine &= MHD_add_response_header(response, h->name, h->value) == MHD_YES;
        if (strcmp(h->name, "Content-Type") == 0 && strncmp(h->value, "text/html", 9) == 0) {
            fine &=
                MHD_add_response_header(response, "Content-Security-Policy",
                                        a->embeds ? WEB_EMBED_POLICY : WEB_HTML_POLICY) == MHD_YES;
        }
    }
    if (a->close) {
        fine &= MHD_add_response_header(response, "Connection", "close") == MHD_YES;
    }
    return fine;
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
    if (x->link != NULL && sends_file(x)) {
        hold_file(&x->link->hold, a->offset, a->length);
    }
    struct MHD_Response *response = a->stream != NULL ? stream_response(x) : body_of(a);
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result queued = MHD_NO;
    if (add_headers(response, x)) {
        if (x->body_since_ms != 0) { /* it had the time of a body */
            (void)MHD_set_connection_option(x->connection, MHD_CONNECTION_OPTION_TIMEOUT,
                                            x->server->config.idle_s);
        }
        queued = MHD_queue_response(x->connection, a->status, response);
    }
    MHD_destroy_response(response);
    return queued;
}
