#include "title.h"

#include "base_limits.h"
#include "base_text.h"

#include <stddef.h>
#include <stdint.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* What a title must not contain. */
static const struct range refused[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c},   {0x200b, 0x200b},    {0x200e, 0x200f},
    {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfdd0, 0xfdef},   {0xfeff, 0xfeff},    {0xfff0, 0xfffb},
    {0xfffe, 0xffff}, {0xe000, 0xf8ff}, {0xe0000, 0xe0001}, {0xf0000, 0x10ffff},
};

/* What nobody sees by itself: it shapes, joins or parts what stands beside it. */
static const struct range unseen[] = {
    {' ', ' '},         {'\n', '\n'},       {0x00a0, 0x00a0},   {0x00ad, 0x00ad},
    {0x034f, 0x034f},   {0x115f, 0x1160},   {0x1680, 0x1680},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x2000, 0x200d},   {0x202f, 0x202f},   {0x205f, 0x205f},
    {0x2800, 0x2800},   {0x3000, 0x3000},   {0x3164, 0x3164},   {0xfe00, 0xfe0f},
    {0xffa0, 0xffa0},   {0x13430, 0x13442}, {0x16fe4, 0x16fe4}, {0x1bca0, 0x1bca3},
    {0x1d159, 0x1d159}, {0x1d173, 0x1d17a}, {0xe0020, 0xe007f}, {0xe0100, 0xe01ef},
};

/* The text is known to be well-formed. */
static uint32_t next_character(struct span *rest)
{
    uint8_t lead = rest->ptr[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t out = len == 1 ? lead : lead & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        out = out << 6 | (rest->ptr[i] & 0x3fu);
    }
    rest->ptr += len;
    rest->len -= len;
    return out;
}

static bool is_blank(uint8_t c, bool lines)
{
    return c == ' ' || (lines && c == '\n');
}

static struct span trim(struct span text, bool lines)
{
    while (text.len > 0 && is_blank(text.ptr[0], lines)) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && is_blank(text.ptr[text.len - 1], lines)) {
        text.len--;
    }
    return text;
}

static bool is_among(const struct range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

static bool is_refused(uint32_t c)
{
    return is_among(refused, sizeof(refused) / sizeof(refused[0]), c);
}

static bool is_seen(uint32_t c)
{
    return !is_among(unseen, sizeof(unseen) / sizeof(unseen[0]), c);
}

enum err title_words(struct span text, size_t max, bool lines, struct span *out_words)
{
    if (!text_is_utf8(text)) {
        return ERR_FORMAT;
    }
    struct span words = trim(text, lines);
    size_t count = 0;
    bool seen = false;
    for (struct span rest = words; rest.len > 0; count++) {
        uint32_t c = next_character(&rest);
        if (is_refused(c) && !(lines && c == '\n')) {
            return ERR_FORMAT;
        }
        seen = seen || is_seen(c);
    }
    if (!seen || count > max) {
        return ERR_LIMIT;
    }
    *out_words = words;
    return ERR_OK;
}

enum err title_check(struct span text, struct span *out_title)
{
    return title_words(text, LIMIT_TITLE, false, out_title);
}
