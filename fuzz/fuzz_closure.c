/* fuzz_closure.c: the law: a list of files that is read is written again as the same bytes, and no
 * path in it leads up. */
#include "closure.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(closure) struct closure c = {0};
    if (closure_decode((struct span){data, size}, &c) != ERR_OK) {
        return 0;
    }
    for (size_t i = 0; i < c.count; i++) {
        assert(c.files[i].path[0] == '/');
        assert(strstr(c.files[i].path, "/../") == NULL);
    }
    AUTO(buf) struct buf again = {.max = size + 1};
    enum err put = closure_encode(&c, &again);
    assert(put == ERR_OK);
    assert(again.len == size);
    assert(size == 0 || memcmp(again.ptr, data, size) == 0);
    return 0;
}
