/* One encoding per frame that custodiand and gatewayd send each other. */
#include "wire_flow.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(buf) struct buf again = {.max = size + 1};
    struct flow_stamped stamped;
    struct flow_answer answer;
    if (flow_stamped_decode(span_of(data, size), &stamped) == ERR_OK) {
        enum err put = flow_stamped_encode(&stamped, &again);
        assert(put == ERR_OK && again.len == size && memcmp(again.ptr, data, size) == 0);
    }
    buf_clear(&again);
    if (flow_answer_decode(span_of(data, size), &answer) == ERR_OK) {
        enum err put = flow_answer_encode(&answer, &again);
        assert(put == ERR_OK && again.len == size && memcmp(again.ptr, data, size) == 0);
    }
    return 0;
}
