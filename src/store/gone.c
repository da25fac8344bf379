#include "gone.h"

#include "base_limits.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LOCKER = 16 };

struct leaver {
    int64_t person; /* 0: this place is free */
    uint8_t locker[LOCKER];
};

struct gone {
    pthread_mutex_t lock;
    size_t next;
    size_t count;
    struct leaver leavers[LIMIT_GONE];
};

enum err gone_new(struct gone **out_gone)
{
    struct gone *g = calloc(1, sizeof(*g));
    if (g == NULL) {
        return ERR_NOMEM;
    }
    (void)pthread_mutex_init(&g->lock, NULL);
    *out_gone = g;
    return ERR_OK;
}

void gone_free(struct gone *g)
{
    if (g == NULL) {
        return;
    }
    (void)pthread_mutex_destroy(&g->lock);
    free(g);
}

void gone_add(struct gone *g, int64_t person, struct span locker)
{
    (void)pthread_mutex_lock(&g->lock);
    struct leaver *place = &g->leavers[g->next];
    *place = (struct leaver){.person = person};
    memcpy(place->locker, locker.ptr, locker.len < LOCKER ? locker.len : LOCKER);
    g->next = (g->next + 1) % LIMIT_GONE;
    g->count += g->count < LIMIT_GONE ? 1 : 0;
    (void)pthread_mutex_unlock(&g->lock);
}

static bool has(struct gone *g, int64_t person, struct span locker)
{
    bool found = false;
    (void)pthread_mutex_lock(&g->lock);
    for (size_t i = 0; i < g->count && !found; i++) {
        const struct leaver *leaver = &g->leavers[i];
        found = person != 0 ? leaver->person == person
                            : span_equal(locker, span_of(leaver->locker, LOCKER));
    }
    (void)pthread_mutex_unlock(&g->lock);
    return found;
}

bool gone_has_person(struct gone *g, int64_t person)
{
    return has(g, person, span_of(NULL, 0));
}

bool gone_has_locker(struct gone *g, struct span locker)
{
    return has(g, 0, locker);
}
