#include "wire_report.h"

#include "wire_codec.h"

#include <string.h>

enum { REPORT_VERSION = 2, KIND_PROGRESS = 1, KIND_RESULT = 2, KIND_PICTURE = 3 };

enum { BLURHASH_LEAST = 6 };

static bool codec_is_plain(struct span codec)
{
    for (size_t i = 0; i < codec.len; i++) {
        if (codec.ptr[i] < 0x20 || codec.ptr[i] > 0x7e) {
            return false;
        }
    }
    return true;
}

static bool blurhash_is_plain(struct span text)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "#$%*+,-.:;=?@[]^_{|}~";
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == 0 || strchr(digits, text.ptr[i]) == NULL) {
            return false;
        }
    }
    return text.len == 0 || text.len >= BLURHASH_LEAST;
}

static void read_strip(struct wire_reader *r, struct report_strip *out)
{
    out->columns = wire_u8(r);
    out->rows = wire_u8(r);
    out->count = wire_u16(r);
    out->width = wire_u16(r);
    out->height = wire_u16(r);
    bool none = out->columns == 0 && out->rows == 0 && out->count == 0 && out->width == 0 &&
                out->height == 0;
    bool some = out->count > 0 && out->count <= out->columns * out->rows && out->width > 0 &&
                out->height > 0;
    wire_expect(r, none || some);
}

static void read_rendition(struct wire_reader *r, struct report_rendition *out)
{
    out->width = wire_u16(r);
    out->height = wire_u16(r);
    out->rate_num = wire_u32(r);
    out->rate_den = wire_u32(r);
    out->level = wire_u8(r);
    out->init_bytes = wire_u32(r);
    uint8_t count = wire_u8(r);
    wire_expect(r, out->width > 0 && out->height > 0 && out->rate_num > 0 && out->rate_den > 0);
    wire_expect(r, count <= REPORT_SEGMENTS && (count == 0) == (out->init_bytes == 0));
    for (uint8_t i = 0; i < count && !r->failed; i++) {
        out->segments[i].bytes = wire_u32(r);
        out->segments[i].duration_us = wire_u32(r);
        wire_expect(r, out->segments[i].bytes > 0 && out->segments[i].duration_us > 0);
    }
    out->segment_count = r->failed ? 0 : count;
}

static void read_renditions(struct wire_reader *r, struct report *out)
{
    uint8_t count = wire_u8(r);
    wire_expect(r, count <= REPORT_RENDITIONS);
    for (uint8_t i = 0; i < count && !r->failed; i++) {
        read_rendition(r, &out->renditions[i]);
    }
    out->rendition_count = r->failed ? 0 : count;
}

static void read_hashes(struct wire_reader *r, struct report *out)
{
    uint16_t count = wire_u16(r);
    wire_expect(r, count <= REPORT_HASHES);
    for (uint16_t i = 0; i < count && !r->failed; i++) {
        struct report_hash *hash = &out->hashes[i];
        hash->at_ms = wire_u32(r);
        hash->quality = wire_u8(r);
        wire_fixed(r, hash->hash, sizeof(hash->hash));
        wire_expect(r, hash->quality <= REPORT_PERCENT);
        wire_expect(r, i == 0 || hash->at_ms > out->hashes[i - 1].at_ms);
    }
    out->hash_count = r->failed ? 0 : count;
}

static bool is_consistent(const struct report *report)
{
    if (report->refusal != REFUSAL_NONE) {
        return report->duration_ms == 0 && !report->audio && !report->more &&
               report->blurhash.len == 0 && report->strip.count == 0 &&
               report->rendition_count == 0 && report->hash_count == 0;
    }
    return report->duration_ms > 0 && report->rendition_count > 0;
}

enum err report_decode(struct span in, struct report *out_report)
{
    struct wire_reader r = wire_read(in);
    struct report report = {0};
    uint8_t version = wire_u8(&r);
    uint8_t kind = wire_u8(&r);
    report.refusal = wire_u8(&r);
    report.number = wire_u32(&r);
    report.codec = wire_bytes(&r, REPORT_CODEC_MAX);
    report.duration_ms = wire_u32(&r);
    uint8_t audio = wire_u8(&r);
    uint8_t more = wire_u8(&r);
    report.blurhash = wire_bytes(&r, REPORT_BLURHASH_MAX);
    read_strip(&r, &report.strip);
    read_renditions(&r, &report);
    read_hashes(&r, &report);
    wire_expect(&r, version == REPORT_VERSION && kind == KIND_RESULT && audio <= 1 && more <= 1);
    wire_expect(&r, report.refusal < REFUSAL_COUNT_ && codec_is_plain(report.codec));
    wire_expect(&r, blurhash_is_plain(report.blurhash));
    report.audio = audio == 1;
    report.more = more == 1;
    wire_expect(&r, is_consistent(&report));
    TRY(wire_end(&r));
    *out_report = report;
    return ERR_OK;
}

static void put_rendition(const struct report_rendition *rendition, struct buf *out)
{
    wire_put_u16(out, rendition->width);
    wire_put_u16(out, rendition->height);
    wire_put_u32(out, rendition->rate_num);
    wire_put_u32(out, rendition->rate_den);
    wire_put_u8(out, rendition->level);
    wire_put_u32(out, rendition->init_bytes);
    wire_put_u8(out, rendition->segment_count);
    for (uint8_t i = 0; i < rendition->segment_count; i++) {
        wire_put_u32(out, rendition->segments[i].bytes);
        wire_put_u32(out, rendition->segments[i].duration_us);
    }
}

enum err report_encode(const struct report *report, struct buf *out)
{
    wire_put_u8(out, REPORT_VERSION);
    wire_put_u8(out, KIND_RESULT);
    wire_put_u8(out, report->refusal);
    wire_put_u32(out, report->number);
    wire_put_bytes(out, report->codec);
    wire_put_u32(out, report->duration_ms);
    wire_put_u8(out, report->audio ? 1 : 0);
    wire_put_u8(out, report->more ? 1 : 0);
    wire_put_bytes(out, report->blurhash);
    wire_put_u8(out, report->strip.columns);
    wire_put_u8(out, report->strip.rows);
    wire_put_u16(out, report->strip.count);
    wire_put_u16(out, report->strip.width);
    wire_put_u16(out, report->strip.height);
    wire_put_u8(out, report->rendition_count);
    for (uint8_t i = 0; i < report->rendition_count; i++) {
        put_rendition(&report->renditions[i], out);
    }
    wire_put_u16(out, report->hash_count);
    for (uint16_t i = 0; i < report->hash_count; i++) {
        wire_put_u32(out, report->hashes[i].at_ms);
        wire_put_u8(out, report->hashes[i].quality);
        wire_put_fixed(out, report->hashes[i].hash, REPORT_HASH);
    }
    return buf_status(out);
}

enum err progress_decode(struct span in, struct report_progress *out_progress)
{
    struct wire_reader r = wire_read(in);
    struct report_progress progress = {0};
    uint8_t version = wire_u8(&r);
    uint8_t kind = wire_u8(&r);
    progress.percent = wire_u8(&r);
    progress.duration_ms = wire_u32(&r);
    wire_expect(&r, version == REPORT_VERSION && kind == KIND_PROGRESS);
    wire_expect(&r, progress.percent <= REPORT_PERCENT);
    TRY(wire_end(&r));
    *out_progress = progress;
    return ERR_OK;
}

enum err progress_encode(const struct report_progress *progress, struct buf *out)
{
    wire_put_u8(out, REPORT_VERSION);
    wire_put_u8(out, KIND_PROGRESS);
    wire_put_u8(out, progress->percent);
    wire_put_u32(out, progress->duration_ms);
    return buf_status(out);
}

enum err picture_decode(struct span in, struct report_picture *out_picture)
{
    struct wire_reader r = wire_read(in);
    struct report_picture picture = {0};
    uint8_t version = wire_u8(&r);
    uint8_t kind = wire_u8(&r);
    picture.refusal = wire_u8(&r);
    picture.number = wire_u32(&r);
    picture.width = wire_u16(&r);
    picture.height = wire_u16(&r);
    uint16_t side = picture.refusal == REFUSAL_NONE ? REPORT_PICTURE : 0;
    wire_expect(&r, version == REPORT_VERSION && kind == KIND_PICTURE);
    wire_expect(&r, picture.refusal < REFUSAL_COUNT_);
    wire_expect(&r, picture.width == side && picture.height == side);
    TRY(wire_end(&r));
    *out_picture = picture;
    return ERR_OK;
}

enum err picture_encode(const struct report_picture *picture, struct buf *out)
{
    wire_put_u8(out, REPORT_VERSION);
    wire_put_u8(out, KIND_PICTURE);
    wire_put_u8(out, picture->refusal);
    wire_put_u32(out, picture->number);
    wire_put_u16(out, picture->width);
    wire_put_u16(out, picture->height);
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
