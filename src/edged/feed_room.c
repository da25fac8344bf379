#include "feed_room.h"

#include "base_limits.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct feed_rooms {
    pthread_mutex_t lock;
    size_t count;
    struct feed_room *free[LIMIT_QUICK_THREADS];
};

enum err feed_rooms_new(struct feed_rooms **out_rooms)
{
    struct feed_rooms *rooms = calloc(1, sizeof(*rooms));
    if (rooms == NULL) {
        return ERR_NOMEM;
    }
    (void)pthread_mutex_init(&rooms->lock, NULL);
    *out_rooms = rooms;
    return ERR_OK;
}

static void room_free(struct feed_room *room)
{
    feed_done(&room->feed);
    free(room);
}

void feed_rooms_free(struct feed_rooms *rooms)
{
    if (rooms == NULL) {
        return;
    }
    for (size_t i = 0; i < rooms->count; i++) {
        room_free(rooms->free[i]);
    }
    (void)pthread_mutex_destroy(&rooms->lock);
    free(rooms);
}

struct feed_room *feed_room_take(struct feed_rooms *rooms)
{
    struct feed_room *room = NULL;
    (void)pthread_mutex_lock(&rooms->lock);
    if (rooms->count > 0) {
        room = rooms->free[--rooms->count];
    }
    (void)pthread_mutex_unlock(&rooms->lock);
    room = room == NULL ? calloc(1, sizeof(*room)) : room;
    if (room != NULL) {
        room->home = rooms;
    }
    return room;
}

void feed_room_clear(struct feed_room *room)
{
    struct feed_rooms *home = room->home;
    feed_state_done(&room->feed.kept.state);
    arena_clear(&room->feed.memory);
    arena_clear(&room->feed.kept.memory);
    struct arena ranked = room->feed.memory;
    struct arena opened = room->feed.kept.memory;
    memset(room, 0, sizeof(*room));
    room->feed.memory = ranked;
    room->feed.kept.memory = opened;
    room->home = home;
}

void feed_room_give(struct feed_room *room)
{
    if (room == NULL) {
        return;
    }
    struct feed_rooms *rooms = room->home;
    feed_room_clear(room);
    (void)pthread_mutex_lock(&rooms->lock);
    bool kept = rooms->count < LIMIT_QUICK_THREADS;
    if (kept) {
        rooms->free[rooms->count++] = room;
    }
    (void)pthread_mutex_unlock(&rooms->lock);
    if (!kept) {
        room_free(room);
    }
}
