#include "feed_saved.h"

#include "wire_codec.h"

#include <stdlib.h>
#include <string.h>

static int by_number(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t other = *(const int64_t *)b;
    return one < other ? -1 : one > other;
}

static bool is_once(const struct feed_saved *saved)
{
    int64_t sorted[LIMIT_SAVED];
    memcpy(sorted, saved->videos, saved->count * sizeof(sorted[0]));
    qsort(sorted, saved->count, sizeof(sorted[0]), by_number);
    for (size_t i = 1; i < saved->count; i++) {
        if (sorted[i] == sorted[i - 1]) {
            return false;
        }
    }
    return true;
}

enum err feed_saved_decode(struct span in, struct feed_saved *out_saved)
{
    struct span body = {0};
    TRY(feed_part_read(in, FEED_SAVED, &body));
    struct wire_reader r = wire_read(body);
    out_saved->count = wire_u16(&r);
    wire_expect(&r, out_saved->count <= LIMIT_SAVED);
    for (size_t i = 0; i < out_saved->count && !r.failed; i++) {
        out_saved->videos[i] = wire_i64(&r);
        wire_expect(&r, out_saved->videos[i] > 0);
    }
    TRY(wire_end(&r));
    return is_once(out_saved) ? ERR_OK : ERR_FORMAT;
}

enum err feed_saved_encode(const struct feed_saved *saved, struct buf *out)
{
    AUTO(buf) struct buf body = {.max = FEED_SIZE_4};
    TRY(buf_grow(&body, FEED_SIZE_1));
    wire_put_u16(&body, saved->count);
    for (size_t i = 0; i < saved->count; i++) {
        wire_put_i64(&body, saved->videos[i]);
    }
    TRY(buf_status(&body));
    return feed_part_write(FEED_SAVED, buf_span(&body), out);
}

size_t feed_saved_place(const struct feed_saved *saved, int64_t video)
{
    size_t at = 0;
    while (at < saved->count && saved->videos[at] != video) {
        at++;
    }
    return at;
}

enum err feed_saved_add(struct feed_saved *saved, int64_t video)
{
    if (feed_saved_place(saved, video) < saved->count) {
        return ERR_OK;
    }
    if (saved->count == LIMIT_SAVED) {
        return ERR_LIMIT;
    }
    memmove(&saved->videos[1], &saved->videos[0], saved->count * sizeof(saved->videos[0]));
    saved->videos[0] = video;
    saved->count++;
    return ERR_OK;
}

void feed_saved_drop(struct feed_saved *saved, int64_t video)
{
    size_t at = feed_saved_place(saved, video);
    if (at < saved->count) {
        saved->count--;
        memmove(&saved->videos[at], &saved->videos[at + 1],
                (saved->count - at) * sizeof(saved->videos[0]));
    }
}
