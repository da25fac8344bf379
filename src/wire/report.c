#include "wire_report.h"

#include "wire_codec.h"

#include <string.h>

enum { REPORT_VERSION = 1 };

static bool codec_is_plain(struct span codec)
{
    for (size_t i = 0; i < codec.len; i++) {
        if (codec.ptr[i] < 0x20 || codec.ptr[i] > 0x7e) {
            return false;
        }
    }
    return true;
}

enum err report_decode(struct span in, struct report *out_report)
{
    struct wire_reader r = wire_read(in);
    struct report report = {0};
    uint8_t version = wire_u8(&r);
    report.refusal = wire_u8(&r);
    report.number = wire_u32(&r);
    report.duration_ms = wire_u32(&r);
    report.width = wire_u16(&r);
    report.height = wire_u16(&r);
    uint8_t audio = wire_u8(&r);
    report.codec = wire_bytes(&r, REPORT_CODEC_MAX);
    wire_expect(&r, version == REPORT_VERSION && audio <= 1);
    wire_expect(&r, report.refusal < REFUSAL_COUNT_ && codec_is_plain(report.codec));
    if (report.refusal == REFUSAL_NONE) {
        wire_expect(&r, report.duration_ms > 0 && report.width > 0 && report.height > 0);
    }
    TRY(wire_end(&r));
    report.audio = audio == 1;
    *out_report = report;
    return ERR_OK;
}

enum err report_encode(const struct report *report, struct buf *out)
{
    wire_put_u8(out, REPORT_VERSION);
    wire_put_u8(out, report->refusal);
    wire_put_u32(out, report->number);
    wire_put_u32(out, report->duration_ms);
    wire_put_u16(out, report->width);
    wire_put_u16(out, report->height);
    wire_put_u8(out, report->audio ? 1 : 0);
    wire_put_bytes(out, report->codec);
    return buf_status(out);
}

static const struct {
    bool again;
    const char *text;
} refusals[] = {
#define REFUSAL_ROW(name, again, text) {again, text},
    REFUSAL_TABLE(REFUSAL_ROW)
#undef REFUSAL_ROW
};

enum err refusal_text(const struct report *report, struct buf *out)
{
    if (report->refusal >= REFUSAL_COUNT_) {
        return buf_append_text(out, "Unknown reason.");
    }
    struct span rest = span_text(refusals[report->refusal].text);
    for (;;) {
        (void)buf_append_span(out, span_cut(&rest, '%'));
        if (rest.len == 0) {
            return out->failed;
        }
        if (rest.ptr[0] == 'u') {
            (void)buf_printf(out, "%u", report->number);
        } else {
            (void)buf_append_span(out, report->codec);
        }
        rest.ptr++;
        rest.len--;
    }
}

bool refusal_may_pass(uint8_t refusal)
{
    return refusal < REFUSAL_COUNT_ && refusals[refusal].again;
}
