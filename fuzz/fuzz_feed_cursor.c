/*
 * fuzz_feed_cursor.c: the law: a cursor that decodes encodes to the same text.
 */
#include "feed_cursor.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed_cursor cursor;
    AUTO(buf) struct buf out = {.max = size + 1};
    if (feed_cursor_decode(span_of(data, size), &cursor) != ERR_OK) {
        return 0;
    }
    enum err put = feed_cursor_encode(&cursor, &out);
    assert(put == ERR_OK);
    assert(out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    return 0;
}
