#include "feed_mark.h"

#include "wire_codec.h"

enum err feed_mark_decode(struct span in, int64_t *out_mark)
{
    struct span body = {0};
    TRY(feed_part_read(in, FEED_MARK, &body));
    struct wire_reader r = wire_read(body);
    int64_t mark = wire_i64(&r);
    wire_expect(&r, mark > 0);
    TRY(wire_end(&r));
    *out_mark = mark;
    return ERR_OK;
}

enum err feed_mark_encode(int64_t mark, struct buf *out)
{
    AUTO(buf) struct buf body = {.max = FEED_SIZE_1};
    wire_put_i64(&body, mark);
    TRY(buf_status(&body));
    return feed_part_write(FEED_MARK, buf_span(&body), out);
}
