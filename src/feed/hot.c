#include "feed_hot.h"

#include "wire_codec.h"

#include <string.h>

static int falling(int64_t a, int64_t b)
{
    return a == b ? 0 : a > b ? -1 : 1;
}

int feed_watch_order(const struct feed_watch *a, const struct feed_watch *b)
{
    int order = falling(a->at_ms, b->at_ms);
    if (order == 0) {
        order = falling(a->video, b->video);
    }
    return order == 0 ? falling(a->watched_ms, b->watched_ms) : order;
}

bool feed_hot_watched(struct feed_hot *hot, const struct feed_watch *watch)
{
    size_t at = 0;
    size_t end = hot->recent_count;
    while (at < end) { /* behind all that stand before it, or with it */
        size_t middle = (at + end) / 2;
        if (feed_watch_order(watch, &hot->recent[middle]) < 0) {
            end = middle;
        } else {
            at = middle + 1;
        }
    }
    if (at > 0 && feed_watch_order(watch, &hot->recent[at - 1]) == 0) {
        return false;
    }
    if (hot->recent_count == FEED_RECENT) {
        hot->whole &= (uint8_t)~FEED_WHOLE_SEEN;
    }
    if (at == FEED_RECENT) {
        return true;
    }
    size_t kept = hot->recent_count < FEED_RECENT ? hot->recent_count : FEED_RECENT - 1;
    memmove(&hot->recent[at + 1], &hot->recent[at], (kept - at) * sizeof(hot->recent[0]));
    hot->recent[at] = *watch;
    hot->recent_count = (uint16_t)(kept + 1);
    return true;
}

bool feed_hot_recent(const struct feed_hot *hot, int64_t video)
{
    for (size_t i = 0; i < hot->recent_count; i++) {
        if (hot->recent[i].video == video) {
            return true;
        }
    }
    return false;
}

/* How many follow; 0, and the reader fails, over max. */
static uint16_t read_count(struct wire_reader *r, uint16_t max)
{
    uint16_t count = wire_u16(r);
    wire_expect(r, count <= max);
    return r->failed ? 0 : count;
}

static void read_recent(struct wire_reader *r, struct feed_hot *hot)
{
    hot->recent_count = read_count(r, FEED_RECENT);
    for (size_t i = 0; i < hot->recent_count; i++) {
        struct feed_watch *watch = &hot->recent[i];
        watch->video = wire_i64(r);
        watch->at_ms = wire_i64(r);
        watch->watched_ms = wire_u32(r);
        wire_expect(r, watch->video > 0 && watch->at_ms >= 0);
        wire_expect(r, i == 0 || feed_watch_order(watch - 1, watch) <= 0);
    }
}

static void read_tastes(struct wire_reader *r, struct feed_hot *hot)
{
    hot->taste_count = read_count(r, FEED_TASTES);
    for (size_t i = 0; i < hot->taste_count; i++) {
        struct feed_taste *taste = &hot->tastes[i];
        taste->key = wire_u64(r);
        taste->weight = (int32_t)wire_u32(r);
        wire_expect(r, taste->weight != 0);
        wire_expect(r, taste->key > (i == 0 ? 0 : taste[-1].key));
    }
}

static void read_liked(struct wire_reader *r, struct feed_hot *hot)
{
    hot->liked_count = read_count(r, FEED_LIKED);
    for (size_t i = 0; i < hot->liked_count; i++) {
        hot->liked[i].video = wire_i64(r);
        hot->liked[i].at_ms = wire_i64(r);
        wire_expect(r, hot->liked[i].video > 0 && hot->liked[i].at_ms >= 0);
        for (size_t k = 0; k < i; k++) {
            wire_expect(r, hot->liked[k].video != hot->liked[i].video);
        }
    }
}

static void read_unwanted(struct wire_reader *r, struct feed_hot *hot)
{
    hot->unwanted_count = read_count(r, FEED_UNWANTED);
    for (size_t i = 0; i < hot->unwanted_count; i++) {
        hot->unwanted[i] = wire_i64(r);
        wire_expect(r, hot->unwanted[i] > 0);
        for (size_t k = 0; k < i; k++) {
            wire_expect(r, hot->unwanted[k] != hot->unwanted[i]);
        }
    }
}

enum err feed_hot_decode(struct span in, struct feed_hot *out_hot)
{
    struct span body = {0};
    TRY(feed_part_read(in, FEED_HOT, &body));
    struct wire_reader r = wire_read(body);
    *out_hot = (struct feed_hot){.day = wire_i64(&r)};
    wire_expect(&r, out_hot->day >= 0);
    read_recent(&r, out_hot);
    read_tastes(&r, out_hot);
    read_liked(&r, out_hot);
    read_unwanted(&r, out_hot);
    if (r.rest.len > 0) {
        out_hot->whole = wire_u8(&r);
        wire_expect(&r, out_hot->whole > 0 && out_hot->whole <= (FEED_WHOLE | FEED_ONLY_SEEN));
        wire_expect(&r, (out_hot->whole & (FEED_WHOLE_SEEN | FEED_ONLY_SEEN)) != FEED_ONLY_SEEN);
    }
    return wire_end(&r);
}

enum err feed_hot_encode(const struct feed_hot *hot, struct buf *out)
{
    AUTO(buf) struct buf body = {.max = FEED_SIZE_4};
    TRY(buf_grow(&body, FEED_SIZE_4));
    wire_put_i64(&body, hot->day);
    wire_put_u16(&body, hot->recent_count);
    for (size_t i = 0; i < hot->recent_count; i++) {
        wire_put_i64(&body, hot->recent[i].video);
        wire_put_i64(&body, hot->recent[i].at_ms);
        wire_put_u32(&body, hot->recent[i].watched_ms);
    }
    wire_put_u16(&body, hot->taste_count);
    for (size_t i = 0; i < hot->taste_count; i++) {
        wire_put_u64(&body, hot->tastes[i].key);
        wire_put_u32(&body, (uint32_t)hot->tastes[i].weight);
    }
    wire_put_u16(&body, hot->liked_count);
    for (size_t i = 0; i < hot->liked_count; i++) {
        wire_put_i64(&body, hot->liked[i].video);
        wire_put_i64(&body, hot->liked[i].at_ms);
    }
    wire_put_u16(&body, hot->unwanted_count);
    for (size_t i = 0; i < hot->unwanted_count; i++) {
        wire_put_i64(&body, hot->unwanted[i]);
    }
    if (hot->whole != 0) {
        wire_put_u8(&body, hot->whole);
    }
    TRY(buf_status(&body));
    return feed_part_write(FEED_HOT, buf_span(&body), out);
}
