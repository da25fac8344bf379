/* A receipt that decodes is written again as the same bytes. */
#include "wire_receipt.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct receipt receipt;
    if (receipt_decode(span_of(data, size), &receipt) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    assert(receipt_encode(&receipt, &out) == ERR_OK);
    assert(span_equal(buf_span(&out), span_of(data, size)));
    return 0;
}
