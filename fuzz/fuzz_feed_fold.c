/*
 * fuzz_feed_fold.c: the law: deltas that are folded in one go, and the same deltas folded one by
 * one with everything encoded and decoded in between, come to the same bytes; and likes add up to
 * whether the video is liked. And for who has what was seen in the hot part only (FEED_ONLY_SEEN)
 * the same counts, and the same is seen, before and after it moves into sets. The input: acts of 8
 * bytes: what, how many, then a choice of video, day, length and hashtags.
 */
#include "feed_fold.h"

#include <assert.h>
#include <string.h>

enum { ACT = 8, VIDEOS = 64, ACTS_MAX = 400 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A few months, a few videos of each, some of them neighbours. */
static int64_t video_of(unsigned choice)
{
    int64_t month = choice % 5;
    int64_t ms = month * INT64_C(30) * 86400000 + (choice / 5) % 7 * 1000;
    return (ms << 22) + choice % VIDEOS + 1;
}

static struct feed_delta delta_of(const uint8_t *act, size_t number)
{
    int64_t day = (int64_t)number * (act[5] % 3);
    struct feed_delta delta = {.number = ((day * 86400000) << 22) + (int64_t)number,
                               .what = (uint8_t)(act[0] % (FEED_WHAT_END_ - 1) + 1),
                               .count = 1};
    if (delta.what == FEED_WATCHES || delta.what == FEED_OWED) {
        delta.count = (uint8_t)(act[1] % FEED_WATCHES_MAX + 1);
    }
    for (size_t i = 0; i < delta.count; i++) {
        delta.watches[i] = (struct feed_watch){video_of(act[2] + (unsigned)i * act[3]),
                                               act[4] * 1000 + (int64_t)i, act[5] * 100u};
    }
    if (delta.what == FEED_RESET) {
        delta.watches[0].video = 0;
    }
    return delta;
}

static size_t facts_of(const struct feed_delta *delta, const uint8_t *act, struct feed_facts *out)
{
    char title[] = "a #one of #two and #ThreE";
    title[3] = (char)('a' + act[6] % 26);
    title[12] = (char)('a' + act[7] % 26);
    for (size_t i = 0; i < delta->count; i++) {
        out[i] = feed_facts_of(delta->watches[i].video, act[7] + 1, 4000, span_text(title));
    }
    return delta->count;
}

static void encode(const struct feed_state *state, struct buf *out)
{
    enum err put = feed_hot_encode(&state->hot, out);
    assert(put == ERR_OK);
    for (size_t i = 0; i < state->set_count; i++) {
        put = feed_set_encode(state->sets[i], out);
        assert(put == ERR_OK);
    }
}

/* What a store and a restart do to it: a set of no month is not stored. */
static void renew(struct feed_state *state)
{
    AUTO(buf) struct buf bytes = {.max = FEED_SIZE_4};
    struct feed_state fresh = {.set_count = 0};
    enum err err = feed_hot_encode(&state->hot, &bytes);
    assert(err == ERR_OK);
    err = feed_hot_decode(buf_span(&bytes), &fresh.hot);
    assert(err == ERR_OK);
    for (size_t i = 0; i < state->set_count; i++) {
        const struct feed_set *set = state->sets[i];
        struct feed_set_name name = {set->kind, set->place, set->month};
        if (set->month > FEED_MONTH_MAX) {
            continue;
        }
        buf_clear(&bytes);
        err = feed_set_encode(set, &bytes);
        assert(err == ERR_OK);
        err = feed_state_put(&fresh, &name, buf_span(&bytes));
        assert(err == ERR_OK);
    }
    feed_state_done(state);
    *state = fresh;
}

/* Of one whose hot part begins as FEED_ONLY_SEEN. */
static void fold_alone(struct feed_state *alone, const struct feed_delta *delta,
                       const struct feed_facts *facts, size_t count,
                       const struct feed_effect *expected)
{
    struct feed_effect effect;
    enum err err = feed_state_begin(alone, &delta, 1);
    assert(err == ERR_OK);
    err = feed_fold(alone, delta, facts, count, &effect);
    assert(err == ERR_OK);
    assert(effect.seen == expected->seen && effect.likes == expected->likes);
    assert((alone->hot.whole & FEED_ONLY_SEEN) == 0 || (alone->hot.whole & FEED_WHOLE_SEEN) != 0);
    renew(alone);
}

static void expect_same_seen(const struct feed_state *whole, struct feed_state *alone)
{
    if ((alone->hot.whole & FEED_ONLY_SEEN) != 0) {
        enum err err = feed_state_spread(alone);
        assert(err == ERR_OK);
    }
    for (unsigned choice = 0; choice < 5 * 7 * VIDEOS; choice++) {
        int64_t video = video_of(choice);
        assert(feed_state_has(whole, FEED_SEEN, video) == feed_state_has(alone, FEED_SEEN, video));
    }
}

static void fold_all(struct feed_state *whole, struct feed_state *parts, struct feed_state *alone,
                     const uint8_t *act, size_t number)
{
    struct feed_facts facts[FEED_WATCHES_MAX];
    struct feed_delta delta = delta_of(act, number);
    size_t count = facts_of(&delta, act, facts);
    struct feed_effect effects[2];
    bool of_comment = delta.what == FEED_LIKE_COMMENT || delta.what == FEED_UNLIKE_COMMENT;
    uint8_t kind = of_comment ? FEED_COMMENT_LIKES : FEED_LIKES;
    bool before = feed_state_has(whole, kind, delta.watches[0].video);
    enum err err = feed_fold(whole, &delta, facts, count, &effects[0]);
    assert(err == ERR_OK);
    err = feed_fold(parts, &delta, facts, count, &effects[1]);
    assert(err == ERR_OK);
    assert(effects[0].likes == effects[1].likes);
    assert(effects[0].unwanted == effects[1].unwanted);
    assert(effects[0].seen == effects[1].seen);
    assert(effects[0].gone_count == effects[1].gone_count);
    bool after = feed_state_has(whole, kind, delta.watches[0].video);
    assert(effects[0].likes == (int)after - (int)before);
    renew(parts);
    fold_alone(alone, &delta, facts, count, &effects[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(feed_state) struct feed_state whole = {.set_count = 0};
    AUTO(feed_state) struct feed_state parts = {.set_count = 0};
    AUTO(feed_state)
    struct feed_state alone = {.hot = {.whole = FEED_WHOLE_SEEN | FEED_ONLY_SEEN}};
    AUTO(buf) struct buf one = {.max = (FEED_SETS + 1) * FEED_SIZE_4};
    AUTO(buf) struct buf other = {.max = (FEED_SETS + 1) * FEED_SIZE_4};
    for (size_t i = 0; i < ACTS_MAX && (i + 1) * ACT <= size; i++) {
        fold_all(&whole, &parts, &alone, data + i * ACT, i);
    }
    encode(&whole, &one);
    encode(&parts, &other);
    assert(one.len == other.len);
    assert(memcmp(one.ptr, other.ptr, one.len) == 0);
    expect_same_seen(&whole, &alone);
    return 0;
}
