#include "rate.h"

#include "base_limits.h"

#include <pthread.h>
#include <stdlib.h>

enum { WAYS = 8, MINUTE_MS = 60 * 1000 };

struct slot {
    uint64_t client;
    int64_t level; /* in tokens times MINUTE_MS, so that nothing is rounded away */
    int64_t seen_ms;
};

struct rate {
    struct rate_config config;
    pthread_mutex_t lock;
    struct slot slots[LIMIT_RATE_SLOTS];
};

enum err rate_new(const struct rate_config *config, struct rate **out_rate)
{
    struct rate *r = calloc(1, sizeof(*r));
    if (r == NULL) {
        return ERR_NOMEM;
    }
    r->config = *config;
    (void)pthread_mutex_init(&r->lock, NULL);
    *out_rate = r;
    return ERR_OK;
}

void rate_free(struct rate *r)
{
    if (r == NULL) {
        return;
    }
    (void)pthread_mutex_destroy(&r->lock);
    free(r);
}

/* The client's slot; if it has none, the one of its set that was quiet for longest. */
static struct slot *slot_of(struct rate *r, uint64_t client, int64_t mono_ms)
{
    struct slot *set = &r->slots[client % (LIMIT_RATE_SLOTS / WAYS) * WAYS];
    struct slot *oldest = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].client == client) {
            return &set[i];
        }
        if (set[i].seen_ms < oldest->seen_ms) {
            oldest = &set[i];
        }
    }
    *oldest = (struct slot){client, (int64_t)r->config.burst * MINUTE_MS, mono_ms};
    return oldest;
}

/* Whole seconds, rounded up, until a level that is so far away is reached. */
static unsigned seconds_for(const struct rate *r, int64_t missing)
{
    int64_t per_s = (int64_t)r->config.per_minute * 1000;
    return missing <= 0 ? 0 : (unsigned)((missing + per_s - 1) / per_s);
}

static struct rate_left left_of(const struct rate *r, int64_t level)
{
    return (struct rate_left){
        .tokens = (unsigned)(level / MINUTE_MS),
        .next_s = seconds_for(r, MINUTE_MS - level),
        .full_s = seconds_for(r, (int64_t)r->config.burst * MINUTE_MS - level),
    };
}

unsigned rate_take_some(struct rate *r, uint64_t client, int64_t mono_ms, unsigned wanted,
                        struct rate_left *out_left)
{
    int64_t full = (int64_t)r->config.burst * MINUTE_MS;
    if (client == 0) {
        if (out_left != NULL) {
            *out_left = left_of(r, full);
        }
        return wanted;
    }
    (void)pthread_mutex_lock(&r->lock);
    struct slot *slot = slot_of(r, client, mono_ms);
    int64_t gone = mono_ms - slot->seen_ms;
    if (gone >= full / r->config.per_minute) {
        slot->level = full;
    } else if (gone > 0) {
        slot->level += gone * r->config.per_minute;
    }
    slot->level = slot->level > full ? full : slot->level;
    slot->seen_ms = mono_ms;
    unsigned there = (unsigned)(slot->level / MINUTE_MS);
    unsigned taken = wanted < there ? wanted : there;
    slot->level -= (int64_t)taken * MINUTE_MS;
    if (out_left != NULL) {
        *out_left = left_of(r, slot->level);
    }
    (void)pthread_mutex_unlock(&r->lock);
    return taken;
}

bool rate_take(struct rate *r, uint64_t client, int64_t mono_ms, struct rate_left *out_left)
{
    return rate_take_some(r, client, mono_ms, 1, out_left) == 1;
}

const struct rate_config *rate_of(const struct rate *r)
{
    return &r->config;
}
