/* Evidence that decodes is written again as the same bytes; what proves a fork proves none of one
 * checkpoint with itself. */
#include "verify_evidence.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct evidence e;
    struct tlog_checkpoint of[2];
    if (evidence_decode(span_of(data, size), &e) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    assert(evidence_encode(&e, &out) == ERR_OK);
    assert(span_equal(buf_span(&out), span_of(data, size)));
    if (evidence_check(&e, of) == ERR_OK) {
        e.larger = e.smaller;
        assert(evidence_check(&e, of) == ERR_NOT_FOUND);
    }
    return 0;
}
