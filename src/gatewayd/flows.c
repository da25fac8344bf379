#include "flows.h"

#include "tlog_witness.h"

#include <string.h>

/* A checkpoint of this region's own ledger, with its proof, and nothing else. */
static enum err check_checkpoint(struct span body, const char *origin)
{
    struct tlog_witness_request request;
    TRY(tlog_witness_request_decode(body, &request));
    return span_is(request.checkpoint.origin, origin) ? ERR_OK : ERR_DENIED;
}

const struct flow_row flow_rows[] = {
    /* a witness cosigns the ledger's checkpoint */
    {FLOW_WITNESS, "/add-checkpoint", "text/plain; charset=utf-8", FLOW_BODY_MAX, check_checkpoint},
};
const size_t flow_row_count = sizeof(flow_rows) / sizeof(flow_rows[0]);

/* http or https, printable, nothing that could be a user's name, a query or a fragment. */
static bool is_plain_url(struct span url)
{
    if (!span_starts(url, "http://") && !span_starts(url, "https://")) {
        return false;
    }
    for (size_t i = 0; i < url.len; i++) {
        if (url.ptr[i] <= ' ' || url.ptr[i] > '~' || strchr("?#@\\", url.ptr[i]) != NULL) {
            return false;
        }
    }
    return true;
}

static bool ends_with(struct span url, const char *end)
{
    size_t len = strlen(end);
    return url.len > len && memcmp(url.ptr + url.len - len, end, len) == 0;
}

const struct flow_row *flows_check(const struct flow_stamped *stamped, const char *origin,
                                   const char **out_why)
{
    const struct flow_row *row = NULL;
    for (size_t i = 0; i < flow_row_count; i++) {
        row = flow_rows[i].flow == stamped->flow ? &flow_rows[i] : row;
    }
    if (row == NULL) {
        *out_why = "there is no such flow";
        return NULL;
    }
    if (!is_plain_url(stamped->url) || !ends_with(stamped->url, row->url_end)) {
        *out_why = "the flow has no such address";
        return NULL;
    }
    enum err err =
        stamped->body.len > row->body_max ? ERR_LIMIT : row->check(stamped->body, origin);
    if (err != ERR_OK) {
        *out_why =
            err == ERR_DENIED ? "it is about another region" : "the flow does not carry that";
        return NULL;
    }
    return row;
}
