#include "viewer_owed.h"

static void add(struct owed *o, int64_t object, int64_t flush, uint32_t how)
{
    if (o->delta.count < FEED_WATCHES_MAX) {
        o->delta.watches[o->delta.count++] = (struct feed_watch){object, flush, how};
    }
}

enum err owed_look(struct counts *c, const struct feed_delta *before, struct owed *o,
                   uint64_t *out_lost)
{
    *out_lost = 0;
    for (size_t i = 0; i < before->count; i++) {
        const struct feed_watch *one = &before->watches[i];
        enum counts_state state = COUNTS_DURABLE;
        TRY(counts_flushed(c, one->at_ms, &state));
        if (state != COUNTS_DURABLE) {
            add(o, one->video, state == COUNTS_LOST ? 0 : one->at_ms, one->watched_ms);
        }
        *out_lost |= state == COUNTS_LOST ? UINT64_C(1) << i : 0;
    }
    return ERR_OK;
}

void owed_add(struct owed *o, const struct feed_delta *act, int likes)
{
    bool of_comment = act->what == FEED_LIKE_COMMENT || act->what == FEED_UNLIKE_COMMENT;
    uint32_t more = of_comment ? FEED_OWED_LIKE_COMMENT : FEED_OWED_LIKE;
    uint32_t fewer = of_comment ? FEED_OWED_UNLIKE_COMMENT : FEED_OWED_UNLIKE;
    if (likes != 0) {
        add(o, act->watches[0].video, 0, likes > 0 ? more : fewer);
    }
}

void owed_hand(struct owed *o, int64_t flush)
{
    for (size_t i = 0; i < o->delta.count; i++) {
        struct feed_watch *one = &o->delta.watches[i];
        one->at_ms = one->at_ms == 0 ? flush : one->at_ms;
    }
}

struct store_count owed_count(const struct feed_watch *one)
{
    bool more = one->watched_ms == FEED_OWED_LIKE || one->watched_ms == FEED_OWED_LIKE_COMMENT;
    return (struct store_count){
        .video = one->video,
        .likes = more ? 1 : -1,
        .comment = one->watched_ms == FEED_OWED_LIKE_COMMENT ||
                   one->watched_ms == FEED_OWED_UNLIKE_COMMENT,
    };
}
