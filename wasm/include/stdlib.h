#ifndef WASM_STDLIB_H
#define WASM_STDLIB_H
#include <stddef.h>
void *malloc(size_t len);
void *realloc(void *old, size_t len);
void free(void *old);
#endif
