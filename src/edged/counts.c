#include "counts.h"

#include "base_diag.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_time.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    ROOM = LIMIT_COUNT_VIDEOS + LIMIT_COUNT_OWED,
    PLACES = 2 * ROOM, /* half of them free: short ways */
    RUN_SHIFT = 32     /* a flush as one number: its run, then which of it */
};

struct counts {
    struct store *store;
    struct shelf *shelf;
    int flush_ms;
    pthread_t thread;
    bool running;
    pthread_mutex_t flushing; /* one writing at a time */
    pthread_rwlock_t holding; /* read: no flush begins */
    pthread_mutex_t beginning;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool stopping;
    struct store_flush next; /* run 0: nothing is owed yet */
    int64_t durable;         /* the last of this run's flushes that is */
    size_t used;
    struct store_count places[PLACES]; /* video 0: free */
};

enum err counts_new(struct store *store, struct shelf *shelf, int flush_ms,
                    struct counts **out_counts)
{
    struct counts *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        return ERR_NOMEM;
    }
    c->store = store;
    c->shelf = shelf;
    c->flush_ms = flush_ms;
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&c->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&c->lock, NULL);
    (void)pthread_mutex_init(&c->flushing, NULL);
    (void)pthread_mutex_init(&c->beginning, NULL);
    pthread_rwlockattr_t patience; /* who holds one after the other keeps no flush out */
    (void)pthread_rwlockattr_init(&patience);
    (void)pthread_rwlockattr_setkind_np(&patience, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    (void)pthread_rwlock_init(&c->holding, &patience);
    (void)pthread_rwlockattr_destroy(&patience);
    *out_counts = c;
    return ERR_OK;
}

static size_t place_of(int64_t video)
{
    return (size_t)(((uint64_t)video * UINT64_C(0x9e3779b97f4a7c15)) >> 32) % PLACES;
}

/* With the lock held. False: there is no room for one more video. */
static bool add(struct counts *c, const struct store_count *more, size_t room)
{
    size_t at = place_of(more->video);
    while (c->places[at].video != more->video && c->places[at].video != 0) {
        at = (at + 1) % PLACES;
    }
    if (c->places[at].video == 0) {
        if (c->used >= room) {
            (void)pthread_cond_signal(&c->changed);
            return false;
        }
        c->used++;
        c->places[at].video = more->video;
        c->places[at].comment = more->comment;
    }
    c->places[at].watches += more->watches;
    c->places[at].likes += more->likes;
    c->places[at].viewers += more->viewers;
    c->places[at].shares += more->shares;
    c->places[at].finished += more->finished;
    c->places[at].unwanted += more->unwanted;
    return true;
}

static bool add_locked(struct counts *c, const struct store_count *more, size_t room)
{
    (void)pthread_mutex_lock(&c->lock);
    bool added = add(c, more, room);
    (void)pthread_mutex_unlock(&c->lock);
    return added;
}

void counts_add(struct counts *c, const int64_t *videos, size_t count)
{
    for (size_t i = 0; i < count; i++) { /* all of them from memory at once */
        __builtin_prefetch(&c->places[place_of(videos[i])], 1);
    }
    (void)pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < count; i++) {
        (void)add(c, &(struct store_count){.video = videos[i], .watches = 1}, LIMIT_COUNT_VIDEOS);
    }
    (void)pthread_mutex_unlock(&c->lock);
}

void counts_more(struct counts *c, const struct store_count *more)
{
    if (add_locked(c, more, LIMIT_COUNT_VIDEOS)) {
        return;
    }
    enum err err = counts_flush(c);
    if (err != ERR_OK || !add_locked(c, more, LIMIT_COUNT_VIDEOS)) {
        diag(DIAG_ERROR, "what was kept of a viewer is not counted: %s", err_text(err));
    }
}

/* ---- what is owed */

/* With `holding` held. */
static enum err begin(struct counts *c)
{
    int64_t run = 0;
    (void)pthread_mutex_lock(&c->beginning);
    enum err err = c->next.run == 0 ? store_counting_begin(c->store, &run) : ERR_OK;
    if (run > 0) {
        (void)pthread_mutex_lock(&c->lock);
        c->next = (struct store_flush){run, 1};
        (void)pthread_mutex_unlock(&c->lock);
    }
    (void)pthread_mutex_unlock(&c->beginning);
    return err;
}

enum err counts_hold(struct counts *c, int64_t *out_flush)
{
    (void)pthread_rwlock_rdlock(&c->holding);
    enum err err = begin(c);
    if (err != ERR_OK) {
        (void)pthread_rwlock_unlock(&c->holding);
        return err;
    }
    (void)pthread_mutex_lock(&c->lock);
    *out_flush = (c->next.run << RUN_SHIFT) + c->next.number;
    (void)pthread_mutex_unlock(&c->lock);
    return ERR_OK;
}

void counts_let_go(struct counts *c)
{
    (void)pthread_rwlock_unlock(&c->holding);
}

bool counts_owed(struct counts *c, const struct store_count *more)
{
    return add_locked(c, more, ROOM);
}

enum err counts_flushed(struct counts *c, int64_t flush, enum counts_state *out_state)
{
    int64_t number = flush & (((int64_t)1 << RUN_SHIFT) - 1);
    int64_t durable = 0;
    (void)pthread_mutex_lock(&c->lock);
    bool own = flush >> RUN_SHIFT == c->next.run;
    durable = c->durable;
    (void)pthread_mutex_unlock(&c->lock);
    if (own) {
        *out_state = number <= durable ? COUNTS_DURABLE : COUNTS_TO_COME;
        return ERR_OK;
    }
    enum err err = store_counting_get(c->store, flush >> RUN_SHIFT, &durable);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *out_state = err == ERR_OK && number > durable ? COUNTS_LOST : COUNTS_DURABLE;
    return ERR_OK;
}

/* ---- writing */

static void shuffle(struct store_count *counts, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)(random_u64() % i);
        struct store_count held = counts[i - 1];
        counts[i - 1] = counts[other];
        counts[other] = held;
    }
}

/* Takes everything out, for this flush. */
static size_t take_all(struct counts *c, struct store_count *out, struct store_flush *out_flush)
{
    size_t count = 0;
    (void)pthread_rwlock_wrlock(&c->holding);
    (void)pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < PLACES; i++) {
        if (c->places[i].video != 0) {
            out[count++] = c->places[i];
            memset(&c->places[i], 0, sizeof(c->places[i]));
        }
    }
    c->used = 0;
    *out_flush = c->next;
    c->next.number += count > 0;
    (void)pthread_mutex_unlock(&c->lock);
    (void)pthread_rwlock_unlock(&c->holding);
    return count;
}

static enum err flush(struct counts *c)
{
    struct store_flush own = {0, 0};
    struct store_count *taken = calloc(ROOM, sizeof(*taken));
    if (taken == NULL) {
        return ERR_NOMEM;
    }
    size_t count = take_all(c, taken, &own);
    shuffle(taken, count);
    enum err err = count == 0     ? ERR_OK
                   : own.run == 0 ? store_count_add(c->store, taken, count)
                                  : store_count_flush(c->store, &own, taken, count);
    (void)pthread_mutex_lock(&c->lock);
    for (size_t i = 0; err != ERR_OK && i < count; i++) {
        (void)add(c, &taken[i], ROOM); /* with the next flush, and what is owed of this one */
    }
    c->durable = err == ERR_OK && count > 0 ? own.number : c->durable;
    (void)pthread_mutex_unlock(&c->lock);
    if (err == ERR_OK && count > 0) {
        shelf_counted(c->shelf, taken, count);
    }
    free(taken);
    return err;
}

enum err counts_flush(struct counts *c)
{
    (void)pthread_mutex_lock(&c->flushing);
    enum err err = flush(c);
    (void)pthread_mutex_unlock(&c->flushing);
    return err;
}

/* Until it is time; false: to end. */
static bool wait_turn(struct counts *c)
{
    int64_t until_ms = time_mono_ms() + c->flush_ms;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    (void)pthread_mutex_lock(&c->lock);
    while (!c->stopping && c->used < LIMIT_COUNT_VIDEOS &&
           pthread_cond_timedwait(&c->changed, &c->lock, &until) == 0) {
    }
    bool go_on = !c->stopping;
    (void)pthread_mutex_unlock(&c->lock);
    return go_on;
}

static void *counts_main(void *arg)
{
    struct counts *c = arg;
    while (wait_turn(c)) {
        enum err err = counts_flush(c);
        if (err != ERR_OK) {
            diag(DIAG_ERROR, "watch counts wait for the next minute: %s", err_text(err));
            (void)nanosleep(&(struct timespec){.tv_sec = 1}, NULL); /* if they fill the table */
        }
    }
    return NULL;
}

enum err counts_start(struct counts *c)
{
    if (pthread_create(&c->thread, NULL, counts_main, c) != 0) {
        return ERR_NOMEM;
    }
    c->running = true;
    return ERR_OK;
}

void counts_free(struct counts *c)
{
    if (c == NULL) {
        return;
    }
    if (c->running) {
        (void)pthread_mutex_lock(&c->lock);
        c->stopping = true;
        (void)pthread_cond_signal(&c->changed);
        (void)pthread_mutex_unlock(&c->lock);
        (void)pthread_join(c->thread, NULL);
    }
    enum err err = counts_flush(c);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "watch counts of the last minute are lost: %s", err_text(err));
    }
    (void)pthread_cond_destroy(&c->changed);
    (void)pthread_mutex_destroy(&c->flushing);
    (void)pthread_mutex_destroy(&c->beginning);
    (void)pthread_rwlock_destroy(&c->holding);
    (void)pthread_mutex_destroy(&c->lock);
    free(c);
}
