/*
 * fuzz_segments.c: the laws: segments that decode encode to the same bytes; their playlist fits its
 * ceiling, its byte ranges join without gap, and its peak is no less than its average.
 */
#include "playlist.h"
#include "segments.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void joins(const char *text, uint64_t at, const struct segments *segments)
{
    for (uint32_t i = 0; i < segments->count; i++) {
        text = strstr(text, "#EXT-X-BYTERANGE:");
        assert(text != NULL);
        text += strlen("#EXT-X-BYTERANGE:");
        char *end = NULL;
        assert(strtoull(text, &end, 10) == segments->items[i].bytes && *end == '@');
        assert(strtoull(end + 1, NULL, 10) == at);
        at += segments->items[i].bytes;
    }
    assert(strstr(text, "#EXT-X-BYTERANGE:") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct segments segments;
    if (segments_decode((struct span){data, size}, &segments) != ERR_OK) {
        return 0;
    }
    struct report_rendition rendition = {.segment_count = (uint8_t)segments.count};
    memcpy(rendition.segments, segments.items, sizeof(rendition.segments));
    AUTO(buf) struct buf again = {.max = SEGMENTS_SIZE_MAX};
    assert(segments_encode(&rendition, &again) == ERR_OK);
    assert(span_equal(buf_span(&again), (struct span){data, size}));
    struct playlist_rendition row = {
        .row = {.hls = "00112233445566778899aabbccddeeff", .init_bytes = 700},
        .segments = segments};
    AUTO(buf) struct buf list = {.max = PLAYLIST_MAX};
    assert(playlist_media(&row, &list) == ERR_OK);
    joins(buf_text(&list), 700, &segments);
    assert(playlist_peak(&segments) >= playlist_average(&segments));
    return 0;
}
