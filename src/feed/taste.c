#include "feed_taste.h"

#include "base_tag.h"

#include <stdlib.h>
#include <string.h>

enum {
    DECAY = 16,          /* the part of a weight that a day takes */
    DECAY_DAYS = 512,    /* after so many, nothing of any weight is left */
    GAIN_STEPS = 8,      /* of a clip's length */
    GAIN_STEPS_MAX = 16, /* twice through: more says no more */
    GAIN_LEFT = 2,       /* steps below which a watch speaks against */
    GAIN_UNIT = 16       /* weight of a step: fine enough for a sixteenth */
};
static const uint64_t FNV_START = UINT64_C(0xcbf29ce484222325);
static const uint64_t FNV_PRIME = UINT64_C(0x100000001b3);

uint64_t feed_key_creator(int64_t person)
{
    return (uint64_t)person << 1 | 1;
}

uint64_t feed_key_tag(struct span tag)
{
    uint64_t hash = FNV_START;
    for (size_t i = 0; i < tag.len; i++) {
        uint8_t byte = tag.ptr[i];
        bool upper = byte >= 'A' && byte <= 'Z';
        hash = (hash ^ (upper ? byte + ('a' - 'A') : byte)) * FNV_PRIME;
    }
    hash <<= 1;
    return hash == 0 ? 2 : hash;
}

static void add_key(struct feed_facts *facts, uint64_t key)
{
    for (size_t i = 0; i < facts->key_count; i++) {
        if (facts->keys[i] == key) {
            return;
        }
    }
    if (facts->key_count < FEED_KEYS) {
        facts->keys[facts->key_count++] = key;
    }
}

struct feed_facts feed_facts_of(int64_t video, int64_t person, int64_t length_ms, struct span title)
{
    struct feed_facts facts = {.video = video, .length_ms = length_ms};
    struct tag tags[TAGS_MAX];
    size_t count = tags_of(title, tags);
    add_key(&facts, feed_key_creator(person));
    for (size_t i = 0; i < count; i++) {
        add_key(&facts, feed_key_tag(span_of(tags[i].text, tags[i].len)));
    }
    return facts;
}

static int32_t decayed(int32_t weight)
{
    int32_t part = weight / DECAY;
    if (part == 0) {
        part = weight > 0 ? 1 : -1;
    }
    return weight - part;
}

static void drop(struct feed_hot *hot, size_t at)
{
    hot->taste_count--;
    memmove(&hot->tastes[at], &hot->tastes[at + 1],
            (hot->taste_count - at) * sizeof(hot->tastes[0]));
}

void feed_taste_decay(struct feed_hot *hot, int64_t day)
{
    int64_t days = day - hot->day;
    if (days <= 0) {
        return;
    }
    hot->day = day;
    for (size_t i = hot->taste_count; i > 0; i--) {
        int32_t *weight = &hot->tastes[i - 1].weight;
        for (int64_t k = 0; k < days && k < DECAY_DAYS && *weight != 0; k++) {
            *weight = decayed(*weight);
        }
        if (*weight == 0) {
            drop(hot, i - 1);
        }
    }
}

/* Where the key is, or would be. */
static size_t place_of(const struct feed_hot *hot, uint64_t key)
{
    size_t low = 0;
    size_t high = hot->taste_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (hot->tastes[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static size_t faintest(const struct feed_hot *hot)
{
    size_t found = 0;
    for (size_t i = 1; i < hot->taste_count; i++) {
        if (abs(hot->tastes[i].weight) < abs(hot->tastes[found].weight)) {
            found = i;
        }
    }
    return found;
}

static void insert(struct feed_hot *hot, uint64_t key, int32_t weight)
{
    if (hot->taste_count == FEED_TASTES) {
        size_t out = faintest(hot);
        if (abs(hot->tastes[out].weight) >= abs(weight)) {
            return;
        }
        drop(hot, out);
    }
    size_t at = place_of(hot, key);
    memmove(&hot->tastes[at + 1], &hot->tastes[at],
            (hot->taste_count - at) * sizeof(hot->tastes[0]));
    hot->tastes[at] = (struct feed_taste){key, weight};
    hot->taste_count++;
}

static int32_t bounded(int64_t weight)
{
    return (int32_t)(weight > FEED_WEIGHT_MAX    ? FEED_WEIGHT_MAX
                     : weight < -FEED_WEIGHT_MAX ? -FEED_WEIGHT_MAX
                                                 : weight);
}

void feed_taste_add(struct feed_hot *hot, const struct feed_facts *facts, int32_t gain)
{
    if (gain == 0) {
        return;
    }
    for (size_t i = 0; i < facts->key_count; i++) {
        size_t at = place_of(hot, facts->keys[i]);
        if (at == hot->taste_count || hot->tastes[at].key != facts->keys[i]) {
            insert(hot, facts->keys[i], bounded(gain));
            continue;
        }
        hot->tastes[at].weight = bounded((int64_t)hot->tastes[at].weight + gain);
        if (hot->tastes[at].weight == 0) {
            drop(hot, at);
        }
    }
}

int32_t feed_gain_of(const struct feed_watch *watch, int64_t length_ms)
{
    if (length_ms <= 0) {
        return 0;
    }
    int64_t steps = (int64_t)watch->watched_ms * GAIN_STEPS / length_ms;
    steps = steps > GAIN_STEPS_MAX ? GAIN_STEPS_MAX : steps;
    return (int32_t)(steps - GAIN_LEFT) * GAIN_UNIT;
}
