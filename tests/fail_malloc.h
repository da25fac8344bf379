/*
 * fail_malloc.h: allocations that fail when a test says so. For a test that is linked with
 * -Wl,--wrap=malloc, calloc and realloc: arm it, let `left` allocations succeed, see `hit`.
 */
#ifndef FAIL_MALLOC_H
#define FAIL_MALLOC_H

#include <stdbool.h>
#include <stddef.h>

void *__real_malloc(size_t len);
void *__real_calloc(size_t count, size_t len);
void *__real_realloc(void *old, size_t len);
void *__wrap_malloc(size_t len);
void *__wrap_calloc(size_t count, size_t len);
void *__wrap_realloc(void *old, size_t len);

static bool armed;
static bool once; /* one failure only, or all from then on */
static long left; /* allocations that still succeed */
static long hit;

static bool must_fail(void)
{
    if (!armed || (once && hit > 0)) {
        return false;
    }
    if (left > 0) {
        left--;
        return false;
    }
    hit++;
    return true;
}

void *__wrap_malloc(size_t len)
{
    return must_fail() ? NULL : __real_malloc(len);
}

void *__wrap_calloc(size_t count, size_t len)
{
    return must_fail() ? NULL : __real_calloc(count, len);
}

void *__wrap_realloc(void *old, size_t len)
{
    return must_fail() ? NULL : __real_realloc(old, len);
}

#endif
