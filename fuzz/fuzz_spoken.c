/*
 * fuzz_spoken.c: the laws: what decodes encodes to the same bytes, and is of the one length.
 */
#include "wire_spoken.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(buf) struct buf again = {.max = SPOKEN_SIZE};
    struct span in = span_of(data, size);
    struct spoken spoken;
    if (spoken_decode(in, &spoken) == ERR_OK) {
        assert(size == SPOKEN_SIZE && spoken.text.len > 0);
        assert(spoken_encode(&spoken, &again) == ERR_OK);
        assert(span_equal(buf_span(&again), in));
    }
    return 0;
}
