/*
 * watch_batch.h: a batch of watches as programs write it: {"events":[{"video":"12","watched_ms":3,
 * "at_ms":4}]}, with spaces where JSON has them and members in any order. Of each the digits are
 * plain. Anything else that JSON allows, and all that it does not, is web_json's to read, and to
 * refuse in words: this is the quick way of what comes by the million.
 */
#ifndef WATCH_BATCH_H
#define WATCH_BATCH_H

#include "base_limits.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct watch_said {
    int64_t video;
    int64_t watched_ms;
    int64_t at_ms;
};

struct watch_batch {
    size_t count; /* 1 at least */
    struct watch_said said[LIMIT_WATCHES];
};

/* watch_batch_read: false: it is not written so, or is of more than LIMIT_WATCHES; then out_batch
 * has nothing that means anything. What is read is what web_json reads of the same text. */
bool watch_batch_read(struct span text, struct watch_batch *out_batch);

#endif
