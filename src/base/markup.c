#include "base_markup.h"

#include "base_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* How many bytes the character at the front takes; 0: they are not well-formed. */
static size_t character_len(struct span s)
{
    uint8_t lead = s.ptr[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return len > 0 && len <= s.len && text_is_utf8(span_of(s.ptr, len)) ? len : 0;
}

static bool is_of_xml(struct span character)
{
    uint8_t lead = character.ptr[0];
    bool control = lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r';
    bool none = character.len == 3 && (memcmp(character.ptr, "\xef\xbf\xbe", 3) == 0 ||
                                       memcmp(character.ptr, "\xef\xbf\xbf", 3) == 0);
    return !control && lead != 0x7f && !none;
}

static const char *reference_of(uint8_t c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

enum err markup_text(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len;) {
        struct span rest = span_of(text.ptr + i, text.len - i);
        size_t len = character_len(rest);
        const char *reference = reference_of(rest.ptr[0]);
        if (reference != NULL) {
            (void)buf_append_text(out, reference);
        } else if (len == 0 || !is_of_xml(span_of(rest.ptr, len))) {
            (void)buf_append_text(out, "\xef\xbf\xbd");
        } else {
            (void)buf_append(out, rest.ptr, len);
        }
        i += len == 0 ? 1 : len;
    }
    return buf_status(out);
}

enum err markup_join(struct buf *out, const char *const *parts)
{
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (i % 2 == 0) {
            (void)buf_append_text(out, parts[i]);
        } else {
            (void)markup_text(out, span_text(parts[i]));
        }
    }
    return buf_status(out);
}

enum err markup_url(struct buf *out, struct span text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < text.len; i++) {
        if (memchr(plain, text.ptr[i], sizeof(plain) - 1) != NULL) {
            (void)buf_append_u8(out, text.ptr[i]);
        } else {
            (void)buf_printf(out, "%%%02X", text.ptr[i]);
        }
    }
    return buf_status(out);
}
