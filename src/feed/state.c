#include "state.h"

#include <stdlib.h>

enum { NO_MONTH = FEED_MONTH_MAX + 1 };

enum { ROOM_LEAST = 16 }; /* videos that a set has room for, beside those that it has */

void feed_state_done(struct feed_state *state)
{
    for (size_t i = 0; i < state->set_count; i++) {
        free(state->sets[i]);
    }
    state->set_count = 0;
}

/* A set and its videos, in one block. NULL: out of memory, and the other is as it was. */
static struct feed_set *set_resize(struct feed_set *set, size_t room)
{
    size_t size = sizeof(*set) + room * sizeof(set->videos[0]);
    struct feed_set *sized = realloc(set, size);
    if (sized != NULL) {
        sized->room = (uint16_t)room;
        sized->videos = (int64_t *)(void *)(sized + 1);
    }
    return sized;
}

/* Most sets are far from full: what is not needed is not asked for, since it would be overwritten
 * when it is freed. */
static enum err set_new(struct feed_state *state, size_t room, struct feed_set **out_set)
{
    if (state->set_count == FEED_SETS) {
        return ERR_LIMIT;
    }
    struct feed_set *set = set_resize(NULL, room < FEED_SET_MAX ? room : FEED_SET_MAX);
    if (set == NULL) {
        return ERR_NOMEM;
    }
    set->count = 0; /* its videos are written before they are read: clearing them is dear */
    state->changed[state->set_count] = false;
    state->sets[state->set_count++] = set;
    *out_set = set;
    return ERR_OK;
}

/* For one video more, unless the set is full. */
static enum err make_room(struct feed_state *state, size_t at)
{
    size_t room = state->sets[at]->room;
    if (state->sets[at]->count < room || room == FEED_SET_MAX) {
        return ERR_OK;
    }
    room = 2 * room < FEED_SET_MAX ? 2 * room : FEED_SET_MAX;
    struct feed_set *set = set_resize(state->sets[at], room);
    if (set == NULL) {
        return ERR_NOMEM;
    }
    state->sets[at] = set;
    return ERR_OK;
}

enum err feed_state_put(struct feed_state *state, const struct feed_set_name *name, struct span in)
{
    struct feed_set *set = NULL;
    TRY(set_new(state, feed_set_count(in) + ROOM_LEAST, &set));
    enum err err = feed_set_decode(in, name->kind, set);
    if (err == ERR_OK && (set->month != name->month || set->place != name->place)) {
        err = ERR_FORMAT;
    }
    if (err != ERR_OK) {
        free(set);
        state->set_count--;
    }
    return err;
}

static int by_number(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t other = *(const int64_t *)b;
    return one < other ? -1 : one > other;
}

/* Its videos stand in it in any order. */
static void set_sort(struct feed_set *set)
{
    uint16_t kept = 0;
    qsort(set->videos, set->count, sizeof(set->videos[0]), by_number);
    for (uint16_t i = 0; i < set->count; i++) {
        if (kept == 0 || set->videos[i] != set->videos[kept - 1]) {
            set->videos[kept++] = set->videos[i];
        }
    }
    set->count = kept;
}

static enum err whole_new(struct feed_state *state, uint8_t kind, size_t room,
                          struct feed_set **out_set)
{
    TRY(set_new(state, room + 1, out_set));
    (*out_set)->kind = kind;
    (*out_set)->month = NO_MONTH;
    (*out_set)->place = 0;
    return ERR_OK;
}

/* more: videos that are to have room, too. */
static enum err whole_seen(struct feed_state *state, size_t more)
{
    const struct feed_hot *hot = &state->hot;
    struct feed_set *set = NULL;
    TRY(whole_new(state, FEED_SEEN, hot->recent_count + more, &set));
    for (size_t i = 0; i < hot->recent_count; i++) {
        set->videos[set->count++] = hot->recent[i].video;
    }
    set_sort(set);
    return ERR_OK;
}

enum err feed_state_whole(struct feed_state *state)
{
    const struct feed_hot *hot = &state->hot;
    struct feed_set *set = NULL;
    if ((hot->whole & FEED_WHOLE_SEEN) != 0) {
        TRY(whole_seen(state, 0));
    }
    if ((hot->whole & FEED_WHOLE_LIKES) != 0) {
        TRY(whole_new(state, FEED_LIKES, hot->liked_count, &set));
        for (size_t i = 0; i < hot->liked_count; i++) {
            set->videos[set->count++] = hot->liked[i].video;
        }
        set_sort(set);
    }
    return ERR_OK;
}

/* state->set_count if it is not there. */
static size_t find(const struct feed_state *state, uint8_t kind, uint16_t month, uint8_t place)
{
    size_t i = 0;
    while (i < state->set_count &&
           (state->sets[i]->kind != kind || state->sets[i]->month != month ||
            state->sets[i]->place != place)) {
        i++;
    }
    return i;
}

bool feed_state_has(const struct feed_state *state, uint8_t kind, int64_t video)
{
    for (size_t i = 0; i < state->set_count; i++) {
        if (state->sets[i]->kind == kind && feed_set_has(state->sets[i], video)) {
            return true;
        }
    }
    return false;
}

enum err state_add(struct feed_state *state, uint8_t kind, int64_t video)
{
    size_t whole = find(state, kind, NO_MONTH, 0);
    if (whole < state->set_count) {
        TRY(make_room(state, whole));
        return feed_set_add(state->sets[whole], video) ? ERR_OK : ERR_NOT_FOUND;
    }
    uint16_t month = feed_month(video);
    for (uint8_t place = 0; place < FEED_PLACES; place++) {
        size_t at = find(state, kind, month, place);
        if (at == state->set_count) {
            struct feed_set *set = NULL;
            TRY(set_new(state, ROOM_LEAST, &set));
            set->kind = kind;
            set->month = month;
            set->place = place;
        }
        TRY(make_room(state, at));
        if (feed_set_add(state->sets[at], video)) {
            state->changed[at] = true;
            return ERR_OK;
        }
    }
    return ERR_NOT_FOUND;
}

enum err feed_state_spread(struct feed_state *state)
{
    struct feed_hot *hot = &state->hot;
    for (size_t i = 0; i < hot->recent_count; i++) {
        int64_t video = hot->recent[i].video;
        if (!feed_state_has(state, FEED_SEEN, video)) {
            TRY(state_add(state, FEED_SEEN, video));
        }
    }
    hot->whole &= (uint8_t)~FEED_ONLY_SEEN;
    return ERR_OK;
}

/* The earliest and the latest of some videos. */
struct range {
    int64_t low;
    int64_t high;
};

static void range_add(struct range *range, const struct feed_watch *watches, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t video = watches[i].video;
        range->low = video < range->low ? video : range->low;
        range->high = video > range->high ? video : range->high;
    }
}

enum err feed_state_begin(struct feed_state *state, const struct feed_delta *const *deltas,
                          size_t count)
{
    const struct feed_hot *hot = &state->hot;
    struct range range = {INT64_MAX, 0};
    size_t more = 0;
    if ((hot->whole & FEED_ONLY_SEEN) == 0) {
        return ERR_OK;
    }
    range_add(&range, hot->recent, hot->recent_count);
    for (size_t i = 0; i < count; i++) {
        if (deltas[i]->what == FEED_WATCHES) {
            range_add(&range, deltas[i]->watches, deltas[i]->count);
            more += deltas[i]->count;
        }
    }
    bool near = range.high == 0 || /* so that sets of all their months are never too many */
                feed_month(range.high) - feed_month(range.low) < FEED_WATCHES_MAX;
    if (near && hot->recent_count + more <= FEED_RECENT) {
        return whole_seen(state, more);
    }
    return feed_state_spread(state);
}
