/*
 * fuzz_vtt.c: the laws: captions that were cleaned, cleaned again, are the same, and say the same;
 * what is written has no tag, no control character but the line feed, and no arrow but those of
 * its times.
 */
#include "vtt.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(buf) struct buf vtt = {.max = 8 * size + 1024};
    AUTO(buf) struct buf text = {.max = 8 * size + 1024};
    AUTO(buf) struct buf vtt_again = {.max = 8 * size + 1024};
    AUTO(buf) struct buf text_again = {.max = 8 * size + 1024};
    struct vtt_problem problem = {0};
    enum err err = vtt_clean((struct span){data, size}, &vtt, &text, &problem);
    if (err != ERR_OK) {
        assert(err != ERR_FORMAT || problem.what != NULL);
        return 0;
    }
    assert(vtt_clean(buf_span(&vtt), &vtt_again, &text_again, &problem) == ERR_OK);
    assert(span_equal(buf_span(&vtt), buf_span(&vtt_again)));
    assert(span_equal(buf_span(&text), buf_span(&text_again)));
    for (size_t i = 0; i < vtt.len; i++) {
        assert(vtt.ptr[i] != '<');
        assert(vtt.ptr[i] >= ' ' || vtt.ptr[i] == '\n');
        assert(vtt.ptr[i] != '>' || (i >= 2 && vtt.ptr[i - 1] == '-' && vtt.ptr[i - 2] == '-'));
    }
    return 0;
}
