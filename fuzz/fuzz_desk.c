/*
 * fuzz_desk.c: the first byte says as which item of the desk's the rest is read. The law: what
 * decodes encodes to the same bytes, and its state has a name.
 */
#include "wire_desk.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool report_law(struct span in, struct buf *again)
{
    struct desk_report report;
    if (desk_report_decode(in, &report) != ERR_OK) {
        return false;
    }
    assert(desk_state_name(report.state)[0] != '?');
    assert(desk_report_encode(&report, again) == ERR_OK);
    return true;
}

static bool answer_law(struct span in, struct buf *again)
{
    struct desk_answer answer;
    if (desk_answer_decode(in, &answer) != ERR_OK) {
        return false;
    }
    assert(desk_answer_name(answer.state)[0] != '?');
    assert(desk_answer_encode(&answer, again) == ERR_OK);
    return true;
}

static bool case_law(struct span in, struct buf *again)
{
    struct desk_case found;
    if (desk_case_decode(in, &found) != ERR_OK) {
        return false;
    }
    assert(desk_state_name(found.state)[0] != '?');
    assert(desk_case_encode(&found, again) == ERR_OK);
    return true;
}

static bool filter_law(struct span in, struct buf *again)
{
    struct desk_filter filter;
    if (desk_filter_decode(in, &filter) != ERR_OK) {
        return false;
    }
    assert(filter.queue < QUEUE_COUNT_ && filter.ground < DESK_GROUND_MAX);
    assert(desk_filter_encode(&filter, again) == ERR_OK);
    return true;
}

static bool counts_law(struct span in, struct buf *again)
{
    struct desk_counts counts;
    if (desk_counts_decode(in, &counts) != ERR_OK) {
        return false;
    }
    assert(desk_counts_encode(&counts, again) == ERR_OK);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool (*const laws[])(struct span in, struct buf * again) = {
        report_law, answer_law, case_law, filter_law, counts_law};
    if (size == 0) {
        return 0;
    }
    struct span in = span_of(data + 1, size - 1);
    AUTO(buf) struct buf again = {.max = size};
    if (laws[data[0] % (sizeof(laws) / sizeof(laws[0]))](in, &again)) {
        assert(span_equal(buf_span(&again), in));
    }
    return 0;
}
