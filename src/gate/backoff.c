#include "backoff.h"

int64_t backoff_after(struct backoff *b, int64_t lived_ms)
{
    if (b->next_ms == 0 || lived_ms >= BACKOFF_CALM_MS) {
        b->next_ms = BACKOFF_FIRST_MS;
    }
    if (b->next_ms > b->max_ms) {
        b->next_ms = b->max_ms;
    }
    int64_t wait_ms = b->next_ms;
    b->next_ms *= 2;
    return wait_ms;
}
