/*
 * fuzz_watch_event.c: the law: an event that decodes encodes to the same bytes.
 */
#include "watch_event.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct watch_event event;
    if (watch_event_decode(span_of(data, size), &event) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    enum err put = watch_event_encode(&event, &out);
    assert(put == ERR_OK);
    assert(out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    return 0;
}
