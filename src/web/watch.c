/*
 * watch.c: MHD ends a connection that is silent, but one that sends a byte of its head now and then
 * would live for ever. One thread looks at all connections each second and shuts down the socket of
 * each that is overdue; MHD then sees its end. A descriptor is shut down only under the lock that
 * its removal takes too, before MHD closes it, so never another's.
 */
#include "inside.h"

#include "base_time.h"

#include <stdlib.h>
#include <time.h>

enum { LOOK_MS = 1000 };

static void end_overdue(struct watch *w)
{
    int64_t now = time_mono_ms();
    for (struct connection *c = w->all; c != NULL; c = c->next) {
        int64_t since = atomic_load(&c->waits_since_ms);
        if (since != 0 && now - since > w->head_ms) {
            atomic_store(&c->waits_since_ms, 0);
            (void)shutdown(c->fd, SHUT_RDWR);
        }
    }
}

static void *look(void *argument)
{
    struct watch *w = argument;
    (void)pthread_mutex_lock(&w->lock);
    while (!w->stopping) {
        if (w->all == NULL) {
            (void)pthread_cond_wait(&w->wake, &w->lock);
            continue;
        }
        int64_t until_ms = time_mono_ms() + (w->head_ms < LOOK_MS ? w->head_ms : LOOK_MS);
        struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
        (void)pthread_cond_timedwait(&w->wake, &w->lock, &until);
        end_overdue(w);
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

enum err watch_start(struct watch *w, int64_t head_ms)
{
    pthread_condattr_t attributes;
    w->head_ms = head_ms;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->wake, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    w->started = pthread_create(&w->thread, NULL, look, w) == 0;
    return w->started ? ERR_OK : ERR_IO;
}

void watch_stop(struct watch *w)
{
    (void)pthread_mutex_lock(&w->lock);
    w->stopping = true;
    (void)pthread_cond_broadcast(&w->wake);
    (void)pthread_mutex_unlock(&w->lock);
    if (w->started) {
        (void)pthread_join(w->thread, NULL);
        w->started = false;
    }
    (void)pthread_cond_destroy(&w->wake);
    (void)pthread_mutex_destroy(&w->lock);
}

struct connection *watch_add(struct watch *w, int fd)
{
    struct connection *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        return NULL;
    }
    c->fd = fd;
    atomic_init(&c->waits_since_ms, time_mono_ms());
    (void)pthread_mutex_lock(&w->lock);
    c->next = w->all;
    if (c->next != NULL) {
        c->next->prev = c;
    } else {
        (void)pthread_cond_signal(&w->wake);
    }
    w->all = c;
    (void)pthread_mutex_unlock(&w->lock);
    return c;
}

void watch_remove(struct watch *w, struct connection *c)
{
    if (c == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&w->lock);
    if (c->prev != NULL) {
        c->prev->next = c->next;
    } else {
        w->all = c->next;
    }
    if (c->next != NULL) {
        c->next->prev = c->prev;
    }
    (void)pthread_mutex_unlock(&w->lock);
    exchange_free(c->spare);
    free(c);
}

void watch_mark(struct connection *c, bool waits)
{
    if (c != NULL) {
        atomic_store(&c->waits_since_ms, waits ? time_mono_ms() : 0);
    }
}
