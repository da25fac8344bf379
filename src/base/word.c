#include "base_word.h"

#include "letter.h"

#include <stdint.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* Marks, and joiners: they are passed over. */
static const struct range marks[] = {
    {0x0300, 0x036f}, {0x0483, 0x0487}, {0x0591, 0x05bd}, {0x0610, 0x061a},
    {0x064b, 0x065f}, {0x0670, 0x0670}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x200c, 0x200d}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f},
};

enum { JOINER = 0x200d };

/* Pictures; of the signs beside them, those that are meant as such: no arrows, quotes or brackets.
 */
static const struct range emoji[] = {
    {0x231a, 0x231b}, {0x23e9, 0x23f3}, {0x23f8, 0x23fa}, {0x25b6, 0x25b6},   {0x25c0, 0x25c0},
    {0x2600, 0x275a}, {0x2763, 0x2767}, {0x2795, 0x2797}, {0x27a1, 0x27a1},   {0x27b0, 0x27bf},
    {0x2b05, 0x2b07}, {0x2b1b, 0x2b1c}, {0x2b50, 0x2b55}, {0x1f000, 0x1faff},
};

/* Scripts without spaces between words. */
static const struct range alone[] = {
    {0x0e01, 0x0eff}, {0x1000, 0x109f}, {0x1780, 0x17d3}, {0x3041, 0x30ff},
    {0x31f0, 0x31ff}, {0x3400, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff},
};

static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        found = found || (c >= ranges[i].first && c <= ranges[i].last);
    }
    return found;
}

static bool is_mark(uint32_t c)
{
    return c >= marks[0].first && is_in(marks, sizeof(marks) / sizeof(marks[0]), c);
}

static bool is_alone(uint32_t c)
{
    return c >= alone[0].first && is_in(alone, sizeof(alone) / sizeof(alone[0]), c);
}

static bool is_of_word(uint32_t c)
{
    return (c >= '0' && c <= '9') || letter_is(c);
}

static bool is_emoji(uint32_t c)
{
    return c >= emoji[0].first && is_in(emoji, sizeof(emoji) / sizeof(emoji[0]), c);
}

static bool is_flag_letter(uint32_t c)
{
    return c >= 0x1f1e6 && c <= 0x1f1ff;
}

/* Tones of skin, and how a character is drawn: passed over like the marks of letters. */
static bool is_shade(uint32_t c)
{
    return (c >= 0x1f3fb && c <= 0x1f3ff) || c == 0xfe0e || c == 0xfe0f;
}

/* Of what a flag of a part of a country is spelled with. */
static bool is_flag_tag(uint32_t c)
{
    return c >= 0xe0020 && c <= 0xe007f;
}

static void word_put(struct word *word, uint32_t c)
{
    word->len += letter_put(word->text + word->len, c);
}

/* As far as a word begins, whose first character is given; NO_CHARACTER: none does. */
static uint32_t pass_over(struct span *rest)
{
    for (;;) {
        struct span after = *rest;
        uint32_t c = letter_take(&after);
        if (c == NO_CHARACTER || is_emoji(c) || (!is_mark(c) && is_of_word(c))) {
            return c;
        }
        *rest = after;
    }
}

/* Two letters of a flag, or a picture with what is joined to it. */
static void take_emoji(struct span *rest, struct word *word)
{
    uint32_t first = letter_take(rest);
    size_t count = 1;
    word_put(word, first);
    for (;;) {
        struct span after = *rest;
        uint32_t c = letter_take(&after);
        uint32_t joined = c == JOINER ? letter_take(&after) : NO_CHARACTER;
        bool flag = count == 1 && is_flag_letter(first) && is_flag_letter(c);
        if (!flag && !is_flag_tag(c) && !is_shade(c) && !is_emoji(joined)) {
            return;
        }
        *rest = after;
        size_t more = is_shade(c) ? 0 : joined != NO_CHARACTER ? 2 : 1;
        if (more > 0 && count + more <= LIMIT_WORD) {
            word_put(word, c);
            if (more == 2) {
                word_put(word, joined);
            }
            count += more;
        }
    }
}

static void take_letters(struct span *rest, struct word *word)
{
    size_t count = 0;
    for (;;) {
        struct span after = *rest;
        uint32_t c = letter_take(&after);
        bool mark = c != NO_CHARACTER && is_mark(c);
        bool inside = c != NO_CHARACTER && !mark && is_of_word(c);
        bool single = inside && is_alone(c);
        if (!mark && (!inside || (single && count > 0))) {
            return;
        }
        *rest = after;
        if (inside && count++ < LIMIT_WORD) {
            word_put(word, letter_bare(letter_small(c)));
        }
        if (single) {
            return;
        }
    }
}

bool word_next(struct span *rest, struct word *out_word)
{
    struct word word = {.len = 0};
    uint32_t first = pass_over(rest);
    if (first == NO_CHARACTER) {
        return false;
    }
    if (is_emoji(first)) {
        take_emoji(rest, &word);
    } else {
        take_letters(rest, &word);
    }
    word.text[word.len] = '\0';
    *out_word = word;
    return true;
}
