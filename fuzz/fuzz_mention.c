/*
 * fuzz_mention.c: the law: each handle that is found could be one, is found once, and stands in the
 * text behind an @.
 */
#include "mention.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t small(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool stands(const uint8_t *data, size_t size, const char *handle)
{
    size_t len = strlen(handle);
    for (size_t at = 0; at + len < size; at++) {
        size_t same = 0;
        while (data[at] == '@' && same < len &&
               small(data[at + 1 + same]) == (uint8_t)handle[same]) {
            same++;
        }
        if (same == len) {
            return true;
        }
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mentions m;
    mention_find(span_of(data, size), &m);
    assert(m.count <= LIMIT_MENTIONS);
    for (size_t i = 0; i < m.count; i++) {
        const char *handle = m.handles[i];
        size_t len = strlen(handle);
        assert(len >= LIMIT_HANDLE_MIN && len <= LIMIT_HANDLE);
        assert(strspn(handle, "abcdefghijklmnopqrstuvwxyz0123456789_.") == len);
        assert(handle[0] >= 'a' && handle[0] <= 'z' && handle[len - 1] != '.');
        assert(stands(data, size, handle));
        for (size_t k = 0; k < i; k++) {
            assert(strcmp(m.handles[k], handle) != 0);
        }
    }
    return 0;
}
