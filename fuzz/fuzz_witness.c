/* What a log and its witness say to each other is written again as the same bytes if it decodes: a
 * request, the size of a refusal, the signature lines of an answer. */
#include "base_text.h"
#include "tlog_witness.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void request_is_written_again(struct span in)
{
    static struct tlog_witness_request request;
    if (tlog_witness_request_decode(in, &request) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf out = {.max = in.len + 1};
    assert(request.proof.count <= TLOG_WITNESS_HASHES);
    assert(request.checkpoint.size <= TLOG_SIZE_MAX);
    assert(tlog_witness_request_encode(request.old_size, &request.proof, request.note_bytes,
                                       &out) == ERR_OK);
    assert(span_equal(buf_span(&out), in));
}

static void size_is_written_again(struct span in)
{
    uint64_t size = 0;
    if (tlog_witness_size_decode(in, &size) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf out = {.max = TLOG_WITNESS_SIZE_MAX};
    assert(tlog_witness_size_encode(size, &out) == ERR_OK);
    assert(span_equal(buf_span(&out), in));
}

static void lines_are_written_again(struct span in)
{
    static struct tlog_note note;
    if (tlog_note_lines_decode(in, span_text("text\n"), &note) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf out = {.max = in.len + 1};
    assert(note.count > 0 && span_is(note.text, "text\n"));
    for (size_t i = 0; i < note.count; i++) {
        char name[TLOG_NAME_MAX + 1] = "";
        AUTO(buf) struct buf bytes = {.max = TLOG_KEY_ID + TLOG_SIGNATURE_MAX};
        memcpy(name, note.lines[i].name.ptr, note.lines[i].name.len);
        assert(text_unbase64(note.lines[i].base64, &bytes) == ERR_OK);
        struct span signature = span_of(bytes.ptr + TLOG_KEY_ID, bytes.len - TLOG_KEY_ID);
        assert(tlog_note_line_put(name, note.lines[i].key_id, signature, &out) == ERR_OK);
    }
    assert(span_equal(buf_span(&out), in));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = span_of(data, size);
    request_is_written_again(in);
    size_is_written_again(in);
    lines_are_written_again(in);
    return 0;
}
