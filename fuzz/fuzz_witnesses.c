/* Whom a region asks: what decodes is written in one way, which decodes to the same. */
#include "tlog_witnesses.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(buf) struct buf once = {.max = TLOG_WITNESSES_MAX * 2};
    AUTO(buf) struct buf twice = {.max = TLOG_WITNESSES_MAX * 2};
    struct tlog_witnesses w;
    struct tlog_witnesses again;
    unsigned line = 0;
    if (tlog_witnesses_decode(span_of(data, size), &w, &line) != ERR_OK) {
        return 0;
    }
    assert(w.count > 0 && w.count <= LIMIT_WITNESSES);
    assert(w.quorum > 0 && w.quorum <= w.count && w.stop_min <= LIMIT_WITNESS_STOP_MIN);
    enum err put = tlog_witnesses_encode(&w, &once);
    assert(put == ERR_OK);
    enum err read = tlog_witnesses_decode(span_of(once.ptr, once.len), &again, &line);
    assert(read == ERR_OK);
    put = tlog_witnesses_encode(&again, &twice);
    assert(put == ERR_OK && span_equal(buf_span(&once), buf_span(&twice)));
    return 0;
}
