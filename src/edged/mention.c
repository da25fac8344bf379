#include "mention.h"

#include <stdbool.h>
#include <string.h>

static char small(uint8_t c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_letter(uint8_t c)
{
    return small(c) >= 'a' && small(c) <= 'z';
}

static bool goes_on(uint8_t c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static void add(struct mentions *m, const uint8_t *at, size_t len)
{
    char handle[LIMIT_HANDLE + 1] = "";
    if (len < LIMIT_HANDLE_MIN || len > LIMIT_HANDLE) {
        return;
    }
    for (size_t i = 0; i < len; i++) {
        handle[i] = small(at[i]);
    }
    for (size_t i = 0; i < m->count; i++) {
        if (strcmp(m->handles[i], handle) == 0) {
            return;
        }
    }
    memcpy(m->handles[m->count++], handle, sizeof(handle));
}

void mention_find(struct span text, struct mentions *out)
{
    *out = (struct mentions){.count = 0};
    for (size_t i = 0; i < text.len && out->count < LIMIT_MENTIONS; i++) {
        bool begins =
            text.ptr[i] == '@' && (i == 0 || (!goes_on(text.ptr[i - 1]) && text.ptr[i - 1] != '@' &&
                                              text.ptr[i - 1] < 0x80));
        size_t end = i + 1;
        if (!begins || end == text.len || !is_letter(text.ptr[end])) {
            continue;
        }
        while (end < text.len && goes_on(text.ptr[end])) {
            end++;
        }
        size_t len = end - i - 1;
        while (text.ptr[i + len] == '.') {
            len--;
        }
        add(out, text.ptr + i + 1, len);
    }
}
