#include "ipc_pool.h"

#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "ipc_socket.h"
#include "wire_ask.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct channel {
    int fd;      /* -1: not connected */
    int next_fd; /* a replacement that came while a call was under way; -1: none */
    bool taken;
    struct buf
        frame; /* what comes in: as large as any frame, and kept, since freed memory is wiped */
};

struct ipc_pool {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a channel became free or connected */
    bool away;              /* a call gave up, and nothing was heard of the peer since */
    size_t count;
    struct channel channels[LIMIT_CHANNELS];
};

enum err ipc_pool_new(size_t count, struct ipc_pool **out_pool)
{
    if (count == 0 || count > LIMIT_CHANNELS) {
        return ERR_LIMIT;
    }
    struct ipc_pool *pool = calloc(1, sizeof(*pool));
    if (pool == NULL) {
        return ERR_NOMEM;
    }
    pool->count = count;
    for (size_t i = 0; i < LIMIT_CHANNELS; i++) {
        pool->channels[i] =
            (struct channel){.fd = -1, .next_fd = -1, .frame = {.max = LIMIT_MESSAGE}};
    }
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&pool->lock, NULL);
    (void)pthread_cond_init(&pool->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    *out_pool = pool;
    return ERR_OK;
}

void ipc_pool_free(struct ipc_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    for (size_t i = 0; i < pool->count; i++) {
        fd_close(pool->channels[i].fd);
        fd_close(pool->channels[i].next_fd);
        buf_done(&pool->channels[i].frame);
    }
    (void)pthread_cond_destroy(&pool->changed);
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool);
}

enum err ipc_pool_put(struct ipc_pool *pool, size_t index, int fd)
{
    if (index >= pool->count) {
        fd_close(fd);
        return ERR_LIMIT;
    }
    (void)pthread_mutex_lock(&pool->lock);
    struct channel *c = &pool->channels[index];
    int *place = c->taken ? &c->next_fd : &c->fd;
    fd_close(*place);
    *place = fd;
    pool->away = false;
    (void)pthread_cond_broadcast(&pool->changed);
    (void)pthread_mutex_unlock(&pool->lock);
    return ERR_OK;
}

/* A connected free channel, or NULL once the deadline has passed. */
static struct channel *channel_take(struct ipc_pool *pool, int64_t deadline_ms)
{
    struct channel *out = NULL;
    struct timespec until = {.tv_sec = deadline_ms / 1000,
                             .tv_nsec = (deadline_ms % 1000) * 1000000};
    (void)pthread_mutex_lock(&pool->lock);
    for (;;) {
        for (size_t i = 0; i < pool->count && out == NULL; i++) {
            if (!pool->channels[i].taken && pool->channels[i].fd >= 0) {
                out = &pool->channels[i];
            }
        }
        if (out != NULL || pthread_cond_timedwait(&pool->changed, &pool->lock, &until) != 0) {
            break;
        }
    }
    if (out != NULL) {
        out->taken = true;
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return out;
}

static void channel_give(struct ipc_pool *pool, struct channel *c, bool broken)
{
    (void)pthread_mutex_lock(&pool->lock);
    c->taken = false;
    if (broken || c->next_fd >= 0) {
        fd_close(c->fd);
        c->fd = fd_move(&c->next_fd);
    }
    (void)pthread_cond_broadcast(&pool->changed);
    (void)pthread_mutex_unlock(&pool->lock);
}

static int left_ms(int64_t deadline_ms)
{
    int64_t left = deadline_ms - time_mono_ms();
    return left > 0 ? (int)left : 0;
}

/* A frame into answer. Nothing of it stays here: what failed may have come in, too. */
static enum err receive(struct channel *c, struct buf *answer)
{
    struct buf *frame = &c->frame;
    buf_clear(answer);
    enum err err = ipc_recv(c->fd, frame, NULL);
    if (err == ERR_OK) {
        err = frame->len > answer->max ? ERR_FORMAT : buf_append_span(answer, buf_span(frame));
        if (frame->len > 0) {
            explicit_bzero(frame->ptr, frame->len);
        }
    } else if (frame->ptr != NULL) {
        explicit_bzero(frame->ptr, frame->cap);
    }
    return err;
}

static void note_away(struct ipc_pool *pool, bool away)
{
    (void)pthread_mutex_lock(&pool->lock);
    pool->away = away;
    (void)pthread_mutex_unlock(&pool->lock);
}

/* Whoever serves many waits for the peer to come back once, and not in each call again. */
static int64_t deadline(struct ipc_pool *pool, int wait_ms)
{
    (void)pthread_mutex_lock(&pool->lock);
    bool shorter = pool->away && wait_ms <= LIMIT_ASK_QUICK_MS && wait_ms > LIMIT_ASK_AWAY_MS;
    (void)pthread_mutex_unlock(&pool->lock);
    return time_mono_ms() + (shorter ? LIMIT_ASK_AWAY_MS : wait_ms);
}

static enum err exchange(struct channel *c, struct span request, int64_t deadline_ms,
                         struct buf *answer)
{
    enum err err = ipc_send_now(c->fd, request);
    while (err == ERR_BUSY) { /* a stopped peer's queue may be full */
        TRY(ipc_wait_room(c->fd, left_ms(deadline_ms)));
        err = ipc_send_now(c->fd, request);
    }
    TRY(err);
    for (;;) {
        TRY(ipc_wait(c->fd, left_ms(deadline_ms)));
        TRY(receive(c, answer));
        /* An answer that an earlier call gave up on is passed over. */
        if (answer->len >= ASK_HEAD && memcmp(answer->ptr, request.ptr, ASK_HEAD) == 0) {
            return ERR_OK;
        }
    }
}

/* On one channel after the other, until one is not closed by the peer. */
static enum err call(struct ipc_pool *pool, struct span request, int64_t deadline_ms,
                     struct buf *answer)
{
    for (;;) {
        struct channel *c = channel_take(pool, deadline_ms);
        if (c == NULL) {
            return ERR_BUSY;
        }
        enum err err = exchange(c, request, deadline_ms, answer);
        channel_give(pool, c, err == ERR_GONE);
        if (err != ERR_GONE) {
            return err;
        }
    }
}

enum err ipc_pool_call(struct ipc_pool *pool, struct span request, int wait_ms, struct buf *answer)
{
    if (request.len < ASK_HEAD) {
        return ERR_LIMIT;
    }
    enum err err = call(pool, request, deadline(pool, wait_ms), answer);
    if (err == ERR_OK || err == ERR_BUSY) {
        note_away(pool, err == ERR_BUSY);
    }
    return err;
}
