/* A state file that decodes is written again as the same bytes. */
#include "state.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(state_free) struct state *s = NULL;
    if (state_decode(span_of(data, size), &s) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    assert(state_encode(s, &out) == ERR_OK);
    assert(span_equal(buf_span(&out), span_of(data, size)));
    return 0;
}
