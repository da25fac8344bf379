/*
 * fuzz_report.c: the laws: a report that decodes encodes to the same bytes, and its words for the
 * creator are printable ASCII; so do progress and what became of a picture; nothing is two of them.
 */
#include "wire_report.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_progress(struct span in)
{
    struct report_progress progress;
    if (progress_decode(in, &progress) != ERR_OK) {
        return false;
    }
    AUTO(buf) struct buf again = {.max = REPORT_PROGRESS};
    assert(progress_encode(&progress, &again) == ERR_OK);
    assert(span_equal(buf_span(&again), in));
    assert(progress.percent <= REPORT_PERCENT);
    return true;
}

static bool is_picture(struct span in)
{
    struct report_picture picture;
    if (picture_decode(in, &picture) != ERR_OK) {
        return false;
    }
    AUTO(buf) struct buf again = {.max = LIMIT_REPORT};
    assert(picture_encode(&picture, &again) == ERR_OK);
    assert(span_equal(buf_span(&again), in));
    assert((picture.refusal == REFUSAL_NONE) == (picture.width == REPORT_PICTURE));
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct report report;
    bool progress = is_progress((struct span){data, size});
    bool picture = is_picture((struct span){data, size});
    assert(!progress || !picture);
    if (report_decode((struct span){data, size}, &report) != ERR_OK) {
        return 0;
    }
    assert(!progress && !picture);
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
