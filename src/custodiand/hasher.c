#include "hasher.h"

#include "base_file.h"
#include "base_wipe.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>

enum { SLOTS = LIMIT_SIGN_QUEUE + LIMIT_SIGN_WORKERS };

enum slot_state { SLOT_FREE, SLOT_WAITING, SLOT_RUNNING, SLOT_DONE };

struct slot {
    enum slot_state state;
    uint64_t order; /* first come, first served */
    struct hash_job job;
};

struct hasher {
    int fd;
    bool locks; /* lock and ready exist */
    pthread_mutex_t lock;
    pthread_cond_t ready;
    bool leaving;
    uint64_t orders;
    size_t threads;
    pthread_t thread[LIMIT_SIGN_WORKERS];
    struct slot slots[SLOTS];
};

/* The slot in that state that came first; NULL if there is none. Call with the lock held. */
static struct slot *slot_first(struct hasher *h, enum slot_state state)
{
    struct slot *first = NULL;
    for (size_t i = 0; i < SLOTS; i++) {
        struct slot *slot = &h->slots[i];
        if (slot->state == state && (first == NULL || slot->order < first->order)) {
            first = slot;
        }
    }
    return first;
}

static void job_run(struct hash_job *job)
{
    job->err = job->check ? account_hash_check(&job->hash, &job->password) : ERR_OK;
    if (job->err == ERR_OK && job->make) {
        job->err = account_hash_make(&job->fresh, &job->fresh_hash);
        job->made = job->err == ERR_OK;
    } else if (job->err == ERR_OK && account_hash_is_old(&job->hash)) {
        job->made = account_hash_make(&job->password, &job->fresh_hash) == ERR_OK;
    }
    secret_wipe(&job->password);
    secret_wipe(&job->fresh);
}

static void *worker(void *argument)
{
    struct hasher *h = argument;
    (void)pthread_mutex_lock(&h->lock);
    while (!h->leaving) {
        struct slot *slot = slot_first(h, SLOT_WAITING);
        if (slot == NULL) {
            (void)pthread_cond_wait(&h->ready, &h->lock);
            continue;
        }
        slot->state = SLOT_RUNNING;
        (void)pthread_mutex_unlock(&h->lock);
        job_run(&slot->job); /* nobody else touches a running slot */
        wipe_stack();
        (void)pthread_mutex_lock(&h->lock);
        slot->state = SLOT_DONE;
        hasher_wake(h);
    }
    (void)pthread_mutex_unlock(&h->lock);
    return NULL;
}

enum err hasher_new(struct hasher **out_hasher)
{
    AUTO(hasher_free) struct hasher *h = calloc(1, sizeof(*h));
    if (h == NULL) {
        return ERR_NOMEM;
    }
    h->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (h->fd < 0 || pthread_mutex_init(&h->lock, NULL) != 0) {
        return ERR_IO;
    }
    if (pthread_cond_init(&h->ready, NULL) != 0) {
        (void)pthread_mutex_destroy(&h->lock);
        return ERR_IO;
    }
    h->locks = true;
    *out_hasher = MOVE(h);
    return ERR_OK;
}

enum err hasher_start(struct hasher *h)
{
    while (h->threads < LIMIT_SIGN_WORKERS) {
        if (pthread_create(&h->thread[h->threads], NULL, worker, h) != 0) {
            return ERR_IO;
        }
        h->threads++;
    }
    return ERR_OK;
}

void hasher_free(struct hasher *h)
{
    if (h == NULL) {
        return;
    }
    if (h->locks) {
        (void)pthread_mutex_lock(&h->lock);
        h->leaving = true;
        (void)pthread_cond_broadcast(&h->ready);
        (void)pthread_mutex_unlock(&h->lock);
        for (size_t i = 0; i < h->threads; i++) {
            (void)pthread_join(h->thread[i], NULL);
        }
        (void)pthread_cond_destroy(&h->ready);
        (void)pthread_mutex_destroy(&h->lock);
    }
    fd_close(h->fd);
    vault_wipe(h, sizeof(*h));
    free(h);
}

int hasher_fd(const struct hasher *h)
{
    return h->fd;
}

void hasher_wake(const struct hasher *h)
{
    uint64_t one = 1;
    ssize_t put = write(h->fd, &one, sizeof(one)); /* fails only when it is readable anyway */
    (void)put;
}

void hasher_calm(const struct hasher *h)
{
    uint64_t count = 0;
    ssize_t got = read(h->fd, &count, sizeof(count)); /* fails only when there is nothing */
    (void)got;
}

enum err hasher_put(struct hasher *h, const struct hash_job *job)
{
    enum err err = ERR_BUSY;
    (void)pthread_mutex_lock(&h->lock);
    struct slot *slot = slot_first(h, SLOT_FREE);
    if (slot != NULL) {
        slot->job = *job;
        slot->order = h->orders++;
        slot->state = SLOT_WAITING;
        (void)pthread_cond_signal(&h->ready);
        err = ERR_OK;
    }
    (void)pthread_mutex_unlock(&h->lock);
    return err;
}

enum err hasher_take(struct hasher *h, struct hash_job *out_job)
{
    enum err err = ERR_NOT_FOUND;
    (void)pthread_mutex_lock(&h->lock);
    struct slot *slot = slot_first(h, SLOT_DONE);
    if (slot != NULL) {
        *out_job = slot->job;
        vault_wipe(slot, sizeof(*slot)); /* SLOT_FREE is zero */
        err = ERR_OK;
    }
    (void)pthread_mutex_unlock(&h->lock);
    return err;
}
