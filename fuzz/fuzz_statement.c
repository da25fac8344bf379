/* What members of an office sign: each has one encoding, and opens as it was written. */
#include "approval_statement.h"

#include <assert.h>
#include <stdint.h>

static void envelope_law(struct span in, struct buf *again)
{
    struct approval_envelope envelope;
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    if (approval_envelope_decode(in, &payload, &envelope) == ERR_OK) {
        assert(approval_envelope_encode(&envelope, buf_span(&payload), again) == ERR_OK);
        assert(span_equal(buf_span(again), in));
    }
}

static void statement_law(struct span in, struct buf *again)
{
    struct approval_statement s;
    if (approval_statement_decode(in, &s) == ERR_OK) {
        enum err err = s.type == APPROVAL_IS_DECISION ? approval_decision_encode(&s.decision, again)
                       : s.type == APPROVAL_IS_OFFICE ? approval_office_encode(&s.office, again)
                       : s.type == APPROVAL_IS_DESK
                           ? approval_desk_encode(&s.desk, again)
                           : approval_dismissal_encode(&s.dismissal, again);
        assert(err == ERR_OK && approval_statement_region(&s)[0] != '\0');
        assert(span_equal(buf_span(again), in));
    }
}

static void opening_law(struct span in, struct buf *again)
{
    struct approval_opening opening;
    if (approval_opening_decode(in, &opening) == ERR_OK) {
        assert(approval_opening_encode(&opening, again) == ERR_OK);
        assert(span_equal(buf_span(again), in));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const laws[])(struct span in, struct buf * again) = {envelope_law, statement_law,
                                                                       opening_law};
    if (size == 0) {
        return 0;
    }
    AUTO(buf) struct buf again = {.max = size + LIMIT_STATEMENT};
    laws[data[0] % (sizeof(laws) / sizeof(laws[0]))](span_of(data + 1, size - 1), &again);
    return 0;
}
