#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* How many threads work for the client. One that is nobody in particular has no share. */
static size_t running_of(const struct patient *p, uint64_t client)
{
    size_t out = 0;
    for (size_t i = 0; i < p->running_count && client != 0; i++) {
        out += p->running[i] == client ? 1 : 0;
    }
    return out;
}

static size_t waiting_of(const struct patient *p, uint64_t client)
{
    size_t out = 0;
    for (size_t i = 0; i < p->count && client != 0; i++) {
        out += p->queue[i]->request.client == client ? 1 : 0;
    }
    return out;
}

static struct exchange *take_at(struct patient *p, size_t at)
{
    struct exchange *x = p->queue[at];
    p->count--;
    memmove(&p->queue[at], &p->queue[at + 1], (p->count - at) * sizeof(struct exchange *));
    return x;
}

static bool goes_together(const struct exchange *x)
{
    return x->stage == STAGE_HANDLE && x->route->together != NULL;
}

/* How many threads its client has; what goes together has none for a client, and one for all. */
static size_t threads_of(const struct patient *p, const struct exchange *x)
{
    if (goes_together(x)) {
        return p->together ? p->client_threads : 0;
    }
    return running_of(p, x->request.client);
}

/* The oldest of the clients with the fewest threads; NULL if none has one left. */
static struct exchange *take(struct patient *p)
{
    size_t fewest = p->client_threads;
    size_t at = 0;
    for (size_t i = 0; i < p->count && fewest > 0; i++) {
        size_t running = threads_of(p, p->queue[i]);
        if (running < fewest) {
            fewest = running;
            at = i;
        }
    }
    return fewest < p->client_threads ? take_at(p, at) : NULL;
}

/* What one thread works for. */
struct work {
    struct exchange *all[LIMIT_TOGETHER];
    size_t count;
    bool together;
};

/* With the first one, all of its row that wait. */
static void take_others(struct patient *p, struct work *work)
{
    const struct web_route *route = work->all[0]->route;
    for (size_t i = 0; i < p->count && work->count < LIMIT_TOGETHER;) {
        if (p->queue[i]->route == route && goes_together(p->queue[i])) {
            work->all[work->count++] = take_at(p, i);
        } else {
            i++;
        }
    }
}

/* The next ones for the thread whose client stands in self; false: the server stops. */
static bool wait_for_some(struct patient *p, uint64_t *self, struct work *work)
{
    struct exchange *x = NULL;
    (void)pthread_mutex_lock(&p->lock);
    *self = 0;
    while (!p->stopping && (x = take(p)) == NULL) {
        (void)pthread_cond_wait(&p->wake, &p->lock);
    }
    if (x != NULL) {
        *work = (struct work){.all = {x}, .count = 1, .together = goes_together(x)};
        *self = work->together ? 0 : x->request.client;
        p->together = p->together || work->together;
    }
    if (x != NULL && work->together) {
        take_others(p, work);
    } else if (p->count > 0) { /* what was left to this thread is another's */
        (void)pthread_cond_signal(&p->wake);
    }
    (void)pthread_mutex_unlock(&p->lock);
    return x != NULL;
}

/* They are no thread's any more. */
static void end_together(struct patient *p)
{
    (void)pthread_mutex_lock(&p->lock);
    p->together = false;
    (void)pthread_mutex_unlock(&p->lock);
}

static void run(struct patient *p, const struct work *work)
{
    if (work->together) {
        exchange_together(work->all, work->count);
    } else {
        exchange_work(work->all[0]);
    }
    for (size_t i = 0; i < work->count; i++) {
        MHD_resume_connection(work->all[i]->connection); /* it may be gone from here on */
    }
    if (work->together) { /* what came meanwhile is this thread's to take, or to pass on */
        end_together(p);
    }
}

static void *work(void *argument)
{
    struct patient *p = argument;
    (void)pthread_mutex_lock(&p->lock);
    uint64_t *self = &p->running[p->running_count++];
    (void)pthread_mutex_unlock(&p->lock);
    struct work work;
    while (wait_for_some(p, self, &work)) {
        run(p, &work);
    }
    return NULL;
}

enum err patient_start(struct patient *p, const struct web_config *config)
{
    size_t threads = config->patient_threads;
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->wake, NULL);
    p->max = config->patient_queue;
    p->client_max = config->patient_queue_per_address;
    p->client_threads = config->patient_threads_per_address;
    p->queue = calloc(p->max + LIMIT_PULLS, sizeof(struct exchange *));
    p->running = calloc(threads, sizeof(uint64_t));
    p->threads = calloc(threads, sizeof(pthread_t));
    if (p->queue == NULL || p->running == NULL || p->threads == NULL) {
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

static void put(struct patient *p, struct exchange *x)
{
    MHD_suspend_connection(x->connection);
    p->queue[p->count++] = x;
    if (!(p->together && goes_together(x))) { /* else who is at it takes it next */
        (void)pthread_cond_signal(&p->wake);
    }
}

enum err patient_submit(struct patient *p, struct exchange *x)
{
    (void)pthread_mutex_lock(&p->lock);
    enum err out = p->stopping || p->count >= p->max                   ? ERR_BUSY
                   : waiting_of(p, x->request.client) >= p->client_max ? ERR_LIMIT
                                                                       : ERR_OK;
    if (out == ERR_OK) {
        put(p, x);
    }
    (void)pthread_mutex_unlock(&p->lock);
    return out;
}

/* A flood that has filled the queue breaks off nothing that is under way. */
enum err patient_pull(struct patient *p, struct exchange *x)
{
    (void)pthread_mutex_lock(&p->lock);
    bool may = !p->stopping && p->count < p->max + LIMIT_PULLS;
    if (may) {
        put(p, x);
    }
    (void)pthread_mutex_unlock(&p->lock);
    return may ? ERR_OK : ERR_BUSY;
}

/* Waiting exchanges are answered one by one outside of the lock: resuming takes MHD's own. */
static struct exchange *take_waiting(struct patient *p)
{
    (void)pthread_mutex_lock(&p->lock);
    struct exchange *x = p->count > 0 ? take_at(p, 0) : NULL;
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
        exchange_unrun(x, ERR_BUSY);
        MHD_resume_connection(connection);
    }
    for (size_t i = 0; i < p->thread_count; i++) {
        (void)pthread_join(p->threads[i], NULL);
    }
    p->thread_count = 0;
}

void patient_done(struct patient *p)
{
    free(p->threads);
    free(p->running);
    free(p->queue);
    p->threads = NULL;
    p->running = NULL;
    p->queue = NULL;
    (void)pthread_cond_destroy(&p->wake);
    (void)pthread_mutex_destroy(&p->lock);
}
