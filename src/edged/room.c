#include "room.h"

#include "base_limits.h"
#include "store_draft.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void refuse_excess(struct web_answer *a, enum store_excess excess)
{
    char detail[128];
    switch (excess) {
    case STORE_EXCESS_BYTES:
        (void)snprintf(detail, sizeof(detail),
                       "Your uploads and your videos may take %d GiB together; this would be more.",
                       LIMIT_PERSON_GIB);
        (void)web_answer_problem_limit(a, 413, "Over your quota", detail,
                                       (int64_t)(LIMIT_PERSON_GIB * GIB));
        break;
    case STORE_EXCESS_DRAFTS:
        (void)web_answer_problem_limit(a, 429, "Too many uploads",
                                       "Finish or cancel some of your uploads first.",
                                       LIMIT_DRAFTS);
        break;
    case STORE_EXCESS_VIDEOS:
    case STORE_EXCESS_NONE: /* there was an excess a moment ago */
        (void)web_answer_problem_limit(a, 429, "Too many videos wait",
                                       "Wait until some of your videos have been prepared.",
                                       LIMIT_VIDEOS_WAITING);
        break;
    }
}

struct room_holds {
    pthread_mutex_t lock;
    struct room_hold *first;
};

enum err room_holds_new(struct room_holds **out_holds)
{
    struct room_holds *h = calloc(1, sizeof(*h));
    if (h == NULL) {
        return ERR_NOMEM;
    }
    (void)pthread_mutex_init(&h->lock, NULL);
    *out_holds = h;
    return ERR_OK;
}

void room_holds_free(struct room_holds *h)
{
    if (h != NULL) {
        (void)pthread_mutex_destroy(&h->lock);
        free(h);
    }
}

/* With the lock held. What rows speak of, and what is on its way. */
static enum err excess_of(struct edged *e, const struct room_ask *ask, enum store_excess *out)
{
    struct store_room room;
    TRY(store_room_get(e->store, ask->person, &room));
    for (const struct room_hold *hold = e->holds->first; hold != NULL; hold = hold->next) {
        if (hold->ask.person == ask->person) {
            room.bytes += (int64_t)hold->ask.bytes;
            room.drafts += hold->ask.draft ? 1 : 0;
            room.videos += hold->ask.draft ? 0 : 1;
        }
    }
    *out = store_room_excess(&room, (int64_t)ask->bytes, ask->draft);
    return ERR_OK;
}

static enum err hold_add(struct edged *e, struct room_hold *hold, enum store_excess *out)
{
    struct room_holds *h = e->holds;
    (void)pthread_mutex_lock(&h->lock);
    enum err err = excess_of(e, &hold->ask, out);
    if (err == ERR_OK && *out == STORE_EXCESS_NONE) {
        hold->next = h->first;
        h->first = hold;
    }
    (void)pthread_mutex_unlock(&h->lock);
    return err;
}

enum err room_refuse(struct edged *e, struct web_answer *a, const struct room_ask *ask,
                     enum err err)
{
    enum store_excess excess = STORE_EXCESS_NONE;
    if (err == ERR_FULL) {
        (void)web_answer_problem(a, 507, "No space left",
                                 "The service has no room for this video at present.");
    } else if (err == ERR_LIMIT) {
        (void)pthread_mutex_lock(&e->holds->lock);
        enum err found = excess_of(e, ask, &excess);
        (void)pthread_mutex_unlock(&e->holds->lock);
        if (found == ERR_OK) {
            refuse_excess(a, excess);
        }
    }
    return err;
}

enum err room_beside(struct edged *e, struct web_answer *a, int64_t person, uint64_t bytes)
{
    struct store_room room;
    TRY(store_room_get(e->store, person, &room));
    if (store_room_over(&room, (int64_t)bytes)) {
        refuse_excess(a, STORE_EXCESS_BYTES);
        return ERR_LIMIT;
    }
    return ERR_OK;
}

enum err room_take(struct edged *e, struct web_answer *a, const struct room_ask *ask,
                   struct room_hold *hold)
{
    enum store_excess excess = STORE_EXCESS_NONE;
    TRY(room_refuse(e, a, ask, blob_room(e->blobs, ask->bytes)));
    struct room_hold held = {.ask = *ask};
    if (held.ask.bytes == 0) {
        held.ask.bytes = LIMIT_UPLOAD_MIB * MIB;
    }
    *hold = held;
    enum err err = hold_add(e, hold, &excess);
    if (err != ERR_OK || excess != STORE_EXCESS_NONE) {
        *hold = (struct room_hold){.next = NULL};
        TRY(err);
        refuse_excess(a, excess);
        return ERR_LIMIT;
    }
    return ERR_OK;
}

void room_give(struct edged *e, struct room_hold *hold)
{
    if (hold->ask.person == 0) {
        return;
    }
    struct room_holds *h = e->holds;
    (void)pthread_mutex_lock(&h->lock);
    for (struct room_hold **at = &h->first; *at != NULL; at = &(*at)->next) {
        if (*at == hold) {
            *at = hold->next;
            break;
        }
    }
    (void)pthread_mutex_unlock(&h->lock);
    *hold = (struct room_hold){.next = NULL};
}
