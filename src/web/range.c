#include "web_range.h"

#include "web_head.h"

static const struct web_range whole = {.kind = WEB_RANGE_WHOLE};

/* Digits up to the first other byte; a number past 64 bits counts as the largest. At least one
 * digit. */
static bool number(struct span *rest, uint64_t *out)
{
    uint64_t n = 0;
    size_t i = 0;
    for (; i < rest->len && rest->ptr[i] >= '0' && rest->ptr[i] <= '9'; i++) {
        uint64_t digit = (uint64_t)(rest->ptr[i] - '0');
        n = n > (UINT64_MAX - digit) / 10 ? UINT64_MAX : n * 10 + digit;
    }
    if (i == 0) {
        return false;
    }
    *rest = span_of(rest->ptr + i, rest->len - i);
    *out = n;
    return true;
}

static struct web_range part(uint64_t first, uint64_t last, uint64_t size)
{
    if (first >= size) {
        return (struct web_range){.kind = WEB_RANGE_OUTSIDE};
    }
    uint64_t end = last < size - 1 ? last : size - 1;
    return (struct web_range){WEB_RANGE_PART, first, end - first + 1};
}

static struct web_range suffix(struct span rest, uint64_t size)
{
    uint64_t count = 0;
    if (!number(&rest, &count) || rest.len != 0) {
        return whole;
    }
    if (count == 0 || size == 0) {
        return (struct web_range){.kind = WEB_RANGE_OUTSIDE};
    }
    return part(count < size ? size - count : 0, UINT64_MAX, size);
}

struct web_range web_range_decode(struct span value, uint64_t size)
{
    struct span rest = value;
    struct span unit = span_cut(&rest, '=');
    if (!web_token_is(unit, "bytes")) {
        return whole;
    }
    rest = web_trim(rest);
    if (rest.len > 0 && rest.ptr[0] == '-') {
        return suffix(span_of(rest.ptr + 1, rest.len - 1), size);
    }
    uint64_t first = 0;
    uint64_t last = UINT64_MAX;
    if (!number(&rest, &first) || rest.len == 0 || rest.ptr[0] != '-') {
        return whole;
    }
    rest = span_of(rest.ptr + 1, rest.len - 1);
    if (rest.len > 0 && (!number(&rest, &last) || rest.len != 0 || last < first)) {
        return whole;
    }
    return part(first, last, size);
}
