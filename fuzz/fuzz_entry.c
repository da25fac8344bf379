/* An entry that decodes is its members between braces and commas, and nothing else. */
#include "base_buf.h"
#include "tlog_entry.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tlog_entry e;
    enum tlog_kind kind;
    struct span text;
    if (tlog_entry_decode(span_of(data, size), &e) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    for (size_t i = 0; i < e.count; i++) {
        (void)buf_append_text(&out, i == 0 ? "{\"" : ",\"");
        (void)buf_append_span(&out, e.members[i].key);
        (void)buf_append_text(&out, "\":");
        (void)buf_append_span(&out, e.members[i].value);
    }
    assert(buf_append_text(&out, "}") == ERR_OK);
    assert(span_equal(buf_span(&out), span_of(data, size)));
    assert(tlog_entry_text(&e, "type", &text) == ERR_OK);
    assert(span_equal(text, e.type));
    if (tlog_entry_kind(&e, &kind) == ERR_OK) {
        assert(span_is(e.type, tlog_kind_type(kind)));
    }
    return 0;
}
