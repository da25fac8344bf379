#include "wire_flow.h"

#include "wire_codec.h"

enum { VERSION = 1 };

enum err flow_stamped_decode(struct span frame, struct flow_stamped *out_stamped)
{
    struct wire_reader r = wire_read(frame);
    struct flow_stamped s = {0};
    wire_expect(&r, wire_u8(&r) == VERSION);
    s.flow = wire_u8(&r);
    wire_expect(&r, s.flow > FLOW_NONE && s.flow < FLOW_COUNT_);
    s.id = wire_u64(&r);
    s.url = wire_bytes(&r, LIMIT_URL);
    wire_expect(&r, s.url.len > 0);
    s.body = wire_bytes(&r, FLOW_BODY_MAX);
    TRY(wire_end(&r));
    *out_stamped = s;
    return ERR_OK;
}

enum err flow_stamped_encode(const struct flow_stamped *stamped, struct buf *out)
{
    wire_put_u8(out, VERSION);
    wire_put_u8(out, stamped->flow);
    wire_put_u64(out, stamped->id);
    wire_put_bytes(out, stamped->url);
    wire_put_bytes(out, stamped->body);
    return buf_status(out);
}

enum err flow_answer_decode(struct span frame, struct flow_answer *out_answer)
{
    struct wire_reader r = wire_read(frame);
    struct flow_answer a = {0};
    wire_expect(&r, wire_u8(&r) == VERSION);
    a.flow = wire_u8(&r);
    wire_expect(&r, a.flow > FLOW_NONE && a.flow < FLOW_COUNT_);
    a.id = wire_u64(&r);
    a.outcome = wire_u8(&r);
    wire_expect(&r, a.outcome < FLOW_OUTCOME_COUNT_);
    a.status = wire_u16(&r);
    a.type = wire_bytes(&r, FLOW_TYPE_MAX);
    a.body = wire_bytes(&r, FLOW_ANSWER_MAX);
    wire_expect(&r, a.outcome == FLOW_ANSWERED ||
                        (a.status == 0 && a.type.len == 0 && a.body.len == 0));
    TRY(wire_end(&r));
    *out_answer = a;
    return ERR_OK;
}

enum err flow_answer_encode(const struct flow_answer *answer, struct buf *out)
{
    wire_put_u8(out, VERSION);
    wire_put_u8(out, answer->flow);
    wire_put_u64(out, answer->id);
    wire_put_u8(out, answer->outcome);
    wire_put_u16(out, answer->status);
    wire_put_bytes(out, answer->type);
    wire_put_bytes(out, answer->body);
    return buf_status(out);
}

const char *flow_name(uint8_t flow)
{
    static const char *const names[] = {[FLOW_NONE] = "none",
#define FLOW_ROW(name, word) [FLOW_##name] = word,
                                        FLOW_TABLE(FLOW_ROW)
#undef FLOW_ROW
    };
    return flow < FLOW_COUNT_ ? names[flow] : "none";
}

const char *flow_outcome_words(uint8_t outcome)
{
    static const char *const words[] = {[FLOW_ANSWERED] = "answered",
                                        [FLOW_REFUSED] = "refused by gatewayd",
                                        [FLOW_BUSY] = "busy",
                                        [FLOW_UNREACHABLE] = "unreachable",
                                        [FLOW_OVERDUE] = "no answer in time",
                                        [FLOW_TOO_LONG] = "an answer that is too long"};
    return outcome < FLOW_OUTCOME_COUNT_ ? words[outcome] : "?";
}
