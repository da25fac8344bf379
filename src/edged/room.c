#include "room.h"

#include "base_limits.h"
#include "store_draft.h"

#include <stdio.h>

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

static enum err excess_of(struct edged *e, const struct room_ask *ask, enum store_excess *out)
{
    struct store_room room;
    TRY(store_room_get(e->store, ask->person, &room));
    *out = store_room_excess(&room, (int64_t)ask->bytes, ask->draft);
    return ERR_OK;
}

enum err room_refuse(struct edged *e, struct web_answer *a, const struct room_ask *ask,
                     enum err err)
{
    enum store_excess excess = STORE_EXCESS_NONE;
    if (err == ERR_FULL) {
        (void)web_answer_problem(a, 507, "No space left",
                                 "The service has no room for this video at present.");
    } else if (err == ERR_LIMIT && excess_of(e, ask, &excess) == ERR_OK) {
        refuse_excess(a, excess);
    }
    return err;
}

enum err room_check(struct edged *e, struct web_answer *a, const struct room_ask *ask)
{
    enum store_excess excess = STORE_EXCESS_NONE;
    TRY(room_refuse(e, a, ask, blob_room(e->blobs, ask->bytes)));
    TRY(excess_of(e, ask, &excess));
    if (excess != STORE_EXCESS_NONE) {
        refuse_excess(a, excess);
        return ERR_LIMIT;
    }
    return ERR_OK;
}
