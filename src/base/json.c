#include "base_json.h"

#include "base_text.h"

#include <string.h>

enum { DIGITS_MAX = 20 }; /* of 64 bits, with a sign */

struct jot jot_start(struct buf *out)
{
    return (struct jot){.out = out, .comma = false};
}

static void json_before(struct jot *j)
{
    if (j->comma) {
        (void)buf_append_u8(j->out, ',');
    }
    j->comma = true;
}

static void json_open(struct jot *j, char bracket)
{
    json_before(j);
    (void)buf_append_u8(j->out, (uint8_t)bracket);
    j->comma = false;
}

static void json_close(struct jot *j, char bracket)
{
    (void)buf_append_u8(j->out, (uint8_t)bracket);
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
    json_before(j);
    (void)buf_append_u8(j->out, '"');
    (void)buf_append_text(j->out, key);
    (void)buf_append(j->out, "\":", 2);
    j->comma = false;
}

void jot_int(struct jot *j, int64_t value)
{
    char digits[DIGITS_MAX];
    size_t at = sizeof(digits);
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    json_before(j);
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    (void)buf_append(j->out, digits + at, sizeof(digits) - at);
}

void jot_bool(struct jot *j, bool value)
{
    json_before(j);
    (void)buf_append_text(j->out, value ? "true" : "false");
}

void jot_null(struct jot *j)
{
    json_before(j);
    (void)buf_append_text(j->out, "null");
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

void jot_span(struct jot *j, struct span text)
{
    json_before(j);
    (void)buf_append_u8(j->out, '"');
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
    json_before(j);
    (void)buf_append_u8(j->out, '"');
    (void)text_hex(bytes, j->out);
    (void)buf_append_u8(j->out, '"');
}

void jot_json(struct jot *j, struct span json)
{
    json_before(j);
    (void)buf_append_span(j->out, json);
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
