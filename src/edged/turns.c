#include "turns.h"

#include "base_limits.h"
#include "base_time.h"
#include "intake.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct turn {
    struct blob_id id;
    size_t users;
    struct turn *next;
    pthread_mutex_t work_lock; /* of work */
    pthread_cond_t work_ended;
    bool work;            /* a request has it in hand, for as long as that takes */
    pthread_mutex_t lock; /* of the next two, and held while the owner writes */
    const void *owner;
    struct intake *intake;
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

static struct turn *turn_new(const struct blob_id *id)
{
    struct turn *turn = calloc(1, sizeof(*turn));
    pthread_condattr_t attributes;
    if (turn == NULL || pthread_condattr_init(&attributes) != 0) {
        free(turn);
        return NULL;
    }
    turn->id = *id;
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&turn->work_ended, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&turn->work_lock, NULL);
    (void)pthread_mutex_init(&turn->lock, NULL);
    return turn;
}

static void turn_free(struct turn *turn)
{
    intake_free(turn->intake);
    (void)pthread_mutex_destroy(&turn->lock);
    (void)pthread_mutex_destroy(&turn->work_lock);
    (void)pthread_cond_destroy(&turn->work_ended);
    free(turn);
}

/* With the list's lock held. */
static struct turn *find_or_add(struct turns *t, const struct blob_id *id)
{
    for (struct turn *turn = t->all; turn != NULL; turn = turn->next) {
        if (strcmp(turn->id.text, id->text) == 0) {
            return turn;
        }
    }
    struct turn *turn = turn_new(id);
    if (turn != NULL) {
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
        turn_free(turn);
    }
}

/* A mutex that is waited for until a time of CLOCK_MONOTONIC would do, but for the thread
 * sanitizers of today, which do not know pthread_mutex_clocklock. */
enum err turn_lock(struct turn *turn)
{
    int64_t until_ms = time_mono_ms() + LIMIT_TURN_WAIT_MS;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    (void)pthread_mutex_lock(&turn->work_lock);
    int waited = 0;
    while (turn->work && waited == 0) {
        waited = pthread_cond_timedwait(&turn->work_ended, &turn->work_lock, &until);
    }
    bool got = !turn->work;
    turn->work = true;
    (void)pthread_mutex_unlock(&turn->work_lock);
    return got ? ERR_OK : ERR_BUSY;
}

enum err turn_try(struct turn *turn)
{
    (void)pthread_mutex_lock(&turn->work_lock);
    bool got = !turn->work;
    turn->work = true;
    (void)pthread_mutex_unlock(&turn->work_lock);
    return got ? ERR_OK : ERR_BUSY;
}

void turn_unlock(struct turn *turn)
{
    (void)pthread_mutex_lock(&turn->work_lock);
    turn->work = false;
    (void)pthread_cond_signal(&turn->work_ended);
    (void)pthread_mutex_unlock(&turn->work_lock);
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

struct intake **turn_intake(struct turn *turn)
{
    return &turn->intake;
}

bool turn_at(struct turn *turn, uint64_t *out_at)
{
    (void)pthread_mutex_lock(&turn->lock);
    bool out = turn->intake != NULL;
    if (out) {
        *out_at = intake_at(turn->intake);
    }
    (void)pthread_mutex_unlock(&turn->lock);
    return out;
}

void turn_drop(struct turn *turn, const void *owner)
{
    if (turn_enter(turn, owner)) {
        turn->owner = NULL;
        turn_leave(turn);
    }
}
