#include "account_allowance.h"

#include "account_inside.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 4 }; /* slots that a session may have: others seldom want all of them */
_Static_assert(LIMIT_ALLOWANCES % PLACES == 0, "each slot is in one row of places");

struct slot {
    uint8_t hash[TOKEN_HASH]; /* the session's */
    int64_t left;             /* 0: free */
    uint64_t used;            /* when, in takings */
};

struct account_allowance {
    struct slot *taken; /* by the request that is under way; NULL: none */
    struct slot before;
    uint64_t takings;
    struct slot slots[LIMIT_ALLOWANCES];
};

enum err account_allowance_new(struct account_allowance **out_allowance)
{
    struct account_allowance *a = calloc(1, sizeof(*a));
    if (a == NULL) {
        return ERR_NOMEM;
    }
    *out_allowance = a;
    return ERR_OK;
}

void account_allowance_free(struct account_allowance *a)
{
    free(a);
}

/* The session's own, or one that is free, or that of whoever took least lately. */
static struct slot *slot_of(struct account_allowance *a, const uint8_t hash[TOKEN_HASH])
{
    size_t row = (size_t)(hash[0] << 8 | hash[1]) % (LIMIT_ALLOWANCES / PLACES);
    struct slot *places = &a->slots[row * PLACES];
    struct slot *found = &places[0];
    for (size_t i = 0; i < PLACES; i++) {
        if (memcmp(places[i].hash, hash, TOKEN_HASH) == 0) {
            return &places[i];
        }
        bool freer = places[i].left == 0 && found->left != 0;
        if (freer || (found->left != 0 && places[i].used < found->used)) {
            found = &places[i];
        }
    }
    return found;
}

/* What the slot's session did not use. */
static enum err slot_return(struct slot *slot, struct db *db)
{
    if (slot->left > 0) {
        enum err err = session_spend(db, slot->hash, -slot->left);
        if (err != ERR_OK && err != ERR_DENIED) { /* DENIED: the session has ended */
            return err;
        }
    }
    *slot = (struct slot){.left = 0};
    return ERR_OK;
}

/* As many ahead as there may be; near the limit only what is needed. */
static enum err draw(struct slot *slot, struct db *db, int64_t needed)
{
    int64_t drawn = needed + LIMIT_OPENS_AHEAD;
    enum err err = session_spend(db, slot->hash, drawn);
    if (err == ERR_LIMIT) {
        drawn = needed;
        err = session_spend(db, slot->hash, drawn);
    }
    TRY(err);
    slot->left += drawn;
    return ERR_OK;
}

enum err account_allowance_take(struct account_allowance *a, struct db *db,
                                const uint8_t token[ACCOUNT_TOKEN], int64_t count)
{
    uint8_t hash[TOKEN_HASH];
    session_hash(token, hash);
    struct slot *slot = slot_of(a, hash);
    struct slot next = *slot;
    if (memcmp(next.hash, hash, sizeof(hash)) != 0) {
        TRY(slot_return(&next, db));
        memcpy(next.hash, hash, sizeof(hash));
    }
    if (next.left < count) {
        TRY(draw(&next, db, count - next.left));
    }
    next.left -= count;
    next.used = ++a->takings;
    if (a->taken == NULL) {
        a->taken = slot;
        a->before = *slot;
    }
    *slot = next;
    return ERR_OK;
}

void account_allowance_end(struct account_allowance *a, bool kept)
{
    if (a->taken != NULL && !kept) {
        *a->taken = a->before;
    }
    a->taken = NULL;
}

enum err account_allowance_return(struct account_allowance *a, struct db *db)
{
    for (size_t i = 0; i < LIMIT_ALLOWANCES; i++) {
        TRY(slot_return(&a->slots[i], db));
    }
    return ERR_OK;
}
