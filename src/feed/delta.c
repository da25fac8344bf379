#include "feed_delta.h"

#include "wire_codec.h"

static bool is_many(uint8_t what)
{
    return what == FEED_WATCHES || what == FEED_OWED;
}

static struct feed_watch read_watch(struct wire_reader *r, bool video, bool watched)
{
    struct feed_watch watch = {0};
    if (video) {
        watch.video = wire_i64(r);
        wire_expect(r, watch.video > 0);
    }
    watch.at_ms = wire_i64(r);
    wire_expect(r, watch.at_ms >= 0);
    if (watched) {
        watch.watched_ms = wire_u32(r);
    }
    return watch;
}

enum err feed_delta_decode(struct span in, struct feed_delta *out_delta)
{
    struct span body = {0};
    struct feed_delta delta = {.count = 1};
    TRY(feed_part_read(in, FEED_DELTA, &body));
    struct wire_reader r = wire_read(body);
    delta.number = wire_i64(&r);
    delta.what = wire_u8(&r);
    wire_expect(&r, delta.number >= 0);
    wire_expect(&r, delta.what >= FEED_WATCHES && delta.what < FEED_WHAT_END_);
    if (is_many(delta.what)) {
        delta.count = wire_u8(&r);
        wire_expect(&r, delta.count >= 1 && delta.count <= FEED_WATCHES_MAX);
    }
    for (size_t i = 0; i < delta.count && !r.failed; i++) {
        delta.watches[i] = read_watch(&r, delta.what != FEED_RESET, is_many(delta.what));
        wire_expect(&r, delta.what != FEED_OWED || delta.watches[i].watched_ms < FEED_OWED_END_);
    }
    TRY(wire_end(&r));
    *out_delta = delta;
    return ERR_OK;
}

enum err feed_delta_encode(const struct feed_delta *delta, struct buf *out)
{
    AUTO(buf) struct buf body = {.max = FEED_SIZE_1};
    wire_put_i64(&body, delta->number);
    wire_put_u8(&body, delta->what);
    if (is_many(delta->what)) {
        wire_put_u8(&body, delta->count);
    }
    for (size_t i = 0; i < delta->count; i++) {
        if (delta->what != FEED_RESET) {
            wire_put_i64(&body, delta->watches[i].video);
        }
        wire_put_i64(&body, delta->watches[i].at_ms);
        if (is_many(delta->what)) {
            wire_put_u32(&body, delta->watches[i].watched_ms);
        }
    }
    TRY(buf_status(&body));
    return feed_part_write(FEED_DELTA, buf_span(&body), out);
}
