#include "turns.h"

#include "base_limits.h"
#include "base_time.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct turn {
    struct blob_id id;
    size_t users;
    struct turn *next;
    pthread_mutex_t work;
    pthread_mutex_t lock; /* of the owner, and held while it writes */
    const void *owner;
};

struct turns {
    pthread_mutex_t lock; /* of the list and of all users */
    struct turn *all;
};

enum err turns_new(struct turns **out_turns)
{
    struct turns *t = calloc(1, sizeof(*t));
    if (t == NULL) {
        return ERR_NOMEM;
    }
    (void)pthread_mutex_init(&t->lock, NULL);
    *out_turns = t;
    return ERR_OK;
}

void turns_free(struct turns *t)
{
    if (t == NULL) {
        return;
    }
    (void)pthread_mutex_destroy(&t->lock);
    free(t);
}

/* With the list's lock held. */
static struct turn *find_or_add(struct turns *t, const struct blob_id *id)
{
    for (struct turn *turn = t->all; turn != NULL; turn = turn->next) {
        if (strcmp(turn->id.text, id->text) == 0) {
            return turn;
        }
    }
    struct turn *turn = calloc(1, sizeof(*turn));
    if (turn != NULL) {
        turn->id = *id;
        (void)pthread_mutex_init(&turn->work, NULL);
        (void)pthread_mutex_init(&turn->lock, NULL);
        turn->next = t->all;
        t->all = turn;
    }
    return turn;
}

enum err turn_take(struct turns *t, const struct blob_id *id, struct turn **out_turn)
{
    (void)pthread_mutex_lock(&t->lock);
    struct turn *turn = find_or_add(t, id);
    if (turn != NULL) {
        turn->users++;
    }
    (void)pthread_mutex_unlock(&t->lock);
    if (turn == NULL) {
        return ERR_NOMEM;
    }
    *out_turn = turn;
    return ERR_OK;
}

void turn_give(struct turns *t, struct turn *turn)
{
    (void)pthread_mutex_lock(&t->lock);
    bool last = --turn->users == 0;
    for (struct turn **at = &t->all; last && *at != NULL; at = &(*at)->next) {
        if (*at == turn) {
            *at = turn->next;
            break;
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
    if (last) {
        (void)pthread_mutex_destroy(&turn->lock);
        (void)pthread_mutex_destroy(&turn->work);
        free(turn);
    }
}

enum err turn_lock(struct turn *turn)
{
    int64_t until_ms = time_mono_ms() + LIMIT_TURN_WAIT_MS;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    return pthread_mutex_clocklock(&turn->work, CLOCK_MONOTONIC, &until) == 0 ? ERR_OK : ERR_BUSY;
}

void turn_unlock(struct turn *turn)
{
    (void)pthread_mutex_unlock(&turn->work);
}

void turn_claim(struct turn *turn, const void *owner)
{
    (void)pthread_mutex_lock(&turn->lock);
    turn->owner = owner;
    (void)pthread_mutex_unlock(&turn->lock);
}

bool turn_enter(struct turn *turn, const void *owner)
{
    (void)pthread_mutex_lock(&turn->lock);
    if (turn->owner == owner) {
        return true;
    }
    (void)pthread_mutex_unlock(&turn->lock);
    return false;
}

void turn_leave(struct turn *turn)
{
    (void)pthread_mutex_unlock(&turn->lock);
}

void turn_drop(struct turn *turn, const void *owner)
{
    if (turn_enter(turn, owner)) {
        turn->owner = NULL;
        turn_leave(turn);
    }
}
