/*
 * backoff.h: how long to wait before a process that died is started again.
 */
#ifndef BACKOFF_H
#define BACKOFF_H

#include <stdint.h>

enum { BACKOFF_FIRST_MS = 50, BACKOFF_CALM_MS = 10 * 1000 };

struct backoff {
    int64_t max_ms;
    int64_t next_ms; /* 0: nothing died lately */
};

/* backoff_after: the wait after a life of lived_ms: 50 ms, doubled with each death up to max_ms; a
 * life of ten seconds starts again at the first. */
int64_t backoff_after(struct backoff *b, int64_t lived_ms);

#endif
