/*
 * feed_sieve.h: what may come onto a page, video by video, as feed_page_make has it: for a caller
 * that limits rows before it hands them in.
 */
#ifndef FEED_SIEVE_H
#define FEED_SIEVE_H

#include "feed_page.h"

struct feed_sieve {
    const struct feed_request *request;
    /* Hidden words by their lower-case first byte, and with the same first byte; or none. */
    uint8_t first[256];
    uint8_t next[LIMIT_HIDDEN_WORDS];
};

/* feed_sieve_init: borrows the request, of which it needs state and filter; of words there are at
 * most LIMIT_HIDDEN_WORDS. */
void feed_sieve_init(struct feed_sieve *sieve, const struct feed_request *request);

/* feed_sieve_drop: what speaks against the row first; FEED_DROPS: nothing. again: what was seen may
 * come, and nothing else. */
enum feed_drop feed_sieve_drop(const struct feed_sieve *sieve, const struct feed_row *row,
                               bool again);

#endif
