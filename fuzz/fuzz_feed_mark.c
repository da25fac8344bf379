/*
 * fuzz_feed_mark.c: the law: a mark that decodes encodes to the same bytes, and every mark has one
 * size.
 */
#include "feed_mark.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t mark = 0;
    if (feed_mark_decode(span_of(data, size), &mark) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    enum err put = feed_mark_encode(mark, &out);
    assert(put == ERR_OK);
    assert(out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    assert(size == FEED_SIZE_1);
    return 0;
}
