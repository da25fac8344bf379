/*
 * fuzz_feed_set.c: the law: a set that decodes encodes to the same bytes, and is one: each video
 * once, of its month.
 */
#include "feed_set.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int64_t videos[FEED_SET_MAX];
    static struct feed_set kept = {.room = FEED_SET_MAX, .videos = videos};
    struct feed_set *value = &kept;
    uint8_t kind = FEED_SEEN;
    if (size > 1 && (data[1] == FEED_LIKES || data[1] == FEED_COMMENT_LIKES)) {
        kind = data[1];
    }
    if (feed_set_decode(span_of(data, size), kind, value) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    enum err put = feed_set_encode(value, &out);
    assert(put == ERR_OK);
    assert(out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    assert(feed_set_count(span_of(data, size)) == value->count);
    for (size_t i = 0; i < value->count; i++) {
        assert(feed_set_has(value, value->videos[i]));
        assert(i == 0 || value->videos[i - 1] < value->videos[i]);
        assert(feed_month(value->videos[i]) == value->month);
    }
    return 0;
}
