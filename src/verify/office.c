/*
 * office.c: who is a member of the office by its ledger, and whether it was one who decided, closed
 * a case or sat down at the desk.
 */
#include "inside.h"

#include <string.h>

static bool key_of(const struct tlog_entry *e, uint8_t out[32])
{
    return tlog_entry_hex(e, "key", out, 32) == ERR_OK;
}

/* The member's place; count if there is none. */
static size_t place_of(const struct officed *o, const uint8_t key[32])
{
    size_t i = 0;
    while (i < o->count && memcmp(o->keys[i], key, sizeof(o->keys[i])) != 0) {
        i++;
    }
    return i;
}

void story_office(struct story *s, const struct tlog_entry *e)
{
    struct officed *o = &s->officed;
    struct span action = {NULL, 0};
    uint8_t key[32];
    if (!key_of(e, key) || tlog_entry_text(e, "action", &action) != ERR_OK) {
        return;
    }
    bool adds = span_is(action, "add");
    size_t place = place_of(o, key);
    s->joined += adds ? 1 : 0;
    if (adds && place == STATE_MEMBERS) {
        o->whole = false;
    } else if (adds && place == o->count) {
        memcpy(o->keys[o->count++], key, sizeof(key));
    } else if (!adds && place < o->count) {
        o->count--;
        memmove(o->keys[place], o->keys[place + 1], (o->count - place) * sizeof(key));
    }
}

void story_signer(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    uint8_t key[32];
    if (!s->officed.whole || !key_of(e, key) || place_of(&s->officed, key) < s->officed.count) {
        return;
    }
    s->first_outsider = s->outsiders == 0 ? index : s->first_outsider;
    s->outsiders++;
}
