#include "inside.h"

#include <stdlib.h>

static struct exchange *take(struct patient *p)
{
    struct exchange *x = p->queue[p->first];
    p->first = (p->first + 1) % p->max;
    p->count--;
    return x;
}

static void *work(void *argument)
{
    struct patient *p = argument;
    for (;;) {
        (void)pthread_mutex_lock(&p->lock);
        while (p->count == 0 && !p->stopping) {
            (void)pthread_cond_wait(&p->wake, &p->lock);
        }
        struct exchange *x = p->stopping ? NULL : take(p);
        (void)pthread_mutex_unlock(&p->lock);
        if (x == NULL) {
            return NULL;
        }
        struct MHD_Connection *connection = x->connection;
        exchange_work(x);
        MHD_resume_connection(connection); /* x may be gone from here on */
    }
}

enum err patient_start(struct patient *p, size_t threads, size_t queue_max)
{
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->wake, NULL);
    p->max = queue_max;
    p->queue = calloc(queue_max, sizeof(struct exchange *));
    p->threads = calloc(threads, sizeof(pthread_t));
    if (p->queue == NULL || p->threads == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < threads; i++) {
        if (pthread_create(&p->threads[i], NULL, work, p) != 0) {
            return ERR_IO;
        }
        p->thread_count++;
    }
    return ERR_OK;
}

enum err patient_submit(struct patient *p, struct exchange *x)
{
    enum err out = ERR_BUSY;
    (void)pthread_mutex_lock(&p->lock);
    if (!p->stopping && p->count < p->max) {
        MHD_suspend_connection(x->connection);
        p->queue[(p->first + p->count) % p->max] = x;
        p->count++;
        (void)pthread_cond_signal(&p->wake);
        out = ERR_OK;
    }
    (void)pthread_mutex_unlock(&p->lock);
    return out;
}

/* Waiting exchanges are answered one by one outside of the lock: resuming takes MHD's own. */
static struct exchange *take_waiting(struct patient *p)
{
    (void)pthread_mutex_lock(&p->lock);
    struct exchange *x = p->count > 0 ? take(p) : NULL;
    (void)pthread_mutex_unlock(&p->lock);
    return x;
}

void patient_stop(struct patient *p)
{
    (void)pthread_mutex_lock(&p->lock);
    p->stopping = true;
    (void)pthread_cond_broadcast(&p->wake);
    (void)pthread_mutex_unlock(&p->lock);
    for (struct exchange *x = take_waiting(p); x != NULL; x = take_waiting(p)) {
        struct MHD_Connection *connection = x->connection;
        exchange_busy(x);
        MHD_resume_connection(connection);
    }
    for (size_t i = 0; i < p->thread_count; i++) {
        (void)pthread_join(p->threads[i], NULL);
    }
    p->thread_count = 0;
    free(p->threads);
    free(p->queue);
    p->threads = NULL;
    p->queue = NULL;
    (void)pthread_cond_destroy(&p->wake);
    (void)pthread_mutex_destroy(&p->lock);
}
