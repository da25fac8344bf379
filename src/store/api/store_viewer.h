/*
 * store_viewer.h: the sealed rows of viewers. Each has a name of STORE_NAME bytes, and nothing
 * beside it: no person, no time, no order.
 */
#ifndef STORE_VIEWER_H
#define STORE_VIEWER_H

#include "base_arena.h"
#include "base_span.h"
#include "store.h"

#include <stddef.h>
#include <stdint.h>

enum { STORE_NAME = 16 };

struct store_name {
    uint8_t bytes[STORE_NAME];
};

/* store_viewer_get: out_sealed[i] is what stands under names[i], empty if nothing does; all as of
 * one moment. The bytes are copied into memory; ERR_NOMEM past its ceiling. */
MUST_USE enum err store_viewer_get(struct store *s, const struct store_name *names, size_t count,
                                   struct arena *memory, struct span *out_sealed);

/* store_viewer_add: one row, under the first name that is free. locker: whose names they are.
 * ERR_LIMIT: none is free; ERR_DENIED: the viewer has left (store_leave.h). */
MUST_USE enum err store_viewer_add(struct store *s, struct span locker,
                                   const struct store_name *names, size_t count, struct span sealed,
                                   size_t *out_taken);

/* store_viewer_add_each: the same of several viewers, durable together; what is refused of one is
 * none of the others'. An error: of all of them, and nothing was added. */
struct store_add {
    struct span locker;
    const struct store_name *names;
    size_t count;
    struct span sealed;
    enum err err; /* out */
    size_t taken; /* out */
};
MUST_USE enum err store_viewer_add_each(struct store *s, struct store_add *adds, size_t count);

struct store_change {
    struct store_name name;
    struct span from; /* what stands there; empty: nothing does */
    struct span to;   /* what is to; empty: nothing is */
};

struct store_sealed; /* store_watch.h */

struct store_swap {
    const struct store_change *changes;
    size_t count;
    struct span locker; /* whose names they are */
    /* and of what an older version kept under the locker (store_watch.h), these: */
    const struct store_sealed *old;
    size_t old_count;
};

/* store_viewer_swap: all or none. ERR_CONFLICT: something does not stand there as it was said;
 * ERR_DENIED: the viewer has left. */
MUST_USE enum err store_viewer_swap(struct store *s, const struct store_swap *swap);

/* store_viewer_swap_each: the same of several viewers, at most LIMIT_TOGETHER, durable together;
 * what fails of one is no failure of the others. */
void store_viewer_swap_each(struct store *s, const struct store_swap *swaps, size_t count,
                            enum err *out_errs);

/* store_viewer_forget: removes what stands under the names, and what an older version kept under
 * the locker. */
MUST_USE enum err store_viewer_forget(struct store *s, const struct store_name *names, size_t count,
                                      struct span locker);

#endif
