/* A head that decodes is written again as the same bytes. */
#include "ledger_head.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ledger_head head;
    struct ledger_piece piece;
    if (ledger_head_decode(span_of(data, size), &head) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    ledger_head_start(&out);
    while (ledger_head_piece(&head.pieces, &piece)) {
        ledger_head_put(piece.path, piece.bytes, &out);
    }
    assert(head.pieces.len == 0);
    assert(ledger_head_end(head.note, &out) == ERR_OK);
    assert(span_equal(buf_span(&out), span_of(data, size)));
    return 0;
}
