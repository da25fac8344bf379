#include "feed_set.h"

#include "wire_codec.h"

#include <assert.h>
#include <string.h>

enum { ID_RANDOM_BITS = 22, DAY_MS = 86400000, YEAR_0 = 2025, GROUP_BITS = 7, GROUPS_MAX = 9 };
static const int64_t ID_EPOCH_MS = INT64_C(1735689600000);

int64_t feed_day(int64_t number)
{
    return number <= 0 ? 0 : (number >> ID_RANDOM_BITS) / DAY_MS;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static uint16_t month_of_day(int64_t day)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t year = YEAR_0;
    int64_t month = 0;
    while (day >= (is_leap(year) ? 366 : 365)) {
        day -= is_leap(year) ? 366 : 365;
        year++;
    }
    while (day >= lengths[month] + (month == 1 && is_leap(year))) {
        day -= lengths[month] + (month == 1 && is_leap(year));
        month++;
    }
    return (uint16_t)((year - YEAR_0) * 12 + month);
}

uint16_t feed_month(int64_t video)
{
    return month_of_day(feed_day(video));
}

uint16_t feed_month_at(int64_t wall_ms)
{
    int64_t day = (wall_ms - ID_EPOCH_MS) / DAY_MS;
    int64_t last = feed_day(INT64_MAX);
    return month_of_day(day < 0 ? 0 : day > last ? last : day);
}

/* 0, and the reader fails, for what is not the one way to write a distance. */
static int64_t read_distance(struct wire_reader *r)
{
    uint64_t distance = 0;
    for (unsigned i = 0; i < GROUPS_MAX; i++) {
        uint8_t group = wire_u8(r);
        distance |= (uint64_t)(group & 0x7f) << (i * GROUP_BITS);
        if ((group & 0x80) == 0) {
            wire_expect(r, group != 0);
            return (int64_t)distance;
        }
    }
    wire_expect(r, false);
    return 0;
}

static void put_distance(struct buf *out, uint64_t distance)
{
    while (distance > 0x7f) {
        wire_put_u8(out, (uint8_t)(distance | 0x80));
        distance >>= GROUP_BITS;
    }
    wire_put_u8(out, (uint8_t)distance);
}

size_t feed_set_count(struct span in)
{
    struct wire_reader r = wire_read(in);
    _Static_assert((int)FEED_PART_HEAD == (int)sizeof(uint32_t), "the head is passed over");
    (void)wire_u32(&r);
    (void)wire_u16(&r);
    (void)wire_u8(&r);
    uint16_t count = wire_u16(&r);
    return r.failed ? 0 : count < FEED_SET_MAX ? count : FEED_SET_MAX;
}

enum err feed_set_decode(struct span in, uint8_t kind, struct feed_set *out_set)
{
    struct span body = {0};
    TRY(feed_part_read(in, kind, &body));
    struct wire_reader r = wire_read(body);
    out_set->kind = kind;
    out_set->month = wire_u16(&r);
    out_set->place = wire_u8(&r);
    out_set->count = wire_u16(&r);
    wire_expect(&r, out_set->count <= out_set->room && out_set->place < FEED_PLACES);
    wire_expect(&r, out_set->month <= FEED_MONTH_MAX);
    int64_t video = 0;
    for (size_t i = 0; i < out_set->count && !r.failed; i++) {
        int64_t step = i == 0 ? wire_i64(&r) : read_distance(&r);
        wire_expect(&r, step > 0 && video <= INT64_MAX - step);
        video = r.failed ? 0 : video + step;
        out_set->videos[i] = video;
    }
    TRY(wire_end(&r));
    if (out_set->count > 0 &&
        (feed_month(out_set->videos[0]) != out_set->month || feed_month(video) != out_set->month)) {
        return ERR_FORMAT;
    }
    return ERR_OK;
}

enum err feed_set_encode(const struct feed_set *set, struct buf *out)
{
    AUTO(buf) struct buf body = {.max = FEED_SIZE_4};
    TRY(buf_grow(&body, FEED_SIZE_1));
    wire_put_u16(&body, set->month);
    wire_put_u8(&body, set->place);
    wire_put_u16(&body, set->count);
    for (size_t i = 0; i < set->count; i++) {
        if (i == 0) {
            wire_put_i64(&body, set->videos[0]);
        } else {
            put_distance(&body, (uint64_t)(set->videos[i] - set->videos[i - 1]));
        }
    }
    TRY(buf_status(&body));
    return feed_part_write(set->kind, buf_span(&body), out);
}

/* Where it is, or would be. */
static size_t place_of(const struct feed_set *set, int64_t video)
{
    size_t low = 0;
    size_t high = set->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (set->videos[middle] < video) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool feed_set_has(const struct feed_set *set, int64_t video)
{
    size_t at = place_of(set, video);
    return at < set->count && set->videos[at] == video;
}

bool feed_set_add(struct feed_set *set, int64_t video)
{
    size_t at = place_of(set, video);
    assert(set->month > FEED_MONTH_MAX || feed_month(video) == set->month);
    if (set->count == set->room || (at < set->count && set->videos[at] == video)) {
        return false;
    }
    memmove(&set->videos[at + 1], &set->videos[at], (set->count - at) * sizeof(set->videos[0]));
    set->videos[at] = video;
    set->count++;
    return true;
}

bool feed_set_drop(struct feed_set *set, int64_t video)
{
    size_t at = place_of(set, video);
    if (at == set->count || set->videos[at] != video) {
        return false;
    }
    set->count--;
    memmove(&set->videos[at], &set->videos[at + 1], (set->count - at) * sizeof(set->videos[0]));
    return true;
}
