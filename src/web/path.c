#include "web_path.h"

#include "base_text.h"

#include <string.h>

enum { SAFE_SEGMENTS = 8 };

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum part { PART_PATH, PART_QUERY, PART_FORM };

static bool is_control(uint8_t c)
{
    return c < 0x20 || c == 0x7f;
}

/* Of a form's text: its lines, which browsers end with two characters, of which one stays. Any
 * other control character is noted; of a tab a space stays. True: nothing of it stays. */
static bool strip(uint8_t *c, bool *stripped)
{
    bool line = *c == '\r' || *c == '\n';
    *stripped = *stripped || (is_control(*c) && !line);
    *c = *c == '\t' ? ' ' : *c;
    return is_control(*c) && *c != '\n';
}

/* Percent escapes resolved into scratch. Malformed UTF-8 is refused, and so are control characters,
 * escaped or not, but for those of a form, which are stripped. */
static enum err unescape(struct span raw, enum part part, struct arena *scratch, struct span *out,
                         bool *stripped)
{
    uint8_t *bytes = arena_alloc(scratch, raw.len + 1);
    if (bytes == NULL) {
        return ERR_NOMEM;
    }
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        uint8_t c = raw.ptr[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex_digit(raw.ptr[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex_digit(raw.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return ERR_FORMAT;
            }
            c = (uint8_t)(high * 16 + low);
            i += 2;
            if (part == PART_PATH && c == '/') {
                return ERR_FORMAT;
            }
        } else if (part != PART_PATH && c == '+') {
            c = ' ';
        }
        if (part == PART_FORM && strip(&c, stripped)) {
            continue;
        }
        if (part != PART_FORM && is_control(c)) {
            return ERR_FORMAT;
        }
        bytes[len++] = c;
    }
    if (!text_is_utf8(span_of(bytes, len))) {
        return ERR_FORMAT;
    }
    *out = span_of(bytes, len);
    return ERR_OK;
}

enum err web_path_decode(struct span raw, struct arena *scratch, struct span *out_path)
{
    struct span path = {0};
    bool stripped = false;
    if (raw.len == 0 || raw.ptr[0] != '/') {
        return ERR_FORMAT;
    }
    TRY(unescape(raw, PART_PATH, scratch, &path, &stripped));
    if (memchr(path.ptr, '\\', path.len) != NULL) {
        return ERR_FORMAT;
    }
    struct span rest = span_of(path.ptr + 1, path.len - 1);
    while (rest.len > 0) {
        struct span segment = span_cut(&rest, '/');
        if (segment.len == 0 || span_is(segment, ".") || span_is(segment, "..")) {
            return ERR_FORMAT;
        }
    }
    *out_path = path;
    return ERR_OK;
}

static enum err decode_pairs(struct span raw, enum part part, struct arena *scratch,
                             struct web_pairs *out_pairs, uint32_t *out_stripped)
{
    uint32_t set = 0;
    if (raw.len == 0) {
        *out_pairs = (struct web_pairs){0};
        *out_stripped = set;
        return ERR_OK;
    }
    struct web_pair *pairs = arena_alloc(scratch, WEB_QUERY_PAIRS * sizeof(*pairs));
    if (pairs == NULL) {
        return ERR_NOMEM;
    }
    size_t count = 0;
    struct span rest = raw;
    while (rest.len > 0) {
        struct span value = span_cut(&rest, '&');
        if (value.len == 0) {
            continue;
        }
        struct span name = span_cut(&value, '=');
        struct web_pair pair = {0};
        bool stripped = false;
        if (count == WEB_QUERY_PAIRS) {
            return ERR_LIMIT;
        }
        TRY(unescape(name, PART_QUERY, scratch, &pair.name, &stripped));
        TRY(unescape(value, part, scratch, &pair.value, &stripped));
        if (pair.name.len == 0) {
            return ERR_FORMAT;
        }
        for (size_t i = 0; i < count; i++) {
            if (span_equal(pairs[i].name, pair.name)) {
                return ERR_FORMAT;
            }
        }
        set |= stripped ? 1u << count : 0;
        pairs[count++] = pair;
    }
    *out_stripped = set;
    *out_pairs = (struct web_pairs){pairs, count};
    return ERR_OK;
}

enum err web_query_decode(struct span raw, struct arena *scratch, struct web_pairs *out_pairs)
{
    uint32_t stripped = 0;
    return decode_pairs(raw, PART_QUERY, scratch, out_pairs, &stripped);
}

enum err web_form_decode(struct span raw, struct arena *scratch, struct web_pairs *out_pairs,
                         uint32_t *out_stripped)
{
    return decode_pairs(raw, PART_FORM, scratch, out_pairs, out_stripped);
}

static bool is_safe_segment(struct span segment)
{
    if (segment.len == 0 || segment.ptr[0] == '.') {
        return false;
    }
    for (size_t i = 0; i < segment.len; i++) {
        uint8_t c = segment.ptr[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '.' || c == '_' || c == '-';
        if (!fine) {
            return false;
        }
    }
    return true;
}

bool web_path_is_safe(struct span path)
{
    struct span rest = path;
    size_t count = 0;
    if (path.len == 0 || path.ptr[path.len - 1] == '/') {
        return false;
    }
    while (rest.len > 0) {
        if (!is_safe_segment(span_cut(&rest, '/')) || ++count > SAFE_SEGMENTS) {
            return false;
        }
    }
    return true;
}
