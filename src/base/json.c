#include "base_json.h"

#include "base_text.h"

#include <string.h>

enum { DIGITS_MAX = 20 }; /* of 64 bits, with a sign */

struct jot jot_start(struct buf *out)
{
    return (struct jot){.out = out, .comma = false};
}

/* What follows is written where there is room, without a call for each of its bytes; NULL: there is
 * none, and the buf says so. */
static inline uint8_t *json_room(struct jot *j, size_t len)
{
    struct buf *out = j->out;
    bool there = out->failed == ERR_OK && out->ptr != NULL && len <= out->cap - out->len;
    if (!there && buf_grow(out, len) != ERR_OK) {
        return NULL;
    }
    return out->ptr + out->len;
}

static inline void json_end(struct jot *j, const uint8_t *at)
{
    j->out->len = (size_t)(at - j->out->ptr);
}

/* One byte, behind a comma if there must be one. */
static inline void json_byte(struct jot *j, bool comma, char byte)
{
    uint8_t *at = json_room(j, comma ? 2 : 1);
    if (at == NULL) {
        return;
    }
    if (comma) {
        *at++ = ',';
    }
    *at++ = (uint8_t)byte;
    json_end(j, at);
}

/* Bytes that are JSON as they are. */
static void json_bytes(struct jot *j, const void *bytes, size_t len)
{
    uint8_t *at = json_room(j, len + (j->comma ? 1 : 0));
    if (at == NULL) {
        return;
    }
    if (j->comma) {
        *at++ = ',';
    }
    memcpy(at, bytes, len);
    json_end(j, at + len);
    j->comma = true;
}

static void json_open(struct jot *j, char bracket)
{
    json_byte(j, j->comma, bracket);
    j->comma = false;
}

static void json_close(struct jot *j, char bracket)
{
    json_byte(j, false, bracket);
    j->comma = true;
}

void jot_object(struct jot *j)
{
    json_open(j, '{');
}

void jot_object_end(struct jot *j)
{
    json_close(j, '}');
}

void jot_array(struct jot *j)
{
    json_open(j, '[');
}

void jot_array_end(struct jot *j)
{
    json_close(j, ']');
}

void jot_key(struct jot *j, const char *key)
{
    size_t len = strlen(key);
    uint8_t *at = json_room(j, len + (j->comma ? 4 : 3));
    if (at == NULL) {
        return;
    }
    if (j->comma) {
        *at++ = ',';
    }
    *at++ = '"';
    memcpy(at, key, len);
    at += len;
    *at++ = '"';
    *at++ = ':';
    json_end(j, at);
    j->comma = false;
}

void jot_int(struct jot *j, int64_t value)
{
    char digits[DIGITS_MAX];
    size_t at = sizeof(digits);
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    json_bytes(j, digits + at, sizeof(digits) - at);
}

void jot_bool(struct jot *j, bool value)
{
    json_bytes(j, value ? "true" : "false", value ? 4 : 5);
}

void jot_null(struct jot *j)
{
    json_bytes(j, "null", 4);
}

void jot_text(struct jot *j, const char *text)
{
    if (text == NULL) {
        jot_null(j);
        return;
    }
    jot_span(j, span_text(text));
}

/* RFC 8785 section 3.2.2.2: the short escapes where there are any, \u00xx for other controls. */
static void json_escape(struct buf *out, uint8_t c)
{
    static const char shorts[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    for (size_t i = 0; i < sizeof(shorts) - 1; i += 2) {
        if (c == (uint8_t)shorts[i]) {
            (void)buf_append_u8(out, '\\');
            (void)buf_append_u8(out, (uint8_t)shorts[i + 1]);
            return;
        }
    }
    (void)buf_printf(out, "\\u%04x", c);
}

static size_t json_good_length(struct span text, size_t from)
{
    for (size_t len = 1; len <= 4 && from + len <= text.len; len++) {
        if (text_is_utf8(span_of(text.ptr + from, len))) {
            return len;
        }
    }
    return 0;
}

/* How many bytes from here on are written as they are, if the text is well-formed. */
static size_t json_plain_length(struct span text, size_t from)
{
    size_t at = from;
    while (at < text.len && text.ptr[at] >= 0x20 && text.ptr[at] != '"' && text.ptr[at] != '\\') {
        at++;
    }
    return at - from;
}

/* Whether the text goes out as it is: no byte that is escaped, and well-formed. */
static bool json_is_plain(struct span text)
{
    bool ascii = true;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if (c < 0x20 || c == '"' || c == '\\') {
            return false;
        }
        ascii = ascii && c < 0x80;
    }
    return ascii || text_is_utf8(text);
}

static void json_put_plain(struct jot *j, struct span text)
{
    uint8_t *at = json_room(j, text.len + (j->comma ? 3 : 2));
    if (at == NULL) {
        return;
    }
    if (j->comma) {
        *at++ = ',';
    }
    *at++ = '"';
    if (text.len > 0) {
        memcpy(at, text.ptr, text.len);
    }
    at += text.len;
    *at++ = '"';
    json_end(j, at);
    j->comma = true;
}

void jot_span(struct jot *j, struct span text)
{
    if (json_is_plain(text)) {
        json_put_plain(j, text);
        return;
    }
    json_byte(j, j->comma, '"');
    j->comma = true;
    bool clean = text_is_utf8(text);
    for (size_t i = 0; i < text.len;) {
        uint8_t c = text.ptr[i];
        if (c < 0x20 || c == '"' || c == '\\') {
            json_escape(j->out, c);
            i++;
            continue;
        }
        size_t good = clean ? json_plain_length(text, i) : json_good_length(text, i);
        if (good == 0) {
            (void)buf_append_text(j->out, "\xef\xbf\xbd");
            i++;
            continue;
        }
        (void)buf_append(j->out, text.ptr + i, good);
        i += good;
    }
    (void)buf_append_u8(j->out, '"');
}

void jot_hex(struct jot *j, struct span bytes)
{
    json_byte(j, j->comma, '"');
    j->comma = true;
    (void)text_hex(bytes, j->out);
    (void)buf_append_u8(j->out, '"');
}

void jot_json(struct jot *j, struct span json)
{
    json_bytes(j, json.len > 0 ? json.ptr : (const uint8_t *)"", json.len);
}

void jot_put_int(struct jot *j, const char *key, int64_t value)
{
    jot_key(j, key);
    jot_int(j, value);
}

void jot_put_bool(struct jot *j, const char *key, bool value)
{
    jot_key(j, key);
    jot_bool(j, value);
}

void jot_put_text(struct jot *j, const char *key, const char *text)
{
    jot_key(j, key);
    jot_text(j, text);
}

void jot_put_span(struct jot *j, const char *key, struct span text)
{
    jot_key(j, key);
    jot_span(j, text);
}

void jot_put_hex(struct jot *j, const char *key, struct span bytes)
{
    jot_key(j, key);
    jot_hex(j, bytes);
}
