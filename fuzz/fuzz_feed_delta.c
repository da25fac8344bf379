/*
 * fuzz_feed_delta.c: the law: a delta that decodes encodes to the same bytes, and every delta has
 * one size.
 */
#include "feed_delta.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct feed_delta kept;
    struct feed_delta *value = &kept;
    if (feed_delta_decode(span_of(data, size), value) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    enum err put = feed_delta_encode(value, &out);
    assert(put == ERR_OK);
    assert(out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    assert(size == FEED_SIZE_1);
    return 0;
}
