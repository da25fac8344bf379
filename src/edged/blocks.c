#include "blocks.h"

#include "store_block.h"
#include "viewer_name.h"

static struct store_name slot_of(const uint8_t locker[ASK_LOCKER], uint32_t slot)
{
    return viewer_name(locker, FEED_PEOPLE, slot + 1);
}

static bool is_among(const int64_t *people, size_t count, int64_t person)
{
    for (size_t i = 0; i < count; i++) {
        if (people[i] == person) {
            return true;
        }
    }
    return false;
}

enum err blocks_by(struct edged *e, const struct custody_token *token, int64_t self,
                   const int64_t *people, size_t count, struct store_follows *out_by)
{
    int64_t others[LIMIT_PAGE + 1];
    struct custody_pair pairs[LIMIT_PAGE + 1];
    struct store_name names[LIMIT_PAGE + 1];
    bool there[LIMIT_PAGE + 1] = {false};
    size_t other_count = 0;
    bool any = false;
    out_by->count = 0;
    for (size_t i = 0; i < count && other_count <= LIMIT_PAGE; i++) {
        if (people[i] != 0 && people[i] != self && !is_among(others, other_count, people[i])) {
            others[other_count++] = people[i];
        }
    }
    TRY(other_count == 0 ? ERR_OK : store_block_any(e->store, &any));
    if (!any) {
        return ERR_OK;
    }
    TRY(custody_pairs(e->custodian, token, others, other_count, pairs));
    for (size_t i = 0; i < other_count; i++) {
        memcpy(names[i].bytes, pairs[i].by_them, sizeof(names[i].bytes));
    }
    TRY(store_block_has(e->store, names, other_count, there));
    for (size_t i = 0; i < other_count; i++) {
        if (there[i]) {
            out_by->people[out_by->count++] = others[i];
        }
    }
    return ERR_OK;
}

enum err blocks_none(struct edged *e, const struct custody_token *token, int64_t self,
                     const int64_t *people, size_t count)
{
    struct store_follows bars;
    TRY(blocks_by(e, token, self, people, count, &bars));
    return bars.count > 0 ? ERR_NOT_FOUND : ERR_OK;
}

enum err blocks_between(struct edged *e, const struct custody_token *token, int64_t target,
                        struct blocks_between *out)
{
    struct custody_pair pair;
    struct store_name names[2];
    bool there[2] = {false};
    bool any = false;
    TRY(store_block_any(e->store, &any));
    if (any) {
        TRY(custody_pairs(e->custodian, token, &target, 1, &pair));
        memcpy(names[0].bytes, pair.by_me, sizeof(names[0].bytes));
        memcpy(names[1].bytes, pair.by_them, sizeof(names[1].bytes));
        TRY(store_block_has(e->store, names, 2, there));
    }
    *out = (struct blocks_between){there[0], there[1]};
    return ERR_OK;
}

/* ---- one's own */

static enum err list_add(struct feed_people *people, void *context)
{
    enum err err = feed_list_add(&people->blocked, *(const int64_t *)context);
    return err == ERR_LIMIT ? ERR_NOT_FOUND : err;
}

static enum err list_drop(struct feed_people *people, void *context)
{
    feed_list_drop(&people->blocked, *(const int64_t *)context);
    return ERR_OK;
}

/* The list first: what was begun and not acknowledged is seen there, and said once more. */
enum err blocks_put(const struct viewer *v, int64_t target)
{
    struct custody_pair pair;
    struct store_name slots[LIMIT_LISTED_PEOPLE];
    struct store_block block = {.slots = slots,
                                .slot_count = LIMIT_LISTED_PEOPLE,
                                .person = v->person.user,
                                .target = target};
    TRY(custody_pairs(v->e->custodian, v->token, &target, 1, &pair));
    TRY(viewer_people_change(v, list_add, &target));
    memcpy(block.pair.bytes, pair.by_me, sizeof(block.pair.bytes));
    for (uint32_t i = 0; i < LIMIT_LISTED_PEOPLE; i++) {
        slots[i] = slot_of(v->person.locker, i);
    }
    enum err err = store_block_add(v->e->store, &block);
    TRY(err == ERR_LIMIT ? ERR_NOT_FOUND : err);
    return custody_share(v->e->custodian, v->token, SHARE_SHUT_OUT, target);
}

enum err blocks_drop(const struct viewer *v, int64_t target)
{
    struct custody_pair pair;
    struct store_name name;
    TRY(custody_pairs(v->e->custodian, v->token, &target, 1, &pair));
    memcpy(name.bytes, pair.by_me, sizeof(name.bytes));
    TRY(store_block_drop(v->e->store, &name));
    TRY(custody_share(v->e->custodian, v->token, SHARE_LET_IN, target));
    return viewer_people_change(v, list_drop, &target);
}

enum err blocks_forget(struct store *s, const uint8_t locker[ASK_LOCKER])
{
    struct store_name slots[LIMIT_LISTED_PEOPLE];
    for (uint32_t i = 0; i < LIMIT_LISTED_PEOPLE; i++) {
        slots[i] = slot_of(locker, i);
    }
    return store_block_forget(s, slots, LIMIT_LISTED_PEOPLE);
}
