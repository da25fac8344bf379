/* A note that decodes is written again as the same bytes: there is one spelling of each. */
#include "tlog_checkpoint.h"
#include "tlog_note.h"

#include "base_text.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tlog_note note;
    if (tlog_note_decode(span_of(data, size), &note) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    assert(buf_append_span(&out, note.text) == ERR_OK);
    assert(tlog_note_split(&out) == ERR_OK);
    for (size_t i = 0; i < note.count; i++) {
        char name[TLOG_NAME_MAX + 1] = "";
        AUTO(buf) struct buf bytes = {.max = TLOG_KEY_ID + TLOG_SIGNATURE_MAX};
        memcpy(name, note.lines[i].name.ptr, note.lines[i].name.len);
        assert(text_unbase64(note.lines[i].base64, &bytes) == ERR_OK);
        assert(memcmp(bytes.ptr, note.lines[i].key_id, TLOG_KEY_ID) == 0);
        struct span signature = span_of(bytes.ptr + TLOG_KEY_ID, bytes.len - TLOG_KEY_ID);
        assert(tlog_note_line_put(name, note.lines[i].key_id, signature, &out) == ERR_OK);
    }
    assert(span_equal(buf_span(&out), span_of(data, size)));
    return 0;
}
