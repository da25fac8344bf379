/*
 * exchange.c: one request from its head to its answer. MHD calls again and again; each stage knows
 * what a call means:
 *   HEAD     the first call, the head is complete. Refuse, start the sink, or go on to the body.
 *   BEGIN    resumed after the sink's begin. MHD repeats the first call then, and has sent no "100
 *            Continue" yet, so that an answer can still be given in place of the body.
 *   BODY     with bytes: a piece; without: the end of the body; run the handler.
 *   DISCARD  a piece to drop, or the end: the answer is there.
 *   HANDLE   never called: the connection is suspended.
 *   ANSWER   resumed after the handler: send.
 *   PULL     never called, as HANDLE: a piece of the body that is being sent is made.
 * An answer can be queued in the first call, which then ends the connection, and at the end of the
 * body only.
 */
#include "inside.h"

#include "base_time.h"
#include "base_wipe.h"

#include <stdlib.h>
#include <string.h>

static void abort_sink(struct exchange *x)
{
    if (x->sink_open) {
        x->sink_open = false;
        x->route->sink->abort(x->request.sink);
    }
}

/* An error's answer, unless the code that failed has set a problem already. */
static void answer_error(struct exchange *x, enum err err)
{
    if (!x->answer.problem) {
        web_answer_again(&x->answer);
        (void)web_answer_err(&x->answer, err, NULL);
    }
}

static bool run_begin(struct exchange *x)
{
    void *state = NULL;
    enum err err = x->route->sink->begin(x->server->config.app, &x->request, &x->answer, &state);
    if (err != ERR_OK) {
        answer_error(x, err);
        return false;
    }
    x->request.sink = state;
    x->sink_open = true;
    return true;
}

/* What the handler left. */
static void settle(struct exchange *x, enum err err)
{
    if (err == ERR_OK && x->answer.status == 0) {
        err = ERR_IO; /* a handler that answered nothing */
    }
    if (err != ERR_OK || x->answer.failed != ERR_OK) {
        answer_error(x, err == ERR_OK ? ERR_IO : err);
    }
    x->stage = STAGE_ANSWER;
}

static void run_handler(struct exchange *x)
{
    const struct web_route *route = x->route;
    enum err err = ERR_OK;
    x->request.body = buf_span(&x->body);
    if (x->sink_open) {
        x->sink_open = false;
        err = route->sink->end(x->request.sink, &x->answer);
    }
    if (err == ERR_OK) {
        err = route->handler(x->server->config.app, &x->request, &x->answer);
    }
    settle(x, err);
}

void exchange_together(struct exchange *const *all, size_t count)
{
    struct web_turn turns[LIMIT_TOGETHER];
    for (size_t i = 0; i < count; i++) {
        all[i]->request.body = buf_span(&all[i]->body);
        turns[i] = (struct web_turn){&all[i]->request, &all[i]->answer, ERR_OK};
    }
    all[0]->route->together(all[0]->server->config.app, turns, count);
    for (size_t i = 0; i < count; i++) {
        settle(all[i], turns[i].err);
    }
    wipe_stack();
}

/* Whether a body that begin refused is read all the same, so that the connection can go on. */
static bool may_discard(const struct exchange *x)
{
    struct span expect = {0};
    return !x->chunked && x->told_len <= LIMIT_DISCARD && !x->answer.close &&
           !web_request_header(&x->request, "Expect", &expect);
}

/* Nothing appended is the end. */
static void run_pull(struct exchange *x)
{
    x->stage = STAGE_ANSWER;
    x->piece.max = LIMIT_PULL_PIECE;
    enum err err = x->answer.pull->next(x->answer.pull_state, &x->piece);
    x->piece_err = err == ERR_OK ? buf_status(&x->piece) : err;
    x->piece_last = x->piece_err != ERR_OK || x->piece.len == 0;
}

void exchange_work(struct exchange *x)
{
    if (x->stage == STAGE_PULL) {
        run_pull(x);
    } else if (x->stage == STAGE_BEGIN) {
        x->first_again = true;
        x->discard_left = LIMIT_DISCARD;
        x->stage = run_begin(x) ? STAGE_BODY : may_discard(x) ? STAGE_DISCARD : STAGE_ANSWER;
    } else {
        run_handler(x);
    }
    if (x->route->lane != WEB_PLAIN) {
        wipe_stack();
    }
}

void exchange_unrun(struct exchange *x, enum err err)
{
    if (x->stage == STAGE_PULL) {
        x->piece_err = err;
        x->piece_last = true;
        x->stage = STAGE_ANSWER;
        return;
    }
    abort_sink(x);
    web_answer_again(&x->answer);
    if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(&x->answer, 429, "Too many requests",
                                       "Too many slow requests from here wait; try again.",
                                       x->server->config.patient_queue_per_address);
        (void)web_answer_header(&x->answer, "Retry-After", "2");
    } else {
        (void)web_answer_err(&x->answer, ERR_BUSY, "Too many slow requests wait; try again.");
    }
    x->stage = STAGE_ANSWER;
}

/* What the row asks before the lane. */
static bool is_admitted(struct exchange *x)
{
    const struct web_route *route = x->route;
    enum err err = route->admit == NULL
                       ? ERR_OK
                       : route->admit(x->server->config.app, &x->request, &x->answer);
    if (err != ERR_OK) {
        answer_error(x, err);
    }
    return err == ERR_OK;
}

/* On the route's lane: now, or on a patient thread, for which the connection is suspended. */
static enum MHD_Result on_lane(struct exchange *x, enum stage stage)
{
    x->stage = stage;
    if (!is_admitted(x)) {
        x->stage = STAGE_ANSWER;
    } else if (x->route->lane != WEB_PATIENT) {
        exchange_work(x);
        x->first_again = false;
    } else {
        enum err err = patient_submit(&x->server->patient, x);
        if (err == ERR_OK) {
            return MHD_YES; /* x is the patient thread's now */
        }
        exchange_unrun(x, err);
    }
    return x->stage == STAGE_ANSWER ? send_answer(x) : MHD_YES;
}

static void begin_body(struct exchange *x)
{
    x->body_since_ms = time_mono_ms();
    x->body.max = x->route->body == WEB_BODY_JSON ? x->route->body_max : 0;
    (void)MHD_set_connection_option(x->connection, MHD_CONNECTION_OPTION_TIMEOUT,
                                    x->server->config.stall_s);
}

/* An answer in the first call ends the connection, since a body might follow. If none does, the
 * second call comes at once, and the connection is kept. */
static enum MHD_Result refuse_body(struct exchange *x)
{
    bool has_body = x->chunked || x->told_len > 0;
    return has_body || x->answer.close ? send_answer(x) : MHD_YES;
}

static enum MHD_Result first_call(struct exchange *x, const char *method)
{
    if (!exchange_head(x, method)) {
        x->stage = STAGE_ANSWER;
        return refuse_body(x);
    }
    if (x->route->body != WEB_BODY_NONE) {
        begin_body(x);
    }
    if (x->route->body == WEB_BODY_STREAM) {
        return on_lane(x, STAGE_BEGIN);
    }
    x->stage = STAGE_BODY;
    return MHD_YES;
}

/* The answer is known before the body has ended: read on, so that the sender gets to see it. */
static void refuse_rest(struct exchange *x, enum err err)
{
    abort_sink(x);
    uint64_t max = x->route->body_max;
    if (err == ERR_LIMIT && x->request.body_len > max) {
        exchange_too_large(x);
        x->discard_left = LIMIT_DISCARD;
    } else {
        answer_error(x, err);
        x->discard_left = max - x->request.body_len + LIMIT_DISCARD;
    }
    x->stage = STAGE_DISCARD;
}

/* The average since the body began, once it had the time of one stall. */
static bool is_too_slow(const struct exchange *x)
{
    int64_t spare_ms = (int64_t)x->server->config.stall_s * 1000;
    int64_t late_ms = time_mono_ms() - x->body_since_ms - spare_ms;
    return late_ms > 0 && x->request.body_len < (uint64_t)late_ms / 1000 * LIMIT_BODY_RATE;
}

static enum MHD_Result take_piece(struct exchange *x, struct span piece)
{
    x->request.body_len += piece.len;
    if (is_too_slow(x)) {
        return MHD_NO;
    }
    if (x->request.body_len > x->route->body_max) {
        refuse_rest(x, ERR_LIMIT);
        return MHD_YES;
    }
    enum err err = x->route->body == WEB_BODY_STREAM ? x->route->sink->write(x->request.sink, piece)
                                                     : buf_append_span(&x->body, piece);
    if (err == ERR_GONE) {
        return MHD_NO;
    }
    if (err != ERR_OK) {
        refuse_rest(x, err);
    }
    return MHD_YES;
}

static enum MHD_Result drop_piece(struct exchange *x, size_t len)
{
    if (len > x->discard_left || is_too_slow(x)) {
        return MHD_NO;
    }
    x->request.body_len += len;
    x->discard_left -= len;
    return MHD_YES;
}

enum MHD_Result exchange_call(struct exchange *x, const char *method, const char *data, size_t *len)
{
    struct span piece = span_of(data, *len);
    *len = 0;
    switch (x->stage) {
    case STAGE_HEAD:
        return first_call(x, method);
    case STAGE_BODY:
        if (piece.len > 0) {
            return take_piece(x, piece);
        }
        if (x->first_again) {
            x->first_again = false;
            return MHD_YES;
        }
        return on_lane(x, STAGE_HANDLE);
    case STAGE_DISCARD:
        if (x->first_again) {
            x->first_again = false;
            return MHD_YES;
        }
        return piece.len > 0 ? drop_piece(x, piece.len) : send_answer(x);
    case STAGE_ANSWER:
        return send_answer(x);
    case STAGE_BEGIN:
    case STAGE_HANDLE:
    case STAGE_PULL:
        break;
    }
    return MHD_NO;
}

struct exchange *exchange_new(struct connection *link)
{
    struct exchange *x = link == NULL ? NULL : link->spare;
    if (x != NULL) {
        link->spare = NULL;
        return x;
    }
    x = calloc(1, sizeof(*x));
    if (x != NULL) {
        x->link = link;
        x->arena.max = LIMIT_SCRATCH;
        web_answer_init(&x->answer);
    }
    return x;
}

/* Whatever a request brought or was answered is gone; two empty blocks stay. */
static void exchange_clear(struct exchange *x)
{
    struct connection *link = x->link;
    struct arena arena = x->arena;
    hold_forget(&link->hold);
    struct arena strings = x->answer.strings;
    x->answer.strings = (struct arena){0};
    web_answer_done(&x->answer);
    buf_done(&x->body);
    buf_done(&x->piece);
    arena_clear(&arena);
    arena_clear(&strings);
    memset(x, 0, offsetof(struct exchange, params));
    web_answer_init(&x->answer);
    x->link = link;
    x->arena = arena;
    x->answer.strings = strings;
}

void exchange_end(struct exchange *x)
{
    abort_sink(x);
    if (x->link == NULL || x->link->spare != NULL) {
        exchange_free(x);
        return;
    }
    exchange_clear(x);
    x->link->spare = x;
}

void exchange_free(struct exchange *x)
{
    if (x == NULL) {
        return;
    }
    web_answer_done(&x->answer);
    buf_done(&x->body);
    buf_done(&x->piece);
    arena_done(&x->arena);
    free(x);
}
