#include "map.h"

#include <assert.h>

enum err map_init(struct map *map, struct arena *scratch, size_t count)
{
    size_t size = 16;
    while (size < 2 * count) {
        size *= 2;
    }
    map->mask = size - 1;
    map->keys = arena_alloc(scratch, size * sizeof(map->keys[0]));
    map->values = arena_alloc(scratch, size * sizeof(map->values[0]));
    return map->keys == NULL || map->values == NULL ? ERR_NOMEM : ERR_OK;
}

/* David Stafford's constants, as in SplitMix64. */
uint64_t map_mix(uint64_t number)
{
    number += UINT64_C(0x9e3779b97f4a7c15);
    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    return number ^ (number >> 31);
}

static size_t place_of(const struct map *map, uint64_t key)
{
    assert(key != 0);
    size_t at = (size_t)map_mix(key) & map->mask;
    while (map->keys[at] != 0 && map->keys[at] != key) {
        at = (at + 1) & map->mask;
    }
    return at;
}

uint16_t *map_at(struct map *map, uint64_t key)
{
    size_t at = place_of(map, key);
    if (map->keys[at] == 0) {
        map->keys[at] = key;
        map->values[at] = MAP_NONE;
    }
    return &map->values[at];
}

uint16_t map_find(const struct map *map, uint64_t key)
{
    size_t at = place_of(map, key);
    return map->keys[at] == 0 ? MAP_NONE : map->values[at];
}
