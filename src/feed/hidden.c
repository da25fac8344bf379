#include "hidden.h"

#include <assert.h>
#include <string.h>

enum { NONE = UINT8_MAX };
_Static_assert(LIMIT_HIDDEN_WORDS < (int)NONE, "places of words are single bytes");

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

/* With which a word of ASCII goes on. */
static bool goes_on(uint8_t byte)
{
    return byte == '_' || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

void hidden_init(struct hidden *hidden, const struct span *words, size_t count)
{
    assert(count <= LIMIT_HIDDEN_WORDS);
    hidden->words = words;
    hidden->count = count;
    memset(hidden->first, NONE, sizeof(hidden->first));
    for (size_t i = 0; i < count; i++) {
        assert(words[i].len > 0);
        uint8_t *first = &hidden->first[lower(words[i].ptr[0])];
        hidden->next[i] = *first;
        *first = (uint8_t)i;
    }
}

/* Whether the title has the word from here on, and both its ends are ends of a word. */
static bool stands(struct span word, struct span title, size_t at)
{
    size_t end = at + word.len;
    if (word.len > title.len - at) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        if (lower(word.ptr[i]) != lower(title.ptr[at + i])) {
            return false;
        }
    }
    if (at > 0 && goes_on(word.ptr[0]) && goes_on(title.ptr[at - 1])) {
        return false;
    }
    if (end == title.len) {
        return true;
    }
    if (word.ptr[0] == '#') {
        return !goes_on(title.ptr[end]) && title.ptr[end] < 0x80;
    }
    return !goes_on(word.ptr[word.len - 1]) || !goes_on(title.ptr[end]);
}

bool hidden_has(const struct hidden *hidden, struct span title)
{
    for (size_t at = 0; at < title.len && hidden->count > 0; at++) {
        uint8_t i = hidden->first[lower(title.ptr[at])];
        while (i != NONE) {
            if (stands(hidden->words[i], title, at)) {
                return true;
            }
            i = hidden->next[i];
        }
    }
    return false;
}
