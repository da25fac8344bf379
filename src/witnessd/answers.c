#include "answers.h"

#include "base_limits.h"
#include "base_time.h"
#include "tlog_witness.h"
#include "witness.h"

static const char plain[] = "text/plain; charset=utf-8";

/* Why it was refused, for whoever reads the answer. */
static const char *words_of(unsigned status)
{
    switch (status) {
    case 400:
        return "not an add-checkpoint request, or its old size is over the checkpoint's";
    case 403:
        return "no signature by a key that is known for this origin";
    case 404:
        return "this origin is not known here";
    case 422:
        return "this tree does not follow from the one that was cosigned last";
    case 503:
        return "this witness could not write something down, and signs nothing until it is started "
               "again";
    default:
        return "this could not be written down, and was not signed";
    }
}

static enum err post_checkpoint(void *app, const struct web_request *r, struct web_answer *a)
{
    AUTO(buf) struct buf body = {.max = LIMIT_NOTE};
    unsigned status = 500;
    witness_add(app, r->body, (uint64_t)(time_wall_ms() / 1000), &status, &body);
    if (status != 200 && status != 409) {
        return web_answer_problem(a, status, "Not cosigned", words_of(status));
    }
    web_answer_status(a, status);
    (void)web_answer_cache(a, "no-store");
    return web_answer_body(a, status == 409 ? TLOG_WITNESS_SIZE_TYPE : plain, &body);
}

static enum err get_checkpoint(void *app, const struct web_request *r, struct web_answer *a)
{
    AUTO(buf) struct buf body = {.max = LIMIT_NOTE};
    TRY(witness_latest(app, web_request_param(r, "origin"), &body));
    web_answer_status(a, 200);
    (void)web_answer_cache(a, "no-cache");
    return web_answer_body(a, plain, &body);
}

static enum err get_vkey(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)r;
    AUTO(buf) struct buf body = {.max = LIMIT_NOTE};
    TRY(buf_append_span(&body, witness_vkey(app)));
    web_answer_status(a, 200);
    (void)web_answer_cache(a, "no-cache");
    return web_answer_body(a, plain, &body);
}

/* clang-format off */
const struct web_route routes[] = {
    {.method = WEB_POST, .path = "/add-checkpoint", .lane = WEB_PATIENT, .body = WEB_BODY_JSON,
     .body_max = TLOG_WITNESS_REQUEST_MAX, .handler = post_checkpoint},
    {.method = WEB_GET, .path = "/vkey", .handler = get_vkey},
    {.method = WEB_GET, .path = "/{origin}/checkpoint", .handler = get_checkpoint},
};
/* clang-format on */
const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
