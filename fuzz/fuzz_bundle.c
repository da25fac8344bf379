/* The first byte is the number of entries; a bundle that decodes is written again as the same
 * bytes; where one that does not goes wrong is said. */
#include "tlog_tile.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span entries[TLOG_TILE_WIDTH];
    if (size == 0) {
        return 0;
    }
    if (tlog_bundle_decode(span_of(data + 1, size - 1), data[0], entries) != ERR_OK) {
        char words[TLOG_FAULT_SIZE] = "";
        tlog_bundle_fault(span_of(data + 1, size - 1), data[0], UINT64_MAX, words);
        assert(words[0] != '\0');
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size};
    for (size_t i = 0; i < data[0]; i++) {
        assert(tlog_bundle_put(entries[i], &out) == ERR_OK);
    }
    assert(span_equal(buf_span(&out), span_of(data + 1, size - 1)));
    return 0;
}
