/*
 * fuzz_each.c: the first byte says whether the rest is read as one of what several ask for, or as
 * one of what they get. The law: what decodes encodes to the same bytes.
 */
#include "wire_each.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct each_asked asked;
    struct each_sealed sealed;
    if (size == 0) {
        return 0;
    }
    struct span in = span_of(data + 1, size - 1);
    AUTO(buf) struct buf again = {.max = size};
    if (data[0] % 2 == 0) {
        if (each_asked_decode(in, &asked) != ERR_OK) {
            return 0;
        }
        assert(ask_scope_is(asked.scope));
        assert(each_asked_encode(&asked, &again) == ERR_OK);
    } else {
        if (each_sealed_decode(in, &sealed) != ERR_OK) {
            return 0;
        }
        assert(sealed.err == ERR_OK || (sealed.user == 0 && sealed.value.len == 0));
        assert(each_sealed_encode(&sealed, &again) == ERR_OK);
    }
    assert(span_equal(buf_span(&again), in));
    return 0;
}
