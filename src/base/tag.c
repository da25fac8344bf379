#include "base_tag.h"

#include "letter.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The run of a hashtag's characters, off the rest. False: it is none. */
static bool take_tag(struct span *rest, struct tag *out)
{
    size_t count = 0;
    size_t letters = 0;
    out->len = 0;
    for (;;) {
        struct span after = *rest;
        uint32_t c = letter_take(&after);
        bool letter = c < NO_CHARACTER && letter_is(c);
        if (c == NO_CHARACTER || (!letter && c != '_' && (c < '0' || c > '9'))) {
            break;
        }
        *rest = after;
        letters += letter;
        if (count++ < LIMIT_TAG) {
            out->len += letter_put(out->text + out->len, letter_small(c));
        }
    }
    out->text[out->len] = '\0';
    return letters > 0 && count <= LIMIT_TAG;
}

static bool is_there(const struct tag *tags, size_t count, const struct tag *tag)
{
    for (size_t i = 0; i < count; i++) {
        if (tags[i].len == tag->len && memcmp(tags[i].text, tag->text, tag->len) == 0) {
            return true;
        }
    }
    return false;
}

size_t tags_of(struct span title, struct tag out_tags[TAGS_MAX])
{
    size_t count = 0;
    uint32_t c = 0;
    while (count < TAGS_MAX && (c = letter_take(&title)) != NO_CHARACTER) {
        struct tag *tag = &out_tags[count];
        if (c == '#' && take_tag(&title, tag) && !is_there(out_tags, count, tag)) {
            count++;
        }
    }
    return count;
}

enum err tag_of(struct span text, struct tag *out_tag)
{
    struct tag tag;
    if (text.len > 0 && text.ptr[0] == '#') {
        text = span_of(text.ptr + 1, text.len - 1);
    }
    if (!take_tag(&text, &tag) || text.len > 0) {
        return ERR_FORMAT;
    }
    *out_tag = tag;
    return ERR_OK;
}

size_t tag_small(struct span text, char *out)
{
    size_t len = 0;
    for (uint32_t c = letter_take(&text); c != NO_CHARACTER; c = letter_take(&text)) {
        len += letter_put(out + len, letter_small(c));
    }
    return len;
}
