/*
 * fuzz_report.c: the law: a report that decodes encodes to the same bytes, and its words for the
 * creator are printable ASCII.
 */
#include "wire_report.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct report report;
    if (report_decode((struct span){data, size}, &report) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf again = {.max = size + 1};
    assert(report_encode(&report, &again) == ERR_OK);
    assert(span_equal(buf_span(&again), (struct span){data, size}));
    AUTO(buf) struct buf words = {.max = 512};
    assert(refusal_text(&report, &words) == ERR_OK);
    for (size_t i = 0; i < words.len; i++) {
        assert(words.ptr[i] >= 0x20 && words.ptr[i] < 0x7f);
    }
    (void)refusal_may_pass(report.refusal);
    return 0;
}
