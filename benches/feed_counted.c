#include "feed_counted.h"

#include <stdlib.h>

static const int64_t EPOCH_MS = INT64_C(1735689600000);

int64_t counted_number(int64_t at_ms, int64_t low)
{
    return ((at_ms - EPOCH_MS) << 22) + low;
}

void counted_fold(struct feed_counted *counted, struct feed_state *state,
                  const struct feed_delta *delta, const int *videos)
{
    struct feed_facts facts[FEED_WATCHES_MAX];
    struct feed_effect effect;
    for (size_t i = 0; i < delta->count; i++) {
        struct feed_row *row = &counted->rows[videos[i]];
        struct feed_counts *total = &counted->totals[feed_length_class(row->facts.length_ms)];
        bool known = feed_state_has(state, FEED_SEEN, row->facts.video);
        facts[i] = row->facts;
        if (delta->what == FEED_WATCHES && (!known || counted->each_counts)) {
            feed_counts_watch(&row->counts, &delta->watches[i], row->facts.length_ms);
            feed_counts_watch(total, &delta->watches[i], row->facts.length_ms);
        }
        if (delta->what == FEED_NOT_INTERESTED) {
            row->counts.unwanted++;
            total->unwanted++;
        }
    }
    enum err err = feed_fold(state, delta, facts, delta->count, &effect);
    if (err != ERR_OK) {
        abort();
    }
    if (delta->what == FEED_LIKE) {
        counted->rows[videos[0]].counts.likes += effect.likes;
        counted->totals[feed_length_class(facts[0].length_ms)].likes += effect.likes;
    }
}
