/*
 * map.h: numbers to small numbers, in an arena. Numbers are never 0.
 */
#ifndef MAP_H
#define MAP_H

#include "base_arena.h"
#include "base_err.h"

#include <stdint.h>

enum { MAP_NONE = UINT16_MAX };

struct map {
    size_t mask;
    uint64_t *keys;
    uint16_t *values;
};

/* map_init: for up to count numbers, which it does not check. ERR_NOMEM. */
MUST_USE enum err map_init(struct map *map, struct arena *scratch, size_t count);

/* map_at: where a number's value is; MAP_NONE stands there if it is new. */
uint16_t *map_at(struct map *map, uint64_t key);

/* map_find: its value, or MAP_NONE. */
uint16_t map_find(const struct map *map, uint64_t key);

/* map_mix: all bits of a number over all bits, one to one. */
uint64_t map_mix(uint64_t number);

#endif
