#include "base_span.h"

#include <string.h>

struct span span_of(const void *ptr, size_t len)
{
    return (struct span){ptr, len};
}

struct span span_text(const char *text)
{
    if (text == NULL) {
        return (struct span){NULL, 0};
    }
    return (struct span){(const uint8_t *)text, strlen(text)};
}

bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool span_is(struct span a, const char *text)
{
    return span_equal(a, span_text(text));
}

bool span_starts(struct span a, const char *prefix)
{
    struct span p = span_text(prefix);
    return a.len >= p.len && (p.len == 0 || memcmp(a.ptr, p.ptr, p.len) == 0);
}

struct span span_cut(struct span *rest, uint8_t separator)
{
    struct span all = *rest;
    const uint8_t *at = all.len == 0 ? NULL : memchr(all.ptr, separator, all.len);
    if (at == NULL) {
        *rest = (struct span){NULL, 0};
        return all;
    }
    size_t before = (size_t)(at - all.ptr);
    *rest = (struct span){at + 1, all.len - before - 1};
    return (struct span){all.ptr, before};
}
