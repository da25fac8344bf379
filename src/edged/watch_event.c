#include "watch_event.h"

#include "wire_codec.h"

enum { WATCH_EVENT_VERSION = 1 };

enum err watch_event_decode(struct span in, struct watch_event *out_event)
{
    struct wire_reader r = wire_read(in);
    struct watch_event event = {0};
    uint8_t version = wire_u8(&r);
    event.video = wire_i64(&r);
    event.watched_ms = wire_i64(&r);
    event.at_ms = wire_i64(&r);
    wire_expect(&r, version == WATCH_EVENT_VERSION);
    wire_expect(&r, event.video >= 0 && event.watched_ms >= 0 && event.at_ms >= 0);
    TRY(wire_end(&r));
    *out_event = event;
    return ERR_OK;
}

enum err watch_event_encode(const struct watch_event *event, struct buf *out)
{
    wire_put_u8(out, WATCH_EVENT_VERSION);
    wire_put_i64(out, event->video);
    wire_put_i64(out, event->watched_ms);
    wire_put_i64(out, event->at_ms);
    return buf_status(out);
}
