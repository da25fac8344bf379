#include "known.h"

#include "base_limits.h"

#include <pthread.h>
#include <stdlib.h>

struct known {
    const struct shown *shown;
    pthread_mutex_t lock; /* of what follows */
    uint64_t state;       /* in which all of them were read */
    size_t count;
    uint32_t filled[LIMIT_KNOWN];
    struct store_video *videos[LIMIT_KNOWN]; /* by their numbers; NULL: free */
};

enum err known_new(const struct shown *shown, struct known **out_known)
{
    struct known *k = calloc(1, sizeof(*k));
    if (k == NULL) {
        return ERR_NOMEM;
    }
    k->shown = shown;
    (void)pthread_mutex_init(&k->lock, NULL);
    *out_known = k;
    return ERR_OK;
}

/* With the lock held. */
static void let_go(struct known *k)
{
    for (; k->count > 0; k->count--) {
        free(k->videos[k->filled[k->count - 1]]);
        k->videos[k->filled[k->count - 1]] = NULL;
    }
}

void known_free(struct known *k)
{
    if (k == NULL) {
        return;
    }
    let_go(k);
    (void)pthread_mutex_destroy(&k->lock);
    free(k);
}

void known_clear(struct known *k)
{
    (void)pthread_mutex_lock(&k->lock);
    let_go(k);
    (void)pthread_mutex_unlock(&k->lock);
}

/* Numbers made one after the other differ in their last bits, others in those of their time. */
static uint32_t place_of(int64_t video)
{
    uint64_t mixed = (uint64_t)video * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)((mixed >> 32) % LIMIT_KNOWN);
}

bool known_get(struct known *k, int64_t video, struct store_video *out_video)
{
    (void)pthread_mutex_lock(&k->lock);
    const struct store_video *found = k->videos[place_of(video)];
    bool has = found != NULL && found->id == video && k->state == shown_state(k->shown);
    if (has) {
        *out_video = *found;
    }
    (void)pthread_mutex_unlock(&k->lock);
    return has;
}

void known_keep(struct known *k, uint64_t state, const struct store_video *video)
{
    uint32_t place = place_of(video->id);
    (void)pthread_mutex_lock(&k->lock);
    if (state != shown_state(k->shown)) {
        (void)pthread_mutex_unlock(&k->lock);
        return;
    }
    if (k->state != state) {
        let_go(k);
        k->state = state;
    }
    if (k->videos[place] == NULL) {
        k->videos[place] = malloc(sizeof(*video));
        k->filled[k->count] = place;
        k->count += k->videos[place] != NULL;
    }
    if (k->videos[place] != NULL) {
        *k->videos[place] = *video;
    }
    (void)pthread_mutex_unlock(&k->lock);
}
