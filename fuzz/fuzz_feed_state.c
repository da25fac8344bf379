/*
 * fuzz_feed_state.c: the law: a state takes a set only as what it was stored as, and what a delta
 * that decodes then does to it leaves every part within its size. The input: one set, then deltas.
 */
#include "feed_fold.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(const struct feed_state *state)
{
    AUTO(buf) struct buf out = {.max = FEED_SIZE_4};
    enum err put = feed_hot_encode(&state->hot, &out);
    assert(put == ERR_OK);
    for (size_t i = 0; i < state->set_count; i++) {
        buf_clear(&out);
        put = feed_set_encode(state->sets[i], &out);
        assert(put == ERR_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(feed_state) struct feed_state kept = {.set_count = 0};
    struct feed_state *state = &kept;
    struct feed_set_name name = {.kind = FEED_SEEN, .month = 1};
    struct span rest = span_of(data, size);
    if (size >= FEED_SIZE_1 && feed_state_put(state, &name, span_of(data, FEED_SIZE_1)) == ERR_OK) {
        assert(state->set_count == 1);
        assert(state->sets[0]->month == 1 && state->sets[0]->place == 0);
        rest = span_of(data + FEED_SIZE_1, size - FEED_SIZE_1);
    }
    while (rest.len >= FEED_SIZE_1) {
        struct feed_delta delta = {.what = FEED_WATCHES};
        struct feed_effect effect = {.gone_count = 0};
        if (feed_delta_decode(span_of(rest.ptr, FEED_SIZE_1), &delta) == ERR_OK &&
            feed_fold(state, &delta, NULL, 0, &effect) != ERR_OK) {
            return 0;
        }
        assert(effect.likes >= -1 && effect.likes <= 1);
        assert(effect.unwanted >= -1 && effect.unwanted <= 1);
        assert(delta.what == FEED_WATCHES || effect.seen == 0);
        assert(effect.gone_count <= (delta.what == FEED_RESET ? FEED_UNWANTED : 1));
        rest = span_of(rest.ptr + FEED_SIZE_1, rest.len - FEED_SIZE_1);
    }
    hold(state);
    return 0;
}
