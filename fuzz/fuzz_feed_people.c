/*
 * fuzz_feed_people.c: the laws: what decodes encodes to the same bytes; who is added is there, and
 * gone again they leave the list as it was.
 */
#include "feed_people.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct feed_people people;
    if (feed_people_decode(span_of(data, size), &people) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    bool there = feed_list_has(&people.blocked, INT64_MAX);
    enum err err = feed_list_add(&people.blocked, INT64_MAX);
    assert(err == ERR_OK || people.blocked.count == LIMIT_LISTED_PEOPLE);
    if (err == ERR_OK && !there) {
        assert(feed_people_off(&people, INT64_MAX));
        feed_list_drop(&people.blocked, INT64_MAX);
    }
    err = feed_people_encode(&people, &out);
    assert(err == ERR_OK && out.len == size);
    assert(memcmp(out.ptr, data, size) == 0);
    return 0;
}
