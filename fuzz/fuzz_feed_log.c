/*
 * fuzz_feed_log.c: the law: a log that decodes, written again by its description, is the same
 * bytes, and nothing in it points past what is there.
 */
#include "feed_log.h"

#include "wire_codec.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_videos(const struct feed_log *log, struct buf *out)
{
    for (size_t i = 0; i < log->video_count; i++) {
        const struct log_video *video = &log->videos[i];
        wire_put_i64(out, video->published_ms);
        wire_put_u32(out, video->creator);
        wire_put_u32(out, video->length_ms);
        wire_put_u8(out, video->tag_count);
        for (size_t k = 0; k < video->tag_count; k++) {
            wire_put_u32(out, video->tags[k]);
        }
    }
}

static void put_watches(const struct feed_log *log, struct buf *out)
{
    for (size_t i = 0; i < log->watch_count; i++) {
        const struct log_watch *watch = &log->watches[i];
        assert(watch->viewer < log->viewer_count);
        assert(watch->video < log->video_count);
        assert(log->videos[watch->video].length_ms > 0);
        assert(i == 0 || watch[-1].at_ms <= watch->at_ms);
        wire_put_u32(out, watch->viewer);
        wire_put_u32(out, watch->video);
        wire_put_i64(out, watch->at_ms);
        wire_put_u32(out, watch->watched_ms);
        wire_put_u8(out, watch->liked ? 1 : 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(feed_log) struct feed_log log = {0};
    if (feed_log_decode(span_of(data, size), &log) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    wire_put_u8(&out, 1);
    wire_put_u32(&out, (uint32_t)log.viewer_count);
    wire_put_u32(&out, (uint32_t)log.video_count);
    wire_put_u32(&out, (uint32_t)log.watch_count);
    put_videos(&log, &out);
    put_watches(&log, &out);
    assert(buf_status(&out) == ERR_OK);
    assert(out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    return 0;
}
