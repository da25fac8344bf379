/* A book that decodes is written again as the same bytes; one more change is found in it. */
#include "claims_book.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t digest[CLAIMS_DIGEST] = {7};
    struct claims_book book;
    if (claims_book_decode(span_of(data, size), &book) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    assert(claims_book_encode(&book, &out) == ERR_OK);
    assert(span_equal(buf_span(&out), span_of(data, size)));
    struct claims_change change = {.entry = UINT64_MAX, .state = CLAIMS_ASSERTED};
    enum err err = claims_book_put(&book, span_text("sealed"), digest, &change);
    assert(err == ERR_OK || (err == ERR_LIMIT && book.count == CLAIMS_KEPT));
    if (err == ERR_OK) {
        const struct claims_record *record = claims_book_find(&book, span_text("sealed"));
        assert(record != NULL && record->changes[0].entry == UINT64_MAX);
        assert(record->count >= 1 && record->count <= CLAIMS_CHANGES);
    }
    return 0;
}
