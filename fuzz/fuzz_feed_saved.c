/*
 * fuzz_feed_saved.c: the laws: what decodes encodes to the same bytes; a video that is saved comes
 * first, and gone again it leaves the list as it was.
 */
#include "feed_saved.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct feed_saved saved;
    if (feed_saved_decode(span_of(data, size), &saved) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    bool there = feed_saved_place(&saved, INT64_MAX) < saved.count;
    bool full = saved.count == LIMIT_SAVED;
    enum err err = feed_saved_add(&saved, INT64_MAX);
    assert(err == (full && !there ? ERR_LIMIT : ERR_OK));
    if (err == ERR_OK && !there) {
        assert(saved.videos[0] == INT64_MAX);
        feed_saved_drop(&saved, INT64_MAX);
    }
    err = feed_saved_encode(&saved, &out);
    assert(err == ERR_OK && out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    return 0;
}
