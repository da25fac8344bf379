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

bool word_next(struct span *rest, struct word *out_word)
{
    size_t count = 0;
    struct word word = {.len = 0};
    for (;;) {
        struct span after = *rest;
        uint32_t c = letter_take(&after);
        bool mark = c < NO_CHARACTER && is_mark(c);
        bool inside = c < NO_CHARACTER && !mark && is_of_word(c);
        bool single = inside && is_alone(c);
        if (c == NO_CHARACTER || (word.len > 0 && !mark && (!inside || single))) {
            break;
        }
        *rest = after;
        if (inside && count++ < LIMIT_WORD) {
            word.len += letter_put(word.text + word.len, letter_bare(letter_small(c)));
        }
        if (single) {
            break;
        }
    }
    if (word.len == 0) {
        return false;
    }
    word.text[word.len] = '\0';
    *out_word = word;
    return true;
}
