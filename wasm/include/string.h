#ifndef WASM_STRING_H
#define WASM_STRING_H
#include <stddef.h>
void *memchr(const void *in, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);
void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int byte, size_t len);
int strcmp(const char *a, const char *b);
char *strchr(const char *text, int byte);
size_t strlen(const char *text);
#endif
