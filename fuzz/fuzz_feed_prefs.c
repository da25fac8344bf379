/*
 * fuzz_feed_prefs.c: the laws: what decodes encodes to the same bytes; what is hidden and shown
 * again leaves it as it was; a word that is there can be said again, and another keeps the order.
 */
#include "feed_prefs.h"

#include "base_text.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void encode(const struct feed_prefs *prefs, struct buf *out)
{
    enum err put = feed_prefs_encode(prefs, out);
    assert(put == ERR_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct feed_prefs prefs;
    static struct feed_prefs again;
    if (feed_prefs_decode(span_of(data, size), &prefs) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    AUTO(buf) struct buf other = {.max = FEED_SIZE_4};
    encode(&prefs, &out);
    assert(out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    struct span word = span_of(data + FEED_PART_HEAD, size % FEED_WORD);
    if (text_is_utf8(word) && feed_prefs_word(&prefs, word) == ERR_OK) {
        encode(&prefs, &other);
        enum err err = feed_prefs_decode(buf_span(&other), &again);
        assert(err == ERR_OK);
        err = feed_prefs_word(&again, word);
        assert(err == ERR_OK && again.word_count == prefs.word_count);
    }
    uint16_t before = prefs.hidden_count;
    if (feed_prefs_hide(&prefs, INT64_MAX) == ERR_OK) {
        feed_prefs_show(&prefs, INT64_MAX);
        assert(prefs.hidden_count == before || prefs.hidden_count + 1 == before);
    }
    return 0;
}
