#include "guess.h"

#include "base_limits.h"

#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, HOUR_MS = 60 * 60 * 1000, KEY_BYTES = 8 };

struct slot {
    uint64_t key;
    int64_t level; /* in tokens times HOUR_MS, so that nothing is rounded away */
    int64_t seen_ms;
};

struct guess {
    struct slot slots[LIMIT_GUESS_SLOTS];
};

static const int64_t full = (int64_t)LIMIT_GUESS_BURST * HOUR_MS;

_Static_assert(LIMIT_GUESS_RETRY_S *LIMIT_GUESS_PER_HOUR == 3600, "one token's time");
_Static_assert(LIMIT_GUESS_SLOTS % WAYS == 0, "whole sets");

enum err guess_new(struct guess **out_guess)
{
    struct guess *g = calloc(1, sizeof(*g));
    if (g == NULL) {
        return ERR_NOMEM;
    }
    *out_guess = g;
    return ERR_OK;
}

void guess_free(struct guess *g)
{
    free(g);
}

uint64_t guess_key(const struct vault *vault, struct span handle, struct span known)
{
    uint8_t mac[VAULT_MAC];
    vault_mac(vault, "vitrine guess handle", handle, mac);
    if (known.len > 0) {
        uint8_t both[2 * VAULT_MAC];
        memcpy(both, mac, VAULT_MAC);
        vault_mac(vault, "vitrine guess known", known, both + VAULT_MAC);
        vault_mac(vault, "vitrine guess both", span_of(both, sizeof(both)), mac);
    }
    uint64_t key = 0;
    for (size_t i = 0; i < KEY_BYTES; i++) {
        key = key << 8 | mac[i];
    }
    return key == 0 ? 1 : key;
}

static int64_t level_at(const struct slot *slot, int64_t mono_ms)
{
    int64_t gone = mono_ms > slot->seen_ms ? mono_ms - slot->seen_ms : 0;
    if (gone >= full / LIMIT_GUESS_PER_HOUR) {
        return full;
    }
    int64_t level = slot->level + gone * LIMIT_GUESS_PER_HOUR;
    return level > full ? full : level;
}

/* The key's slot, brought up to now; if it has none, that of its set which is fullest. */
static struct slot *slot_of(struct guess *g, uint64_t key, int64_t mono_ms)
{
    struct slot *set = &g->slots[key % (LIMIT_GUESS_SLOTS / WAYS) * WAYS];
    struct slot *fullest = set;
    for (size_t i = 0; i < WAYS; i++) {
        set[i].level = set[i].key == 0 ? full : level_at(&set[i], mono_ms);
        set[i].seen_ms = mono_ms > set[i].seen_ms ? mono_ms : set[i].seen_ms;
        if (set[i].key == key) {
            return &set[i];
        }
        if (set[i].level > fullest->level) {
            fullest = &set[i];
        }
    }
    *fullest = (struct slot){key, full, mono_ms};
    return fullest;
}

bool guess_take(struct guess *g, uint64_t key, int64_t mono_ms)
{
    struct slot *slot = slot_of(g, key, mono_ms);
    bool may = slot->level >= HOUR_MS;
    slot->level -= may ? HOUR_MS : 0;
    return may;
}

void guess_back(struct guess *g, uint64_t key, int64_t mono_ms)
{
    if (key == 0) {
        return;
    }
    struct slot *slot = slot_of(g, key, mono_ms);
    slot->level = slot->level + HOUR_MS > full ? full : slot->level + HOUR_MS;
}
