#include "feed_cursor.h"

#include "base_text.h"
#include "sum.h"
#include "wire_codec.h"

#include <string.h>

enum {
    CURSOR_VERSION = 1,
    SUM = 4,
    SHA256_SIZE = 32,
    CURSOR_MAX = 1 + 1 + 8 + 2 + 1 + 8 * LIMIT_FEED_SHOWN + SUM
};

static void sum_of(struct span bytes, uint8_t out[SUM])
{
    uint8_t sum[SHA256_SIZE];
    sum_once(SUM_SHA256, bytes, sum);
    memcpy(out, sum, SUM);
}

static bool has(const struct feed_cursor *cursor, size_t count, int64_t video)
{
    for (size_t i = 0; i < count; i++) {
        if (cursor->shown[i] == video) {
            return true;
        }
    }
    return false;
}

static enum err read_cursor(struct span bytes, struct feed_cursor *out)
{
    struct wire_reader r = wire_read(bytes);
    uint8_t sums[2][SUM];
    uint8_t version = wire_u8(&r);
    uint8_t again = wire_u8(&r);
    out->again = again == 1;
    out->seed = wire_u64(&r);
    out->page = wire_u16(&r);
    out->count = wire_u8(&r);
    wire_expect(&r, version == CURSOR_VERSION && again <= 1 && out->count <= LIMIT_FEED_SHOWN);
    for (size_t i = 0; i < out->count && !r.failed; i++) {
        out->shown[i] = wire_i64(&r);
        wire_expect(&r, out->shown[i] > 0 && !has(out, i, out->shown[i]));
    }
    wire_fixed(&r, sums[0], SUM);
    TRY(wire_end(&r));
    sum_of(span_of(bytes.ptr, bytes.len - SUM), sums[1]);
    return memcmp(sums[0], sums[1], SUM) == 0 ? ERR_OK : ERR_FORMAT;
}

enum err feed_cursor_decode(struct span text, struct feed_cursor *out_cursor)
{
    AUTO(buf) struct buf bytes = {.max = CURSOR_MAX};
    struct feed_cursor cursor = {.count = 0};
    enum err err = text_unbase64url(text, &bytes);
    err = err == ERR_OK ? read_cursor(buf_span(&bytes), &cursor) : err;
    if (err != ERR_OK) {
        return err == ERR_NOMEM ? err : ERR_FORMAT;
    }
    *out_cursor = cursor;
    return ERR_OK;
}

enum err feed_cursor_encode(const struct feed_cursor *cursor, struct buf *out)
{
    AUTO(buf) struct buf bytes = {.max = CURSOR_MAX};
    uint8_t sum[SUM];
    wire_put_u8(&bytes, CURSOR_VERSION);
    wire_put_u8(&bytes, cursor->again ? 1 : 0);
    wire_put_u64(&bytes, cursor->seed);
    wire_put_u16(&bytes, cursor->page);
    wire_put_u8(&bytes, (uint8_t)cursor->count);
    for (size_t i = 0; i < cursor->count; i++) {
        wire_put_i64(&bytes, cursor->shown[i]);
    }
    TRY(buf_status(&bytes));
    sum_of(buf_span(&bytes), sum);
    wire_put_fixed(&bytes, sum, SUM);
    TRY(buf_status(&bytes));
    return text_base64url(buf_span(&bytes), out);
}
