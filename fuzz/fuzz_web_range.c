/*
 * fuzz_web_range.c: two bytes of a shift and a factor give the file's size, the rest is a Range
 * header. The law: a part lies within the file and is not empty, and says the same when written out
 * again.
 */
#include "web_range.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    uint64_t file = (uint64_t)data[0] << (data[1] % 57);
    struct web_range r = web_range_decode(span_of(data + 2, size - 2), file);
    if (r.kind != WEB_RANGE_PART) {
        assert(r.offset == 0 && r.length == 0);
        return 0;
    }
    assert(r.length > 0);
    assert(r.offset < file);
    assert(r.length <= file - r.offset);
    char text[64];
    (void)snprintf(text, sizeof(text), "bytes=%" PRIu64 "-%" PRIu64, r.offset,
                   r.offset + r.length - 1);
    struct web_range again = web_range_decode(span_text(text), file);
    assert(again.kind == WEB_RANGE_PART);
    assert(again.offset == r.offset && again.length == r.length);
    return 0;
}
