#include "inside.h"

#include "base_file.h"
#include "base_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct web_answer_header always[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
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

static bool add_headers(struct MHD_Response *response, const struct exchange *x)
{
    const struct web_answer *a = &x->answer;
    char id[17];
    (void)snprintf(id, sizeof(id), "%016" PRIx64, x->request.id);
    bool fine = MHD_add_response_header(response, "X-Request-Id", id) == MHD_YES;
    for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
        fine &= MHD_add_response_header(response, always[i].name, always[i].value) == MHD_YES;
    }
    if (x->protocol != NULL) {
        fine &=
            MHD_add_response_header(response, x->protocol->header, x->protocol->value) == MHD_YES;
    }
    for (size_t i = 0; i < a->header_count; i++) {
        const struct web_answer_header *h = &a->headers[i];
        fine &= MHD_add_response_header(response, h->name, h->value) == MHD_YES;
        if (strcmp(h->name, "Content-Type") == 0 && strncmp(h->value, "text/html", 9) == 0) {
            fine &= MHD_add_response_header(response, "Content-Security-Policy", WEB_HTML_POLICY) ==
                    MHD_YES;
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
        web_answer_done(a);
        (void)web_answer_err(a, ERR_IO, NULL);
    }
    if (x->link != NULL && sends_file(x)) {
        hold_file(&x->link->hold, a->offset, a->length);
    }
    struct MHD_Response *response = body_of(x);
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
