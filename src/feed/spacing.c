#include "spacing.h"

enum { PAIR = 256 }; /* more than an entry has keys */
_Static_assert(PAIR > FEED_KEYS + 1, "rule 1 outweighs rule 2");

/* The rows that the next one stands behind, the nearest first. */
static const struct feed_row *behind(const struct spacing *s, const struct feed_page *page,
                                     size_t steps)
{
    const struct feed_request *request = s->pool->request;
    if (steps < page->count) {
        return page->items[page->count - 1 - steps].row;
    }
    steps -= page->count;
    return steps < request->before_count ? &request->before[request->before_count - 1 - steps]
                                         : NULL;
}

/* Into `once` the first time, into `crowded` the second. */
static void count_key(uint64_t key, uint64_t *once, size_t *once_count, uint64_t *crowded,
                      size_t *crowded_count)
{
    for (size_t i = 0; i < *crowded_count; i++) {
        if (crowded[i] == key) {
            return;
        }
    }
    for (size_t i = 0; i < *once_count; i++) {
        if (once[i] == key) {
            crowded[(*crowded_count)++] = key;
            return;
        }
    }
    once[(*once_count)++] = key;
}

static void find_crowded(struct spacing *s, const struct feed_page *page)
{
    uint64_t tags[CROWDED_MAX];
    uint64_t sounds[FEED_WINDOW - 1];
    size_t tag_count = 0;
    size_t sound_count = 0;
    for (size_t steps = 0; steps < FEED_WINDOW - 1; steps++) {
        const struct feed_row *row = behind(s, page, steps);
        if (row == NULL) {
            return;
        }
        for (size_t i = 1; i < row->facts.key_count; i++) {
            count_key(row->facts.keys[i], tags, &tag_count, s->tags, &s->tag_count);
        }
        if (row->sound != 0) {
            count_key(row->sound, sounds, &sound_count, s->sounds, &s->sound_count);
        }
    }
}

void spacing_at(struct spacing *spacing, const struct pool *pool, const struct feed_page *page,
                size_t left)
{
    spacing->pool = pool;
    spacing->left = left;
    spacing->stock = pool->count - page->count;
    spacing->last = MAP_NONE;
    spacing->large[0] = MAP_NONE;
    spacing->large[1] = MAP_NONE;
    spacing->tag_count = 0;
    spacing->sound_count = 0;
    const uint16_t *count = pool->group_left;
    for (uint16_t i = 0; i < pool->group_count; i++) {
        if (spacing->large[0] == MAP_NONE || count[i] > count[spacing->large[0]]) {
            spacing->large[1] = spacing->large[0];
            spacing->large[0] = i;
        } else if (spacing->large[1] == MAP_NONE || count[i] > count[spacing->large[1]]) {
            spacing->large[1] = i;
        }
    }
    const struct feed_row *row = behind(spacing, page, 0);
    if (row != NULL) {
        spacing->last = map_find(&pool->groups, (uint64_t)row->person);
    }
    find_crowded(spacing, page);
}

/*
 * How often this creator must stand twice in a row in `places` places, behind `last`, if `others`
 * videos of other creators can stand between: each of them parts two; and the first place parts
 * nothing, unless the same creator stands before it.
 */
static size_t forced(size_t places, size_t others, bool is_last)
{
    size_t parted = 2 * others + (is_last ? 0 : 1);
    return places > parted ? places - parted : 0;
}

/* In the places behind this one, if this entry stands here. */
static size_t forced_behind(const struct spacing *s, uint16_t here)
{
    size_t worst = 0;
    uint16_t groups[] = {s->large[0], s->large[1], here};
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        if (groups[i] == MAP_NONE) {
            continue;
        }
        bool same = groups[i] == here;
        size_t own = s->pool->group_left[groups[i]] - (same ? 1u : 0u);
        size_t found = forced(s->left - 1, s->stock - 1 - own, same);
        worst = found > worst ? found : worst;
    }
    return worst;
}

static unsigned crowds(const uint64_t *crowded, size_t count, uint64_t key)
{
    for (size_t i = 0; i < count; i++) {
        if (crowded[i] == key) {
            return 1;
        }
    }
    return 0;
}

unsigned spacing_cost(const struct spacing *spacing, const struct entry *entry)
{
    const struct feed_facts *facts = &entry->row->facts;
    size_t pairs = forced_behind(spacing, entry->group) + (entry->group == spacing->last);
    unsigned cost = (unsigned)pairs * PAIR;
    for (size_t i = 1; i < facts->key_count; i++) {
        cost += crowds(spacing->tags, spacing->tag_count, facts->keys[i]);
    }
    return cost + crowds(spacing->sounds, spacing->sound_count, entry->row->sound);
}
