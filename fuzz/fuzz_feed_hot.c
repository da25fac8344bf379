/*
 * fuzz_feed_hot.c: the law: a hot part that decodes encodes to the same bytes.
 */
#include "feed_hot.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct feed_hot kept;
    struct feed_hot *value = &kept;
    if (feed_hot_decode(span_of(data, size), value) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    enum err put = feed_hot_encode(value, &out);
    assert(put == ERR_OK);
    assert(out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    return 0;
}
