/*
 * cache.c: a bounded set of unwrapped user keys, in locked memory. Four places per set; the place
 * least recently used makes room.
 */
#include "vault_inside.h"

_Static_assert(CACHE_SETS >= 1 && (CACHE_SETS & (CACHE_SETS - 1)) == 0,
               "LIMIT_KEY_CACHE is four times a power of two");

/* User ids are ordered by time: mix them, so that people who came together do not share a set. */
static size_t set_of(int64_t user)
{
    uint64_t mixed = (uint64_t)user * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(mixed >> 40) & (CACHE_SETS - 1);
}

struct user_key *cache_find(const struct vault *v, int64_t user)
{
    struct user_key *set = v->locked->users[set_of(user)];
    for (size_t i = 0; i < CACHE_WAYS; i++) {
        if (user != 0 && set[i].user == user) {
            return &set[i];
        }
    }
    return NULL;
}

struct user_key *cache_place(struct vault *v, int64_t user)
{
    struct user_key *place = cache_find(v, user);
    struct user_key *set = v->locked->users[set_of(user)];
    for (size_t i = 0; i < CACHE_WAYS && place == NULL; i++) {
        place = set[i].user == 0 ? &set[i] : NULL;
    }
    for (size_t i = 0; i < CACHE_WAYS && place == NULL; i++) {
        bool oldest = true;
        for (size_t k = 0; k < CACHE_WAYS; k++) {
            oldest = oldest && set[i].used <= set[k].used;
        }
        place = oldest ? &set[i] : NULL;
    }
    sodium_memzero(place, sizeof(*place));
    return place;
}
