#include "tlog_entry.h"

#include "base_text.h"

#include <stdbool.h>
#include <string.h>

/* A reader over canonical JSON. Its failure sticks, so that the grammar reads as a straight list.
 */
struct entry_reader {
    struct span rest;
    enum err failed;
};

static void reader_fail(struct entry_reader *r, enum err err)
{
    if (r->failed == ERR_OK) {
        r->failed = err;
    }
    r->rest.len = 0;
}

static uint8_t reader_peek(const struct entry_reader *r)
{
    return r->rest.len == 0 ? 0 : r->rest.ptr[0];
}

static uint8_t reader_next(struct entry_reader *r)
{
    if (r->rest.len == 0) {
        reader_fail(r, ERR_FORMAT);
        return 0;
    }
    uint8_t byte = r->rest.ptr[0];
    r->rest = span_of(r->rest.ptr + 1, r->rest.len - 1);
    return byte;
}

static void reader_expect(struct entry_reader *r, const char *text)
{
    for (; *text != '\0' && r->failed == ERR_OK; text++) {
        if (reader_next(r) != (uint8_t)*text) {
            reader_fail(r, ERR_FORMAT);
        }
    }
}

/* The four digits of \u: only controls that have no short escape, in lower case. */
static void read_control(struct entry_reader *r)
{
    reader_expect(r, "00");
    uint8_t high = reader_next(r);
    uint8_t low = reader_next(r);
    bool digits =
        (high == '0' || high == '1') && ((low >= '0' && low <= '9') || (low >= 'a' && low <= 'f'));
    bool has_short = high == '0' && low != '\0' && strchr("89acd", low) != NULL;
    if (!digits || has_short) {
        reader_fail(r, ERR_FORMAT);
    }
}

/* A string; returns what is between its quotes. That the whole is UTF-8 was seen before. */
static struct span read_text(struct entry_reader *r)
{
    reader_expect(r, "\"");
    const uint8_t *start = r->rest.ptr;
    while (r->failed == ERR_OK) {
        uint8_t byte = reader_next(r);
        if (byte == '"') {
            return span_of(start, (size_t)(r->rest.ptr - start) - 1);
        }
        if (byte == '\\') {
            uint8_t escape = reader_next(r);
            if (escape == 'u') {
                read_control(r);
            } else if (escape == 0 || strchr("\"\\bfnrt", escape) == NULL) {
                reader_fail(r, ERR_FORMAT);
            }
        } else if (byte < 0x20) {
            reader_fail(r, ERR_FORMAT);
        }
    }
    return (struct span){NULL, 0};
}

static void read_integer(struct entry_reader *r)
{
    bool negative = reader_peek(r) == '-';
    if (negative) {
        (void)reader_next(r);
    }
    const uint8_t *start = r->rest.ptr;
    while (reader_peek(r) >= '0' && reader_peek(r) <= '9') {
        (void)reader_next(r);
    }
    uint64_t value = 0;
    struct span digits = span_of(start, r->failed == ERR_OK ? (size_t)(r->rest.ptr - start) : 0);
    if (text_u64(digits, (uint64_t)TLOG_INT_MAX, &value) != ERR_OK || (negative && value == 0)) {
        reader_fail(r, ERR_FORMAT);
    }
}

/* The next code point of a string's inside: escapes are known to be good. */
static uint32_t text_point(struct span *text)
{
    uint8_t first = text->ptr[0];
    size_t len = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t point = first & (len == 1 ? 0x7fu : 0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        point = point << 6 | (text->ptr[i] & 0x3f);
    }
    if (point == '\\') {
        static const char shorts[] = "\"\"\\\\b\bf\fn\nr\rt\t";
        uint8_t escape = text->ptr[1];
        len = escape == 'u' ? 6 : 2;
        if (escape == 'u') {
            uint8_t low = text->ptr[5];
            point = (uint32_t)(text->ptr[4] - '0') * 16 +
                    (uint32_t)(low <= '9' ? low - '0' : low - 'a' + 10);
        }
        for (size_t i = 0; escape != 'u' && i < sizeof(shorts) - 1; i += 2) {
            if ((uint8_t)shorts[i] == escape) {
                point = (uint8_t)shorts[i + 1];
            }
        }
    }
    *text = span_of(text->ptr + len, text->len - len);
    return point;
}

/* Whether a sorts before b by UTF-16 code units, and is not b. */
static bool key_before(struct span a, struct span b)
{
    while (a.len > 0 && b.len > 0) {
        uint32_t x = text_point(&a);
        uint32_t y = text_point(&b);
        uint32_t unit_x = x < 0x10000 ? x : 0xd800 + ((x - 0x10000) >> 10);
        uint32_t unit_y = y < 0x10000 ? y : 0xd800 + ((y - 0x10000) >> 10);
        if (unit_x != unit_y) {
            return unit_x < unit_y;
        }
        if (x != y) {
            return x < y;
        }
    }
    return a.len < b.len;
}

static void read_value(struct entry_reader *r, unsigned depth);

static void read_list(struct entry_reader *r, unsigned depth)
{
    reader_expect(r, "[");
    if (reader_peek(r) == ']') {
        reader_expect(r, "]");
        return;
    }
    while (r->failed == ERR_OK) {
        read_value(r, depth);
        uint8_t byte = reader_next(r);
        if (byte == ']') {
            return;
        }
        if (byte != ',') {
            reader_fail(r, ERR_FORMAT);
        }
    }
}

/* An object; notes its members in out, which may be NULL. */
static void read_object(struct entry_reader *r, unsigned depth, struct tlog_entry *out)
{
    reader_expect(r, "{");
    if (reader_peek(r) == '}') {
        reader_expect(r, "}");
        return;
    }
    struct span before = {NULL, 0};
    for (size_t i = 0; r->failed == ERR_OK; i++) {
        struct tlog_member member = {.key = read_text(r)};
        reader_expect(r, ":");
        const uint8_t *start = r->rest.ptr;
        read_value(r, depth);
        if (r->failed != ERR_OK) {
            return;
        }
        if (i > 0 && !key_before(before, member.key)) {
            reader_fail(r, ERR_FORMAT);
        }
        before = member.key;
        member.value = span_of(start, (size_t)(r->rest.ptr - start));
        if (out != NULL && out->count == TLOG_MEMBERS) {
            reader_fail(r, ERR_LIMIT);
        } else if (out != NULL) {
            out->members[out->count++] = member;
        }
        uint8_t byte = reader_next(r);
        if (byte == '}') {
            return;
        }
        if (byte != ',') {
            reader_fail(r, ERR_FORMAT);
        }
    }
}

static void read_value(struct entry_reader *r, unsigned depth)
{
    if (depth == 0) {
        reader_fail(r, ERR_LIMIT);
        return;
    }
    switch (reader_peek(r)) {
    case '{':
        read_object(r, depth - 1, NULL);
        return;
    case '[':
        read_list(r, depth - 1);
        return;
    case '"':
        (void)read_text(r);
        return;
    case 't':
        reader_expect(r, "true");
        return;
    case 'f':
        reader_expect(r, "false");
        return;
    case 'n':
        reader_expect(r, "null");
        return;
    default:
        read_integer(r);
    }
}

static const struct tlog_member *entry_find(const struct tlog_entry *e, const char *key)
{
    for (size_t i = 0; i < e->count; i++) {
        if (span_is(e->members[i].key, key)) {
            return &e->members[i];
        }
    }
    return NULL;
}

enum err tlog_entry_text(const struct tlog_entry *e, const char *key, struct span *out_text)
{
    const struct tlog_member *m = entry_find(e, key);
    if (m == NULL || m->value.ptr[0] != '"') {
        return ERR_NOT_FOUND;
    }
    *out_text = span_of(m->value.ptr + 1, m->value.len - 2);
    return ERR_OK;
}

enum err tlog_entry_hex(const struct tlog_entry *e, const char *key, uint8_t *out, size_t len)
{
    struct span text = {NULL, 0};
    TRY(tlog_entry_text(e, key, &text));
    return text_unhex(text, out, len) == ERR_OK ? ERR_OK : ERR_NOT_FOUND;
}

enum err tlog_entry_int(const struct tlog_entry *e, const char *key, int64_t *out_value)
{
    const struct tlog_member *m = entry_find(e, key);
    if (m == NULL) {
        return ERR_NOT_FOUND;
    }
    bool negative = m->value.ptr[0] == '-';
    struct span digits = negative ? span_of(m->value.ptr + 1, m->value.len - 1) : m->value;
    uint64_t value = 0;
    if (text_u64(digits, (uint64_t)TLOG_INT_MAX, &value) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    *out_value = negative ? -(int64_t)value : (int64_t)value;
    return ERR_OK;
}

enum err tlog_entry_event(const struct tlog_entry *e, uint64_t *out_event)
{
    struct span text = {NULL, 0};
    uint64_t id = 0;
    TRY(tlog_entry_text(e, "event", &text));
    if (text_u64(text, UINT64_MAX, &id) != ERR_OK || id == 0) {
        return ERR_NOT_FOUND;
    }
    *out_event = id;
    return ERR_OK;
}

enum err tlog_entry_decode(struct span in, struct tlog_entry *out_entry)
{
    if (!text_is_utf8(in)) {
        return ERR_FORMAT;
    }
    struct tlog_entry entry = {.count = 0};
    struct entry_reader r = {.rest = in};
    read_object(&r, TLOG_ENTRY_DEPTH - 1, &entry);
    if (r.failed != ERR_OK || r.rest.len != 0) {
        return r.failed != ERR_OK ? r.failed : ERR_FORMAT;
    }
    if (tlog_entry_text(&entry, "type", &entry.type) != ERR_OK || entry.type.len == 0 ||
        tlog_entry_int(&entry, "v", &entry.v) != ERR_OK) {
        return ERR_FORMAT;
    }
    *out_entry = entry;
    return ERR_OK;
}
