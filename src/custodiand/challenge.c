#include "challenge.h"

#include "base_id.h"

#include <stdlib.h>
#include <string.h>

enum { TIME = 8, RANDOM = 16, HASH_AT = TIME + RANDOM, HASH = CHALLENGE - HASH_AT };

struct used {
    int64_t since_ms; /* when it was used; 0: this place is free */
    uint8_t random[RANDOM];
};

struct challenges {
    int64_t start_ms;
    uint8_t boot[RANDOM]; /* makes the hashes of this process its own */
    struct used used[LIMIT_CHALLENGES_USED];
};

enum err challenges_new(int64_t mono_ms, struct challenges **out_challenges)
{
    struct challenges *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        return ERR_NOMEM;
    }
    c->start_ms = mono_ms - 1;
    random_fill(c->boot, sizeof(c->boot));
    *out_challenges = c;
    return ERR_OK;
}

void challenges_free(struct challenges *c)
{
    free(c);
}

static void number_put(uint8_t *out, uint64_t value)
{
    for (size_t i = 0; i < TIME; i++) {
        out[i] = (uint8_t)(value >> (8 * (TIME - 1 - i)));
    }
}

static uint64_t number_get(const uint8_t *in)
{
    uint64_t value = 0;
    for (size_t i = 0; i < TIME; i++) {
        value = value << 8 | in[i];
    }
    return value;
}

static void hash_of(const struct challenges *c, const struct vault *vault,
                    const struct challenge_for *what, const uint8_t challenge[CHALLENGE],
                    uint8_t out_mac[VAULT_MAC])
{
    uint8_t bound[RANDOM + 1 + TIME + HASH_AT];
    memcpy(bound, c->boot, RANDOM);
    bound[RANDOM] = (uint8_t)what->purpose;
    number_put(bound + RANDOM + 1, (uint64_t)what->user);
    memcpy(bound + RANDOM + 1 + TIME, challenge, HASH_AT);
    vault_mac(vault, "vitrine passkey challenge", span_of(bound, sizeof(bound)), out_mac);
}

void challenge_make(const struct challenges *c, const struct vault *vault,
                    const struct challenge_for *what, uint8_t out_challenge[CHALLENGE])
{
    uint8_t mac[VAULT_MAC];
    number_put(out_challenge, (uint64_t)(what->mono_ms - c->start_ms));
    random_fill(out_challenge + TIME, RANDOM);
    hash_of(c, vault, what, out_challenge, mac);
    memcpy(out_challenge + HASH_AT, mac, HASH);
}

/* Takes as long wherever the first difference is. */
static bool same(const uint8_t *a, const uint8_t *b, size_t len)
{
    uint8_t differ = 0;
    for (size_t i = 0; i < len; i++) {
        differ |= a[i] ^ b[i];
    }
    return differ == 0;
}

enum err challenge_check(const struct challenges *c, const struct vault *vault,
                         const struct challenge_for *what, const uint8_t challenge[CHALLENGE])
{
    uint8_t mac[VAULT_MAC];
    hash_of(c, vault, what, challenge, mac);
    if (!same(mac, challenge + HASH_AT, HASH)) { /* before any of it is believed */
        return ERR_DENIED;
    }
    int64_t age_ms = what->mono_ms - c->start_ms - (int64_t)number_get(challenge);
    if (age_ms < 0 || age_ms >= LIMIT_CHALLENGE_MS) {
        return ERR_DENIED;
    }
    for (size_t i = 0; i < LIMIT_CHALLENGES_USED; i++) {
        const struct used *used = &c->used[i];
        if (used->since_ms != 0 && memcmp(used->random, challenge + TIME, RANDOM) == 0) {
            return ERR_DENIED;
        }
    }
    return ERR_OK;
}

/* One that was used LIMIT_CHALLENGE_MS ago is too old by itself. */
enum err challenge_use(struct challenges *c, int64_t mono_ms, const uint8_t challenge[CHALLENGE])
{
    int64_t now_ms = mono_ms - c->start_ms;
    for (size_t i = 0; i < LIMIT_CHALLENGES_USED; i++) {
        struct used *used = &c->used[i];
        if (used->since_ms == 0 || now_ms - used->since_ms >= LIMIT_CHALLENGE_MS) {
            used->since_ms = now_ms;
            memcpy(used->random, challenge + TIME, RANDOM);
            return ERR_OK;
        }
    }
    return ERR_BUSY;
}
