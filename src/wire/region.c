#include "wire_region.h"

#include "base_text.h"

#include <string.h>

static bool is_word(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool region_origin_good(struct span name)
{
    if (name.len == 0 || name.len > LIMIT_ORIGIN || !is_word(name.ptr[0]) ||
        !is_word(name.ptr[name.len - 1])) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        bool mark = name.ptr[i] != '\0' && strchr("-._/", name.ptr[i]) != NULL;
        if (!is_word(name.ptr[i]) && !(mark && is_word(name.ptr[i - 1]))) {
            return false;
        }
    }
    return true;
}

/* What follows the word and a space, up to the end of the line. */
static struct span value_of(struct span *rest, const char *word)
{
    struct span line = span_cut(rest, '\n');
    struct span key = span_cut(&line, ' ');
    return span_is(key, word) ? line : (struct span){NULL, 0};
}

enum err region_decode(struct span in, struct region *out_region)
{
    if (in.len == 0 || in.len > REGION_FILE_MAX || in.ptr[in.len - 1] != '\n') {
        return ERR_FORMAT;
    }
    uint64_t version = 0;
    TRY(text_u64(value_of(&in, "vitrine-region"), UINT64_MAX, &version));
    if (version != REGION_VERSION) {
        return version > REGION_VERSION ? ERR_CONFLICT : ERR_FORMAT;
    }
    struct span origin = value_of(&in, "origin");
    if (!region_origin_good(origin) || in.len != 0) {
        return ERR_FORMAT;
    }
    memset(out_region, 0, sizeof(*out_region));
    memcpy(out_region->origin, origin.ptr, origin.len);
    return ERR_OK;
}

enum err region_encode(const struct region *region, struct buf *out)
{
    if (!region_origin_good(span_text(region->origin))) {
        return ERR_FORMAT;
    }
    (void)buf_printf(out, "vitrine-region %d\norigin %s\n", REGION_VERSION, region->origin);
    return buf_status(out);
}
