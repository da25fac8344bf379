#include "wire_region.h"

#include "base_text.h"

#include <inttypes.h>
#include <stdio.h>
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

/* How often the region's ledger was begun anew by then. false: it is another region's. */
static bool log_times(struct span log, struct span origin, uint64_t *out_times)
{
    static const char again[] = "/again-";
    size_t skip = origin.len + sizeof(again) - 1;
    if (span_equal(log, origin)) {
        *out_times = 0;
        return true;
    }
    return log.len > skip && span_equal(span_of(log.ptr, origin.len), origin) &&
           memcmp(log.ptr + origin.len, again, sizeof(again) - 1) == 0 &&
           text_u64(span_of(log.ptr + skip, log.len - skip), UINT32_MAX, out_times) == ERR_OK &&
           *out_times > 0;
}

const char *region_log(const struct region *region)
{
    return region->log[0] == '\0' ? region->origin : region->log;
}

bool region_log_is(struct span log, struct span origin)
{
    uint64_t times = 0;
    return log_times(log, origin, &times);
}

enum err region_log_next(struct span log, struct span origin, char out_log[LIMIT_ORIGIN + 1])
{
    uint64_t times = 0;
    if (!log_times(log, origin, &times)) {
        return ERR_FORMAT;
    }
    int len = snprintf(out_log, LIMIT_ORIGIN + 1, "%.*s/again-%" PRIu64, (int)origin.len,
                       (const char *)origin.ptr, times + 1);
    return len > 0 && len <= LIMIT_ORIGIN ? ERR_OK : ERR_LIMIT;
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
    bool again = in.len > 0;
    struct span log = again ? value_of(&in, "log") : span_of(NULL, 0);
    uint64_t times = 0;
    if (!region_origin_good(origin) || in.len != 0 || log.len > LIMIT_ORIGIN ||
        (again && (!log_times(log, origin, &times) || times == 0))) {
        return ERR_FORMAT;
    }
    memset(out_region, 0, sizeof(*out_region));
    memcpy(out_region->origin, origin.ptr, origin.len);
    memcpy(out_region->log, log.len == 0 ? (const uint8_t *)"" : log.ptr, log.len);
    return ERR_OK;
}

enum err region_encode(const struct region *region, struct buf *out)
{
    uint64_t times = 0;
    bool again = region->log[0] != '\0';
    if (!region_origin_good(span_text(region->origin)) ||
        (again &&
         (!log_times(span_text(region->log), span_text(region->origin), &times) || times == 0))) {
        return ERR_FORMAT;
    }
    (void)buf_printf(out, "vitrine-region %d\norigin %s\n", REGION_VERSION, region->origin);
    if (again) {
        (void)buf_printf(out, "log %s\n", region->log);
    }
    return buf_status(out);
}
