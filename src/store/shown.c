#include "shown.h"

#include "base_limits.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct slot {
    uint64_t state; /* 0: free */
    enum store_media kind;
    size_t len;
    char name[STORE_BLOB_ID];
};

struct shown {
    atomic_uint_least64_t state;
    pthread_mutex_t lock; /* of the slots */
    struct slot slots[LIMIT_SHOWN];
};

enum err shown_new(struct shown **out_shown)
{
    struct shown *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    atomic_init(&s->state, 1);
    (void)pthread_mutex_init(&s->lock, NULL);
    *out_shown = s;
    return ERR_OK;
}

void shown_free(struct shown *s)
{
    if (s == NULL) {
        return;
    }
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

void shown_changed(struct shown *s)
{
    (void)atomic_fetch_add(&s->state, 1);
}

uint64_t shown_state(const struct shown *s)
{
    return atomic_load(&s->state);
}

/* Names are random, so that any of their bits will do; FNV-1a makes no assumption. */
static struct slot *slot_of(struct shown *s, struct span name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ name.ptr[i]) * UINT64_C(0x100000001b3);
    }
    return &s->slots[hash % LIMIT_SHOWN];
}

bool shown_has(struct shown *s, enum store_media kind, struct span name)
{
    struct slot *slot = slot_of(s, name);
    (void)pthread_mutex_lock(&s->lock);
    bool has = slot->state == shown_state(s) && slot->kind == kind && slot->len == name.len &&
               name.len > 0 && memcmp(slot->name, name.ptr, name.len) == 0;
    (void)pthread_mutex_unlock(&s->lock);
    return has;
}

void shown_keep(struct shown *s, uint64_t state, enum store_media kind, struct span name)
{
    if (name.len == 0 || name.len > STORE_BLOB_ID) {
        return;
    }
    struct slot *slot = slot_of(s, name);
    (void)pthread_mutex_lock(&s->lock);
    *slot = (struct slot){.state = state, .kind = kind, .len = name.len};
    memcpy(slot->name, name.ptr, name.len);
    (void)pthread_mutex_unlock(&s->lock);
}
