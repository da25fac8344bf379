/* A verifier key that decodes is written again as the same bytes. */
#include "tlog_note.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tlog_vkey vkey;
    if (tlog_vkey_decode(span_of(data, size), &vkey) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    assert(tlog_vkey_encode(&vkey, &out) == ERR_OK);
    assert(span_equal(buf_span(&out), span_of(data, size)));
    return 0;
}
