/*
 * fuzz_media_head.c: the law: what the first bytes of a picture say does not change with what
 * follows: of each beginning of it, either the same is said, or that it is none; and the size that
 * is said is one.
 */
#include "media_head.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct media_head whole = {.width = 0};
    bool said = media_head_decode((struct span){data, size}, &whole) == ERR_OK;
    assert(!said || (whole.width > 0 && whole.height > 0));
    assert(!said || !whole.moves || whole.kind == MEDIA_WEBP);
    bool before = false;
    size_t step = size > 512 ? size / 512 : 1;
    for (size_t len = 0; len <= size; len += step) {
        struct media_head part;
        bool now = media_head_decode((struct span){data, len}, &part) == ERR_OK;
        assert(now || !before);
        assert(!now || (said && part.kind == whole.kind && part.moves == whole.moves &&
                        part.width == whole.width && part.height == whole.height));
        before = now;
    }
    return 0;
}
