#include "feed_fold.h"

#include "state.h"

#include <string.h>

/* What an act says, beside a clip watched to its end: 6 x 16 = 96. */
enum { GAIN_LIKE = 256, GAIN_NOT_INTERESTED = -512 };

void feed_touches(const struct feed_delta *delta, struct feed_touched *out_touched)
{
    bool of_comment = delta->what == FEED_LIKE_COMMENT || delta->what == FEED_UNLIKE_COMMENT;
    *out_touched = (struct feed_touched){.kind = delta->what == FEED_WATCHES ? (uint8_t)FEED_SEEN
                                                 : of_comment ? (uint8_t)FEED_COMMENT_LIKES
                                                              : (uint8_t)FEED_LIKES};
    if (delta->what == FEED_NOT_INTERESTED || delta->what == FEED_INTERESTED ||
        delta->what == FEED_RESET || delta->what == FEED_OWED) {
        return;
    }
    for (size_t i = 0; i < delta->count; i++) {
        uint16_t month = feed_month(delta->watches[i].video);
        bool known = false;
        for (size_t k = 0; k < out_touched->count; k++) {
            known = known || out_touched->months[k] == month;
        }
        if (!known) {
            out_touched->months[out_touched->count++] = month;
        }
    }
}

static const struct feed_facts *facts_find(const struct feed_facts *facts, size_t count,
                                           int64_t video)
{
    static const struct feed_facts none;
    for (size_t i = 0; i < count; i++) {
        if (facts[i].video == video) {
            return &facts[i];
        }
    }
    return &none;
}

static void liked_drop(struct feed_hot *hot, int64_t video)
{
    uint16_t kept = 0;
    for (size_t i = 0; i < hot->liked_count; i++) {
        if (hot->liked[i].video != video) {
            hot->liked[kept++] = hot->liked[i];
        }
    }
    hot->liked_count = kept;
}

static void liked_add(struct feed_hot *hot, const struct feed_watch *act)
{
    liked_drop(hot, act->video);
    if (hot->liked_count == FEED_LIKED) {
        hot->whole &= (uint8_t)~FEED_WHOLE_LIKES;
    }
    size_t kept = hot->liked_count < FEED_LIKED ? hot->liked_count : FEED_LIKED - 1;
    memmove(&hot->liked[1], &hot->liked[0], kept * sizeof(hot->liked[0]));
    hot->liked[0] = (struct feed_like){act->video, act->at_ms};
    hot->liked_count = (uint16_t)(kept + 1);
}

/* Whether it was there. */
static bool unwanted_drop(struct feed_hot *hot, int64_t video)
{
    uint16_t before = hot->unwanted_count;
    uint16_t kept = 0;
    for (size_t i = 0; i < hot->unwanted_count; i++) {
        if (hot->unwanted[i] != video) {
            hot->unwanted[kept++] = hot->unwanted[i];
        }
    }
    hot->unwanted_count = kept;
    return kept < before;
}

/* Whether it is new there; the oldest makes room. */
static bool unwanted_add(struct feed_hot *hot, int64_t video, struct feed_effect *effect)
{
    bool known = unwanted_drop(hot, video);
    size_t kept = hot->unwanted_count;
    if (kept == FEED_UNWANTED) {
        effect->gone[effect->gone_count++] = hot->unwanted[--kept];
    }
    memmove(&hot->unwanted[1], &hot->unwanted[0], kept * sizeof(hot->unwanted[0]));
    hot->unwanted[0] = video;
    hot->unwanted_count = (uint16_t)(kept + 1);
    return !known;
}

/* What was said twice is one opinion, and what was taken back is none. */
static void fold_opinion(struct feed_state *state, const struct feed_delta *delta,
                         const struct feed_facts *facts, struct feed_effect *effect)
{
    int64_t video = delta->watches[0].video;
    if (delta->what == FEED_NOT_INTERESTED && unwanted_add(&state->hot, video, effect)) {
        feed_taste_add(&state->hot, facts, GAIN_NOT_INTERESTED);
        effect->unwanted = 1;
    } else if (delta->what == FEED_INTERESTED && unwanted_drop(&state->hot, video)) {
        feed_taste_add(&state->hot, facts, -GAIN_NOT_INTERESTED);
        effect->unwanted = -1;
    }
}

static void fold_reset(struct feed_hot *hot, struct feed_effect *effect)
{
    memcpy(effect->gone, hot->unwanted, hot->unwanted_count * sizeof(hot->unwanted[0]));
    effect->gone_count = hot->unwanted_count;
    hot->taste_count = 0;
    hot->unwanted_count = 0;
}

static enum err fold_watch(struct feed_state *state, const struct feed_watch *watch,
                           const struct feed_facts *facts, bool *out_seen)
{
    if (feed_hot_watched(&state->hot, watch)) {
        feed_taste_add(&state->hot, facts, feed_gain_of(watch, facts->length_ms));
    }
    if (feed_state_has(state, FEED_SEEN, watch->video)) {
        return ERR_OK;
    }
    enum err err = state_add(state, FEED_SEEN, watch->video);
    *out_seen = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err fold_like(struct feed_state *state, const struct feed_watch *act,
                          const struct feed_facts *facts, struct feed_effect *effect)
{
    if (feed_state_has(state, FEED_LIKES, act->video)) {
        return ERR_OK;
    }
    enum err err = state_add(state, FEED_LIKES, act->video);
    if (err == ERR_NOT_FOUND) {
        return ERR_LIMIT;
    }
    TRY(err);
    liked_add(&state->hot, act);
    feed_taste_add(&state->hot, facts, GAIN_LIKE);
    effect->likes = 1;
    return ERR_OK;
}

static void fold_unlike(struct feed_state *state, const struct feed_watch *act,
                        const struct feed_facts *facts, struct feed_effect *effect)
{
    for (size_t i = 0; i < state->set_count; i++) {
        struct feed_set *set = state->sets[i];
        if (set->kind == FEED_LIKES && feed_set_drop(set, act->video)) {
            state->changed[i] = true;
            liked_drop(&state->hot, act->video);
            feed_taste_add(&state->hot, facts, -GAIN_LIKE);
            effect->likes = -1;
        }
    }
}

/* Says nothing of taste. */
static enum err fold_like_comment(struct feed_state *state, int64_t comment,
                                  struct feed_effect *effect)
{
    if (feed_state_has(state, FEED_COMMENT_LIKES, comment)) {
        return ERR_OK;
    }
    enum err err = state_add(state, FEED_COMMENT_LIKES, comment);
    effect->likes = err == ERR_OK ? 1 : 0;
    return err == ERR_NOT_FOUND ? ERR_LIMIT : err;
}

static void fold_unlike_comment(struct feed_state *state, int64_t comment,
                                struct feed_effect *effect)
{
    for (size_t i = 0; i < state->set_count; i++) {
        struct feed_set *set = state->sets[i];
        if (set->kind == FEED_COMMENT_LIKES && feed_set_drop(set, comment)) {
            state->changed[i] = true;
            effect->likes = -1;
        }
    }
}

static enum err fold_one(struct feed_state *state, const struct feed_delta *delta, size_t i,
                         const struct feed_facts *facts, struct feed_effect *effect)
{
    const struct feed_watch *act = &delta->watches[i];
    bool seen = false;
    switch (delta->what) {
    case FEED_WATCHES:
        TRY(fold_watch(state, act, facts, &seen));
        effect->seen |= seen ? UINT64_C(1) << i : 0;
        return ERR_OK;
    case FEED_LIKE:
        return fold_like(state, act, facts, effect);
    case FEED_UNLIKE:
        fold_unlike(state, act, facts, effect);
        return ERR_OK;
    case FEED_LIKE_COMMENT:
        return fold_like_comment(state, act->video, effect);
    case FEED_UNLIKE_COMMENT:
        fold_unlike_comment(state, act->video, effect);
        return ERR_OK;
    case FEED_NOT_INTERESTED:
    case FEED_INTERESTED:
        fold_opinion(state, delta, facts, effect);
        return ERR_OK;
    default: /* FEED_RESET */
        fold_reset(&state->hot, effect);
        return ERR_OK;
    }
}

enum err feed_fold(struct feed_state *state, const struct feed_delta *delta,
                   const struct feed_facts *facts, size_t fact_count,
                   struct feed_effect *out_effect)
{
    out_effect->likes = 0;
    out_effect->unwanted = 0;
    out_effect->seen = 0;
    out_effect->gone_count = 0;
    if (delta->what == FEED_OWED) {
        return ERR_OK;
    }
    feed_taste_decay(&state->hot, feed_day(delta->number));
    for (size_t i = 0; i < delta->count; i++) {
        const struct feed_facts *known = facts_find(facts, fact_count, delta->watches[i].video);
        TRY(fold_one(state, delta, i, known, out_effect));
    }
    return ERR_OK;
}
