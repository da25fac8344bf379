#include "base_text.h"

#include "base_limits.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum err text_hex(struct span bytes, struct buf *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        (void)buf_append_u8(out, (uint8_t)hex_digits[bytes.ptr[i] >> 4]);
        (void)buf_append_u8(out, (uint8_t)hex_digits[bytes.ptr[i] & 15]);
    }
    return out->failed;
}

static int hex_value(uint8_t digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

enum err text_unhex(struct span text, uint8_t *out, size_t out_len)
{
    if (text.len != out_len * 2) {
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (hex_value(text.ptr[i]) < 0) {
            return ERR_FORMAT;
        }
    }
    for (size_t i = 0; i < out_len; i++) {
        out[i] = (uint8_t)(hex_value(text.ptr[2 * i]) * 16 + hex_value(text.ptr[2 * i + 1]));
    }
    return ERR_OK;
}

enum err text_base64(struct span bytes, struct buf *out)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t group = (uint32_t)bytes.ptr[i] << 16;
        group |= left > 1 ? (uint32_t)bytes.ptr[i + 1] << 8 : 0;
        group |= left > 2 ? (uint32_t)bytes.ptr[i + 2] : 0;
        char four[4] = {base64_digits[group >> 18], base64_digits[group >> 12 & 63],
                        left > 1 ? base64_digits[group >> 6 & 63] : '=',
                        left > 2 ? base64_digits[group & 63] : '='};
        (void)buf_append(out, four, sizeof(four));
    }
    return out->failed;
}

static int base64_value(uint8_t digit)
{
    const char *at = digit == 0 ? NULL : strchr(base64_digits, digit);
    return at == NULL ? -1 : (int)(at - base64_digits);
}

/* Four digits, the last `pads` of which are '='. Spare bits must be zero. */
static enum err unbase64_group(const uint8_t *four, size_t pads, struct buf *out)
{
    uint32_t group = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = i < 4 - pads ? base64_value(four[i]) : 0;
        if (value < 0) {
            return ERR_FORMAT;
        }
        group = group << 6 | (uint32_t)value;
    }
    if ((pads == 1 && (group & 0xff) != 0) || (pads == 2 && (group & 0xffff) != 0)) {
        return ERR_FORMAT;
    }
    uint8_t three[3] = {(uint8_t)(group >> 16), (uint8_t)(group >> 8), (uint8_t)group};
    return buf_append(out, three, 3 - pads);
}

enum err text_unbase64(struct span text, struct buf *out)
{
    if (text.len % 4 != 0) {
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < text.len; i += 4) {
        const uint8_t *four = text.ptr + i;
        bool last = i + 4 == text.len;
        size_t pads = !last || four[3] != '=' ? 0 : four[2] == '=' ? 2 : 1;
        TRY(unbase64_group(four, pads, out));
    }
    return ERR_OK;
}

enum err text_base64url(struct span bytes, struct buf *out)
{
    size_t from = out->len;
    TRY(text_base64(bytes, out));
    for (size_t i = from; i < out->len; i++) {
        uint8_t c = out->ptr[i];
        out->ptr[i] = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    while (out->len > from && out->ptr[out->len - 1] == '=') {
        out->len--;
    }
    return out->failed;
}

enum err text_unbase64url(struct span text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i += 4) {
        uint8_t four[4] = {'=', '=', '=', '='};
        size_t left = text.len - i < sizeof(four) ? text.len - i : sizeof(four);
        for (size_t k = 0; k < left; k++) {
            uint8_t c = text.ptr[i + k];
            four[k] = c == '-' ? '+' : c == '_' ? '/' : c;
            if (c == '+' || c == '/' || c == '=') {
                return ERR_FORMAT;
            }
        }
        if (left == 1) {
            return ERR_FORMAT;
        }
        TRY(unbase64_group(four, sizeof(four) - left, out));
    }
    return ERR_OK;
}

enum err text_u64(struct span text, uint64_t max, uint64_t *out)
{
    if (text.len == 0 || text.len > 20 || (text.len > 1 && text.ptr[0] == '0')) {
        return ERR_FORMAT;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return ERR_FORMAT;
        }
        uint64_t digit = (uint64_t)(text.ptr[i] - '0');
        if (value > (UINT64_MAX - digit) / 10) {
            return ERR_FORMAT;
        }
        value = value * 10 + digit;
    }
    if (value > max) {
        return ERR_FORMAT;
    }
    *out = value;
    return ERR_OK;
}

/* The length of the well-formed sequence at the front, or 0. */
static size_t utf8_step(const uint8_t *p, size_t len)
{
    if (p[0] < 0x80) {
        return 1;
    }
    size_t need = p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 : 4;
    if (p[0] < 0xc2 || p[0] > 0xf4 || len < need) {
        return 0;
    }
    for (size_t i = 1; i < need; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool low = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
    bool high = (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf4 && p[1] > 0x8f);
    return low || high ? 0 : need;
}

enum err text_take_line(struct span *rest, const char *word, struct span *out_value)
{
    struct span after = *rest;
    struct span line = span_cut(&after, '\n');
    if (line.len == rest->len || !span_is(span_cut(&line, ' '), word)) {
        return ERR_FORMAT;
    }
    *rest = after;
    *out_value = line;
    return ERR_OK;
}

bool text_is_utf8(struct span text)
{
    for (size_t i = 0; i < text.len;) {
        size_t step = utf8_step(text.ptr + i, text.len - i);
        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

size_t text_characters(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += (text.ptr[i] & 0xc0) != 0x80 ? 1 : 0;
    }
    return count;
}

static bool host_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

struct span text_web_host(struct span origin)
{
    size_t scheme = strlen(span_starts(origin, "https://") ? "https://" : "http://");
    struct span rest = span_of(origin.ptr + scheme, origin.len - scheme);
    return span_cut(&rest, ':');
}

bool text_is_web_origin(struct span text)
{
    bool scheme = span_starts(text, "https://") || span_starts(text, "http://");
    if (!scheme || text.len > LIMIT_WEB_ORIGIN) {
        return false;
    }
    struct span host = text_web_host(text);
    for (size_t i = 0; i < host.len; i++) {
        if (!host_byte(host.ptr[i])) {
            return false;
        }
    }
    const uint8_t *port = host.ptr + host.len;
    const uint8_t *end = text.ptr + text.len;
    bool good = host.len > 0 && (port == end || port + 1 < end);
    for (const uint8_t *at = port + 1; at < end; at++) {
        good = good && *at >= '0' && *at <= '9';
    }
    return good;
}
