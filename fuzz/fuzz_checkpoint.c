/* A checkpoint that decodes is written again as the same bytes. */
#include "tlog_checkpoint.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tlog_checkpoint checkpoint;
    if (tlog_checkpoint_decode(span_of(data, size), &checkpoint) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    assert(checkpoint.size <= TLOG_SIZE_MAX);
    assert(tlog_checkpoint_encode(&checkpoint, &out) == ERR_OK);
    assert(span_equal(buf_span(&out), span_of(data, size)));
    return 0;
}
