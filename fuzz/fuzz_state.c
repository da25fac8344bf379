/* A state file that decodes is written again as the same bytes; one of an earlier version as one of
 * this, which then is. */
#include "verify_state.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(state_free) struct state *s = NULL;
    if (state_decode(span_of(data, size), &s) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = STATE_MAX};
    assert(state_encode(s, &out) == ERR_OK);
    struct span written = buf_span(&out);
    struct span read = span_of(data, size);
    if (span_equal(span_cut(&read, '\n'), span_cut(&written, '\n'))) {
        assert(span_equal(buf_span(&out), span_of(data, size)));
        return 0;
    }
    AUTO(state_free) struct state *now = NULL;
    AUTO(buf) struct buf again = {.max = STATE_MAX};
    assert(state_decode(buf_span(&out), &now) == ERR_OK);
    assert(state_encode(now, &again) == ERR_OK);
    assert(span_equal(buf_span(&out), buf_span(&again)));
    return 0;
}
