#include "replays.h"

#include "base_id.h"
#include "base_limits.h"
#include "base_sip.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, SETS = LIMIT_REPLAYS / WAYS };
_Static_assert((int)ASK_LOCKER == (int)sizeof(struct sip_key), "a locker is a key");

struct set {
    uint64_t marks[WAYS]; /* the newest first; 0: none */
};

struct replays {
    struct sip_key of_strangers;
    pthread_mutex_t lock;
    struct set sets[SETS];
};

enum err replays_new(struct replays **out_replays)
{
    struct replays *r = calloc(1, sizeof(*r));
    if (r == NULL) {
        return ERR_NOMEM;
    }
    random_fill(&r->of_strangers, sizeof(r->of_strangers));
    (void)pthread_mutex_init(&r->lock, NULL);
    *out_replays = r;
    return ERR_OK;
}

void replays_free(struct replays *r)
{
    if (r == NULL) {
        return;
    }
    (void)pthread_mutex_destroy(&r->lock);
    free(r);
}

uint64_t replays_mark(const struct replays *r, const uint8_t *locker,
                      const struct feed_watch *watch)
{
    int64_t text[] = {watch->video, watch->at_ms, watch->watched_ms};
    struct sip_key key = r->of_strangers;
    if (locker != NULL) {
        memcpy(&key, locker, sizeof(key));
    }
    uint64_t mark = sip_hash(&key, span_of(text, sizeof(text)));
    explicit_bzero(&key, sizeof(key));
    return mark == 0 ? 1 : mark;
}

static bool has(const struct set *set, uint64_t mark)
{
    bool found = false;
    for (size_t i = 0; i < WAYS; i++) {
        found = found || set->marks[i] == mark;
    }
    return found;
}

void replays_find(struct replays *r, const uint64_t *marks, size_t count, bool *out_found)
{
    (void)pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < count; i++) {
        out_found[i] = has(&r->sets[marks[i] % SETS], marks[i]);
    }
    (void)pthread_mutex_unlock(&r->lock);
}

void replays_keep(struct replays *r, const uint64_t *marks, size_t count)
{
    (void)pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < count; i++) {
        struct set *set = &r->sets[marks[i] % SETS];
        memmove(&set->marks[1], &set->marks[0], (WAYS - 1) * sizeof(set->marks[0]));
        set->marks[0] = marks[i];
    }
    (void)pthread_mutex_unlock(&r->lock);
}
