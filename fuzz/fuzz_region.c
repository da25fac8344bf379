/* fuzz_region.c: the law: a region file that decodes encodes to the same bytes. */
#include "wire_region.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct region region;
    if (region_decode((struct span){data, size}, &region) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf again = {.max = size + 1};
    assert(region_encode(&region, &again) == ERR_OK);
    assert(span_equal(buf_span(&again), (struct span){data, size}));
    return 0;
}
