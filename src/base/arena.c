#include "base_arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 4096 };

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t cap;
    alignas(max_align_t) unsigned char bytes[];
};

static size_t unit_of(const struct arena *a)
{
    return a->block == 0 ? ARENA_BLOCK : a->block;
}

/* A large block is for one thing: zero: it is to be cleared. */
static struct arena_block *arena_grow(struct arena *a, size_t len, bool zero)
{
    size_t cap = len > unit_of(a) ? len : unit_of(a);
    size_t size = sizeof(struct arena_block) + cap;
    struct arena_block *block = zero || cap == unit_of(a) ? calloc(1, size) : malloc(size);
    if (block == NULL) {
        return NULL;
    }
    block->used = 0;
    block->cap = cap;
    block->next = a->blocks;
    a->blocks = block;
    return block;
}

static void *take(struct arena *a, size_t len, bool zero)
{
    size_t unit = alignof(max_align_t);
    if (len > a->max || a->max - len < unit) {
        return NULL;
    }
    size_t size = (len + unit - 1) / unit * unit;
    if (size == 0) {
        size = unit;
    }
    if (a->used > a->max - size) {
        return NULL;
    }
    struct arena_block *block = a->blocks;
    if (block == NULL || block->cap - block->used < size) {
        block = arena_grow(a, size, zero);
    }
    if (block == NULL) {
        return NULL;
    }
    void *out = block->bytes + block->used;
    block->used += size;
    a->used += size;
    return out;
}

void *arena_alloc(struct arena *a, size_t len)
{
    return take(a, len, true);
}

char *arena_text(struct arena *a, struct span bytes)
{
    char *out = take(a, bytes.len + 1, false);
    if (out == NULL) {
        return NULL;
    }
    if (bytes.len > 0) {
        memcpy(out, bytes.ptr, bytes.len);
    }
    out[bytes.len] = '\0';
    return out;
}

void arena_clear(struct arena *a)
{
    struct arena_block *kept = NULL;
    while (a->blocks != NULL) {
        struct arena_block *next = a->blocks->next;
        if (kept == NULL && a->blocks->cap == unit_of(a)) {
            kept = a->blocks;
        } else {
            free(a->blocks);
        }
        a->blocks = next;
    }
    if (kept != NULL) {
        memset(kept->bytes, 0, kept->used);
        kept->used = 0;
        kept->next = NULL;
    }
    a->blocks = kept;
    a->used = 0;
}

void arena_done(struct arena *a)
{
    while (a->blocks != NULL) {
        struct arena_block *next = a->blocks->next;
        free(a->blocks);
        a->blocks = next;
    }
    a->used = 0;
}
