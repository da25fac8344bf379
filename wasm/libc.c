/*
 * libc.c: memory and bytes. The heap only grows: heap_reset empties it as a whole before each ask.
 */
#include "heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 65536, ALIGN = 16 };

extern unsigned char __heap_base; /* the linker's */

static uintptr_t heap_at;

void heap_reset(void)
{
    heap_at = ((uintptr_t)&__heap_base + ALIGN - 1) / ALIGN * ALIGN;
}

/* A block's length stands before it. */
void *malloc(size_t len)
{
    if (heap_at == 0) {
        heap_reset();
    }
    uintptr_t end = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE;
    if (len > UINT32_MAX / 2) {
        return NULL;
    }
    uintptr_t need = ALIGN + (len + ALIGN - 1) / ALIGN * ALIGN;
    if (need > end - heap_at) {
        size_t pages = (need - (end - heap_at) + PAGE - 1) / PAGE;
        if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) {
            return NULL;
        }
    }
    *(size_t *)heap_at = len;
    void *block = (void *)(heap_at + ALIGN);
    heap_at += need;
    return block;
}

void *realloc(void *old, size_t len)
{
    void *block = malloc(len);
    if (block != NULL && old != NULL) {
        size_t was = *(size_t *)((uintptr_t)old - ALIGN);
        memcpy(block, old, was < len ? was : len);
    }
    return block;
}

void free(void *old)
{
    (void)old;
}

void *memchr(const void *in, int byte, size_t len)
{
    const unsigned char *bytes = in;
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == (unsigned char)byte) {
            return (void *)(uintptr_t)(bytes + i);
        }
    }
    return NULL;
}

int memcmp(const void *a, const void *b, size_t len)
{
    const unsigned char *x = a;
    const unsigned char *y = b;
    for (size_t i = 0; i < len; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

void *memcpy(void *to, const void *from, size_t len)
{
    return memmove(to, from, len);
}

void *memmove(void *to, const void *from, size_t len)
{
    unsigned char *x = to;
    const unsigned char *y = from;
    if ((uintptr_t)x <= (uintptr_t)y) {
        for (size_t i = 0; i < len; i++) {
            x[i] = y[i];
        }
    } else {
        for (size_t i = len; i > 0; i--) {
            x[i - 1] = y[i - 1];
        }
    }
    return to;
}

void *memset(void *to, int byte, size_t len)
{
    unsigned char *x = to;
    for (size_t i = 0; i < len; i++) {
        x[i] = (unsigned char)byte;
    }
    return to;
}

int strcmp(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

char *strchr(const char *text, int byte)
{
    for (; *text != (char)byte; text++) {
        if (*text == '\0') {
            return NULL;
        }
    }
    return (char *)(uintptr_t)text;
}

size_t strlen(const char *text)
{
    size_t len = 0;
    while (text[len] != '\0') {
        len++;
    }
    return len;
}
