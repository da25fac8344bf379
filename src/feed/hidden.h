/*
 * hidden.h: the words and hashtags that a viewer has hidden, in titles (feed_page.h, feed_filter).
 */
#ifndef HIDDEN_H
#define HIDDEN_H

#include "base_limits.h"
#include "feed_page.h"

struct hidden {
    const struct span *words;
    size_t count;
    uint8_t first[256];               /* by lower-case first byte: the first word, or NONE */
    uint8_t next[LIMIT_HIDDEN_WORDS]; /* with the same first byte */
};

/* hidden_init: borrows the words, of which there are at most LIMIT_HIDDEN_WORDS. */
void hidden_init(struct hidden *hidden, const struct span *words, size_t count);

bool hidden_has(const struct hidden *hidden, struct span title);

#endif
