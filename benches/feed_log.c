#include "feed_log.h"

#include "wire_codec.h"

#include <stdlib.h>

enum { VERSION = 1, VIDEO_BYTES = 17, WATCH_BYTES = 21 }; /* of one, at least */

void feed_log_done(struct feed_log *log)
{
    free(log->videos);
    free(log->watches);
    *log = (struct feed_log){0};
}

static int64_t read_moment(struct wire_reader *r)
{
    int64_t at_ms = wire_i64(r);
    wire_expect(r, at_ms >= 0 && at_ms < FEED_LOG_MS_MAX);
    return at_ms;
}

static void read_video(struct wire_reader *r, struct log_video *out)
{
    out->published_ms = read_moment(r);
    out->creator = wire_u32(r);
    out->length_ms = wire_u32(r);
    out->tag_count = wire_u8(r);
    wire_expect(r, out->length_ms > 0 && out->length_ms <= FEED_LOG_LENGTH_MAX);
    wire_expect(r, out->tag_count <= FEED_LOG_TAGS);
    for (size_t i = 0; i < out->tag_count && !r->failed; i++) {
        out->tags[i] = wire_u32(r);
    }
}

static void read_watch(struct wire_reader *r, const struct feed_log *log, struct log_watch *out)
{
    out->viewer = wire_u32(r);
    out->video = wire_u32(r);
    out->at_ms = read_moment(r);
    out->watched_ms = wire_u32(r);
    uint8_t liked = wire_u8(r);
    out->liked = liked == 1;
    wire_expect(r, out->viewer < log->viewer_count && out->video < log->video_count && liked <= 1);
}

enum err feed_log_decode(struct span in, struct feed_log *out_log)
{
    struct wire_reader r = wire_read(in);
    wire_expect(&r, wire_u8(&r) == VERSION);
    out_log->viewer_count = wire_u32(&r);
    out_log->video_count = wire_u32(&r);
    out_log->watch_count = wire_u32(&r);
    wire_expect(&r, out_log->viewer_count <= FEED_LOG_VIEWERS &&
                        out_log->video_count <= FEED_LOG_VIDEOS &&
                        out_log->watch_count <= FEED_LOG_WATCHES && out_log->watch_count > 0);
    wire_expect(&r, out_log->video_count <= r.rest.len / VIDEO_BYTES &&
                        out_log->watch_count <= r.rest.len / WATCH_BYTES);
    if (r.failed) {
        return ERR_FORMAT;
    }
    out_log->videos = calloc(out_log->video_count + 1, sizeof(*out_log->videos));
    out_log->watches = calloc(out_log->watch_count, sizeof(*out_log->watches));
    if (out_log->videos == NULL || out_log->watches == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < out_log->video_count && !r.failed; i++) {
        read_video(&r, &out_log->videos[i]);
    }
    for (size_t i = 0; i < out_log->watch_count && !r.failed; i++) {
        struct log_watch *watch = &out_log->watches[i];
        read_watch(&r, out_log, watch);
        wire_expect(&r, i == 0 || watch->at_ms >= watch[-1].at_ms);
        wire_expect(&r, watch->at_ms - out_log->watches[0].at_ms < FEED_LOG_SPAN_MS);
    }
    return wire_end(&r);
}
