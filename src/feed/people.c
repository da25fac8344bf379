#include "feed_people.h"

#include "wire_codec.h"

#include <string.h>

static void read_list(struct wire_reader *r, struct feed_list *list)
{
    int64_t last = 0;
    list->count = wire_u16(r);
    wire_expect(r, list->count <= LIMIT_LISTED_PEOPLE);
    for (size_t i = 0; i < list->count && !r->failed; i++) {
        list->people[i] = wire_i64(r);
        wire_expect(r, list->people[i] > last);
        last = list->people[i];
    }
}

static void put_list(struct buf *out, const struct feed_list *list)
{
    wire_put_u16(out, list->count);
    for (size_t i = 0; i < list->count; i++) {
        wire_put_i64(out, list->people[i]);
    }
}

enum err feed_people_decode(struct span in, struct feed_people *out_people)
{
    struct span body = {0};
    TRY(feed_part_read(in, FEED_PEOPLE, &body));
    struct wire_reader r = wire_read(body);
    read_list(&r, &out_people->muted);
    if (!r.failed) {
        read_list(&r, &out_people->blocked);
    }
    return wire_end(&r);
}

enum err feed_people_encode(const struct feed_people *people, struct buf *out)
{
    AUTO(buf) struct buf body = {.max = FEED_SIZE_4};
    TRY(buf_grow(&body, FEED_SIZE_1));
    put_list(&body, &people->muted);
    put_list(&body, &people->blocked);
    TRY(buf_status(&body));
    return feed_part_write(FEED_PEOPLE, buf_span(&body), out);
}

/* Where the person is, or would be. */
static size_t place_of(const struct feed_list *list, int64_t person)
{
    size_t at = 0;
    while (at < list->count && list->people[at] < person) {
        at++;
    }
    return at;
}

bool feed_list_has(const struct feed_list *list, int64_t person)
{
    size_t at = place_of(list, person);
    return at < list->count && list->people[at] == person;
}

bool feed_people_off(const struct feed_people *people, int64_t person)
{
    return feed_list_has(&people->muted, person) || feed_list_has(&people->blocked, person);
}

enum err feed_list_add(struct feed_list *list, int64_t person)
{
    size_t at = place_of(list, person);
    if (feed_list_has(list, person)) {
        return ERR_OK;
    }
    if (list->count == LIMIT_LISTED_PEOPLE) {
        return ERR_LIMIT;
    }
    memmove(&list->people[at + 1], &list->people[at], (list->count - at) * sizeof(list->people[0]));
    list->people[at] = person;
    list->count++;
    return ERR_OK;
}

void feed_list_drop(struct feed_list *list, int64_t person)
{
    size_t at = place_of(list, person);
    if (feed_list_has(list, person)) {
        list->count--;
        memmove(&list->people[at], &list->people[at + 1],
                (list->count - at) * sizeof(list->people[0]));
    }
}
