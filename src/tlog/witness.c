#include "tlog_witness.h"

#include "base_text.h"
#include "lines.h"

#include <inttypes.h>

enum err tlog_witness_request_decode(struct span in, struct tlog_witness_request *out_request)
{
    struct span rest = in;
    struct span line = {NULL, 0};
    struct tlog_witness_request request = {.old_size = 0};
    TRY(line_take(&rest, &line));
    TRY(line_number(line, "old", &request.old_size));
    TRY(lines_hashes(&rest, TLOG_WITNESS_HASHES, &request.proof));
    request.note_bytes = rest;
    TRY(tlog_note_decode(rest, &request.note));
    TRY(tlog_checkpoint_decode(request.note.text, &request.checkpoint));
    *out_request = request;
    return ERR_OK;
}

enum err tlog_witness_request_encode(uint64_t old_size, const struct tlog_proof *proof,
                                     struct span note, struct buf *out)
{
    struct tlog_note parts;
    struct tlog_checkpoint checkpoint;
    if (proof->count > TLOG_WITNESS_HASHES) {
        return ERR_LIMIT;
    }
    if (old_size > TLOG_SIZE_MAX) {
        return ERR_FORMAT;
    }
    TRY(tlog_note_decode(note, &parts));
    TRY(tlog_checkpoint_decode(parts.text, &checkpoint));
    (void)buf_printf(out, "old %" PRIu64 "\n", old_size);
    lines_hashes_put(proof, out);
    return buf_append_span(out, note);
}

enum err tlog_witness_size_decode(struct span in, uint64_t *out_size)
{
    struct span rest = in;
    struct span line = {NULL, 0};
    TRY(line_take(&rest, &line));
    return rest.len == 0 ? text_u64(line, TLOG_SIZE_MAX, out_size) : ERR_FORMAT;
}

enum err tlog_witness_size_encode(uint64_t size, struct buf *out)
{
    return size > TLOG_SIZE_MAX ? ERR_FORMAT : buf_printf(out, "%" PRIu64 "\n", size);
}
