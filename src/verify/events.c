/* events.c: which events were seen: open addressing, half of it free. */
#include "verify_story.h"

#include "base_limits.h"

#include <stdlib.h>

enum { ROOM_FIRST = 1024 };

static bool put(uint64_t *places, size_t room, uint64_t event)
{
    size_t at = (size_t)((event * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (room - 1);
    while (places[at] != 0 && places[at] != event) {
        at = (at + 1) & (room - 1);
    }
    bool fresh = places[at] == 0;
    places[at] = event;
    return fresh;
}

/* Room for one more; or the set is full. */
static void grow(struct event_set *set)
{
    if (2 * (set->count + 1) <= set->room) {
        return;
    }
    size_t room = set->room == 0 ? ROOM_FIRST : 2 * set->room;
    uint64_t *places = set->count < LIMIT_STORY_EVENTS ? calloc(room, sizeof(*places)) : NULL;
    if (places == NULL) {
        set->full = true;
        return;
    }
    for (size_t i = 0; i < set->room; i++) {
        if (set->places[i] != 0) {
            (void)put(places, room, set->places[i]);
        }
    }
    free(set->places);
    set->places = places;
    set->room = room;
}

bool event_set_add(struct event_set *set, uint64_t event)
{
    grow(set);
    if (set->full) {
        return true;
    }
    bool fresh = put(set->places, set->room, event);
    set->count += fresh;
    return fresh;
}

void event_set_done(struct event_set *set)
{
    free(set->places);
    *set = (struct event_set){0};
}
