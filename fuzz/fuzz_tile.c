/* A path that decodes is the one path of its tile. */
#include "tlog_tile.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tlog_tile tile;
    char path[TLOG_PATH_MAX];
    if (tlog_tile_decode(span_of(data, size), &tile) != ERR_OK) {
        return 0;
    }
    tlog_tile_path(&tile, path);
    assert(span_is(span_of(data, size), path));
    return 0;
}
