#include "export_place.h"

#include "base_limits.h"
#include "rate.h"

#include <pthread.h>
#include <stdlib.h>

struct place {
    int64_t person; /* 0: free */
    uint64_t client;
};

struct exports {
    struct rate *rate; /* by person */
    pthread_mutex_t lock;
    struct place places[LIMIT_PULLS];
};

enum err exports_new(struct exports **out_exports)
{
    struct rate_config config = {LIMIT_EXPORT_BURST, LIMIT_EXPORT_PER_MINUTE, "archive"};
    AUTO(rate_free) struct rate *rate = NULL;
    TRY(rate_new(&config, &rate));
    struct exports *e = calloc(1, sizeof(*e));
    if (e == NULL) {
        return ERR_NOMEM;
    }
    e->rate = MOVE(rate);
    (void)pthread_mutex_init(&e->lock, NULL);
    *out_exports = e;
    return ERR_OK;
}

void exports_free(struct exports *e)
{
    if (e == NULL) {
        return;
    }
    rate_free(e->rate);
    (void)pthread_mutex_destroy(&e->lock);
    free(e);
}

/* With the lock. */
static enum err find_place(struct exports *e, int64_t person, uint64_t client,
                           struct place **out_place)
{
    struct place *out = NULL;
    int of_client = 0;
    for (size_t i = 0; i < LIMIT_PULLS; i++) {
        struct place *at = &e->places[i];
        if (at->person == person) {
            return ERR_CONFLICT;
        }
        out = at->person == 0 ? at : out;
        of_client += at->person != 0 && client != 0 && at->client == client ? 1 : 0;
    }
    if (out == NULL || of_client >= LIMIT_EXPORTS_PER_ADDRESS) {
        return ERR_BUSY;
    }
    *out_place = out;
    return ERR_OK;
}

enum err exports_take(struct exports *e, int64_t person, uint64_t client, int64_t mono_ms)
{
    struct place *place = NULL;
    (void)pthread_mutex_lock(&e->lock);
    enum err err = find_place(e, person, client, &place);
    if (err == ERR_OK && !rate_take(e->rate, (uint64_t)person, mono_ms, NULL)) {
        err = ERR_LIMIT;
    }
    if (err == ERR_OK) {
        *place = (struct place){person, client};
    }
    (void)pthread_mutex_unlock(&e->lock);
    return err;
}

void exports_give(struct exports *e, int64_t person)
{
    (void)pthread_mutex_lock(&e->lock);
    for (size_t i = 0; i < LIMIT_PULLS; i++) {
        if (e->places[i].person == person) {
            e->places[i] = (struct place){0, 0};
        }
    }
    (void)pthread_mutex_unlock(&e->lock);
}
