#include "tlog_note.h"

#include "base_limits.h"
#include "base_text.h"
#include "digest.h"
#include "tlog_hash.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

enum { TIME_SIZE = 8 }; /* of a cosignature, before its 64 bytes */

static const char line_start[] = "\xe2\x80\x94 "; /* U+2014 and a space */

/* Code points with the property White_Space, but the controls, which are refused anyway. */
static bool is_space(uint32_t c)
{
    static const uint32_t ranges[][2] = {
        {0x09, 0x0d},     {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},     {0x1680, 0x1680},
        {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}};
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (c >= ranges[i][0] && c <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

/* The next code point of well-formed UTF-8. */
static uint32_t next_point(struct span *text)
{
    uint8_t first = text->ptr[0];
    size_t len = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    static const uint8_t masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t point = first & masks[len];
    for (size_t i = 1; i < len; i++) {
        point = point << 6 | (text->ptr[i] & 0x3f);
    }
    *text = span_of(text->ptr + len, text->len - len);
    return point;
}

bool tlog_name_good(struct span name)
{
    if (name.len == 0 || name.len > TLOG_NAME_MAX || !text_is_utf8(name)) {
        return false;
    }
    while (name.len > 0) {
        uint32_t point = next_point(&name);
        if (point < 0x20 || point == '+' || is_space(point)) {
            return false;
        }
    }
    return true;
}

static bool note_bytes_good(struct span in)
{
    for (size_t i = 0; i < in.len; i++) {
        if (in.ptr[i] < 0x20 && in.ptr[i] != '\n') {
            return false;
        }
    }
    return text_is_utf8(in);
}

/* "— name base64", without its LF. */
static enum err note_line(struct span line, struct tlog_note_line *out)
{
    if (!span_starts(line, line_start)) {
        return ERR_FORMAT;
    }
    size_t skip = sizeof(line_start) - 1;
    struct span rest = span_of(line.ptr + skip, line.len - skip);
    out->name = span_cut(&rest, ' ');
    out->base64 = rest;
    if (!tlog_name_good(out->name)) {
        return ERR_FORMAT;
    }
    AUTO(buf) struct buf bytes = {.max = TLOG_KEY_ID + TLOG_SIGNATURE_MAX};
    TRY(text_unbase64(rest, &bytes));
    if (bytes.len <= TLOG_KEY_ID) {
        return ERR_FORMAT;
    }
    memcpy(out->key_id, bytes.ptr, TLOG_KEY_ID);
    return ERR_OK;
}

/* Where the last empty line begins: the index of the second of two LF. */
static enum err note_split_at(struct span in, size_t *out_at)
{
    for (size_t i = in.len; i >= 2; i--) {
        if (in.ptr[i - 1] == '\n' && in.ptr[i - 2] == '\n') {
            *out_at = i - 1;
            return ERR_OK;
        }
    }
    return ERR_FORMAT;
}

enum err tlog_note_lines_decode(struct span in, struct span text, struct tlog_note *out_note)
{
    if (in.len > LIMIT_NOTE) {
        return ERR_LIMIT;
    }
    if (in.len == 0 || in.ptr[in.len - 1] != '\n' || !note_bytes_good(in)) {
        return ERR_FORMAT;
    }
    struct tlog_note note = {.text = text};
    while (in.len > 0) {
        if (note.count == TLOG_NOTE_SIGNATURES) {
            return ERR_LIMIT;
        }
        TRY(note_line(span_cut(&in, '\n'), &note.lines[note.count]));
        note.count++;
    }
    *out_note = note;
    return ERR_OK;
}

enum err tlog_note_decode(struct span in, struct tlog_note *out_note)
{
    size_t at = 0;
    if (in.len > LIMIT_NOTE) {
        return ERR_LIMIT;
    }
    if (!note_bytes_good(in)) {
        return ERR_FORMAT;
    }
    TRY(note_split_at(in, &at));
    struct span lines = span_of(in.ptr + at + 1, in.len - at - 1);
    return tlog_note_lines_decode(lines, span_of(in.ptr, at), out_note);
}

enum err tlog_note_split(struct buf *out)
{
    return buf_append_u8(out, '\n');
}

enum err tlog_note_line_put(const char *name, const uint8_t key_id[TLOG_KEY_ID],
                            struct span signature, struct buf *out)
{
    if (!tlog_name_good(span_text(name)) || signature.len == 0) {
        return ERR_FORMAT;
    }
    AUTO(buf) struct buf bytes = {.max = TLOG_KEY_ID + TLOG_SIGNATURE_MAX};
    (void)buf_append(&bytes, key_id, TLOG_KEY_ID);
    (void)buf_append_span(&bytes, signature);
    TRY(buf_status(&bytes));
    (void)buf_printf(out, "%s%s ", line_start, name);
    (void)text_base64(buf_span(&bytes), out);
    return buf_append_u8(out, '\n');
}

enum err tlog_note_line_copy(const struct tlog_note_line *line, struct buf *out)
{
    (void)buf_append_text(out, line_start);
    (void)buf_append_span(out, line->name);
    (void)buf_append_u8(out, ' ');
    (void)buf_append_span(out, line->base64);
    return buf_append_u8(out, '\n');
}

enum err tlog_vkey_make(struct span name, uint8_t type, const uint8_t key[TLOG_KEY_SIZE],
                        struct tlog_vkey *out_vkey)
{
    bool known = type == TLOG_ED25519 || type == TLOG_ED25519_COSIGNATURE;
    if (!known || !tlog_name_good(name) || crypto_core_ed25519_is_valid_point(key) != 1) {
        return ERR_FORMAT;
    }
    struct tlog_vkey vkey = {.type = type};
    memcpy(vkey.name, name.ptr, name.len);
    memcpy(vkey.key, key, TLOG_KEY_SIZE);
    struct span parts[] = {name, span_text("\n"), span_of(&type, 1), span_of(key, TLOG_KEY_SIZE)};
    uint8_t digest[DIGEST_SIZE];
    digest_parts(parts, 4, digest);
    memcpy(vkey.key_id, digest, TLOG_KEY_ID);
    *out_vkey = vkey;
    return ERR_OK;
}

enum err tlog_vkey_decode(struct span in, struct tlog_vkey *out_vkey)
{
    struct span rest = in;
    struct span name = span_cut(&rest, '+');
    struct span hex = span_cut(&rest, '+'); /* the base64 after it may hold more of them */
    uint8_t key_id[TLOG_KEY_ID];
    TRY(text_unhex(hex, key_id, sizeof(key_id)));
    AUTO(buf) struct buf bytes = {.max = 1 + TLOG_KEY_SIZE};
    if (text_unbase64(rest, &bytes) != ERR_OK || bytes.len != 1 + TLOG_KEY_SIZE) {
        return bytes.failed == ERR_NOMEM ? ERR_NOMEM : ERR_FORMAT;
    }
    struct tlog_vkey vkey;
    TRY(tlog_vkey_make(name, bytes.ptr[0], bytes.ptr + 1, &vkey));
    if (memcmp(vkey.key_id, key_id, sizeof(key_id)) != 0) {
        return ERR_FORMAT;
    }
    *out_vkey = vkey;
    return ERR_OK;
}

enum err tlog_vkey_encode(const struct tlog_vkey *vkey, struct buf *out)
{
    uint8_t bytes[1 + TLOG_KEY_SIZE];
    bytes[0] = vkey->type;
    memcpy(bytes + 1, vkey->key, TLOG_KEY_SIZE);
    (void)buf_printf(out, "%s+", vkey->name);
    (void)text_hex(span_of(vkey->key_id, TLOG_KEY_ID), out);
    (void)buf_append_u8(out, '+');
    return text_base64(span_of(bytes, sizeof(bytes)), out);
}

enum err tlog_cosigned_text(uint64_t time_s, struct span text, struct buf *out)
{
    if (time_s > TLOG_SIZE_MAX) {
        return ERR_FORMAT;
    }
    (void)buf_printf(out, "cosignature/v1\ntime %" PRIu64 "\n", time_s);
    return buf_append_span(out, text);
}

enum err tlog_cosignature_put(const struct tlog_vkey *vkey, uint64_t time_s,
                              const uint8_t signature[TLOG_ED25519_SIZE], struct buf *out)
{
    uint8_t bytes[TIME_SIZE + TLOG_ED25519_SIZE];
    if (time_s > TLOG_SIZE_MAX || vkey->type != TLOG_ED25519_COSIGNATURE) {
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < TIME_SIZE; i++) {
        bytes[i] = (uint8_t)(time_s >> (8 * (TIME_SIZE - 1 - i)));
    }
    memcpy(bytes + TIME_SIZE, signature, TLOG_ED25519_SIZE);
    return tlog_note_line_put(vkey->name, vkey->key_id, span_of(bytes, sizeof(bytes)), out);
}

static enum err verify_cosignature(const struct tlog_vkey *vkey, struct span text,
                                   struct span signature, uint64_t *out_time_s)
{
    if (signature.len != TIME_SIZE + TLOG_ED25519_SIZE) {
        return ERR_DENIED;
    }
    uint64_t time_s = 0;
    for (size_t i = 0; i < TIME_SIZE; i++) {
        time_s = time_s << 8 | signature.ptr[i];
    }
    if (time_s > TLOG_SIZE_MAX) {
        return ERR_DENIED;
    }
    AUTO(buf) struct buf message = {.max = LIMIT_NOTE + 64};
    TRY(tlog_cosigned_text(time_s, text, &message));
    if (crypto_sign_verify_detached(signature.ptr + TIME_SIZE, message.ptr, message.len,
                                    vkey->key) != 0) {
        return ERR_DENIED;
    }
    *out_time_s = time_s;
    return ERR_OK;
}

static enum err verify_line(const struct tlog_note *note, const struct tlog_note_line *line,
                            const struct tlog_vkey *vkey, uint64_t *out_time_s)
{
    AUTO(buf) struct buf bytes = {.max = TLOG_KEY_ID + TLOG_SIGNATURE_MAX};
    TRY(text_unbase64(line->base64, &bytes));
    struct span signature = span_of(bytes.ptr + TLOG_KEY_ID, bytes.len - TLOG_KEY_ID);
    if (vkey->type == TLOG_ED25519_COSIGNATURE) {
        return verify_cosignature(vkey, note->text, signature, out_time_s);
    }
    bool good =
        signature.len == TLOG_ED25519_SIZE &&
        crypto_sign_verify_detached(signature.ptr, note->text.ptr, note->text.len, vkey->key) == 0;
    return good ? ERR_OK : ERR_DENIED;
}

static bool is_of(const struct tlog_note_line *line, const struct tlog_vkey *vkey)
{
    return memcmp(line->key_id, vkey->key_id, TLOG_KEY_ID) == 0 && span_is(line->name, vkey->name);
}

const struct tlog_note_line *tlog_note_line_of(const struct tlog_note *note,
                                               const struct tlog_vkey *vkey)
{
    for (size_t i = 0; i < note->count; i++) {
        if (is_of(&note->lines[i], vkey)) {
            return &note->lines[i];
        }
    }
    return NULL;
}

enum err tlog_note_verify(const struct tlog_note *note, const struct tlog_vkey *vkey,
                          uint64_t *out_time_s)
{
    bool seen = false;
    uint64_t newest_s = 0;
    for (size_t i = 0; i < note->count; i++) {
        const struct tlog_note_line *line = &note->lines[i];
        if (!is_of(line, vkey)) {
            continue;
        }
        uint64_t time_s = 0;
        TRY(verify_line(note, line, vkey, &time_s));
        newest_s = time_s > newest_s ? time_s : newest_s;
        seen = true;
    }
    if (!seen) {
        return ERR_NOT_FOUND;
    }
    if (out_time_s != NULL) {
        *out_time_s = newest_s;
    }
    return ERR_OK;
}
