/*
 * base_arena.h: memory of one lifetime (a request, a message, a job), freed all at once, with a
 * ceiling. {.max = N} is ready for use.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base_auto.h"
#include "base_span.h"

#include <stddef.h>

struct arena_block;

struct arena {
    size_t max;   /* the ceiling over all allocations, in bytes */
    size_t block; /* it grows by so much, or by what one allocation needs; 0: a page */
    size_t used;
    struct arena_block *blocks;
};

/* arena_alloc: zeroed and aligned for any type; NULL past the ceiling or out of memory. */
void *arena_alloc(struct arena *a, size_t len);

/* arena_text: a NUL-terminated copy of the bytes; NULL as arena_alloc. */
char *arena_text(struct arena *a, struct span bytes);

/* arena_clear: ends the lifetime as arena_done does, and keeps one block for the next, overwritten
 * as far as it was used. */
void arena_clear(struct arena *a);

void arena_done(struct arena *a);

static inline void arena_auto(struct arena *a)
{
    arena_done(a);
}

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

#endif
