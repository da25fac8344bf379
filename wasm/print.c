/*
 * print.c: snprintf for what src/base and src/tlog print: %s, %u, %03u, %zu, %llu, %lld and %%. Any
 * other format is a fault of the program, and ends it.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct printer {
    char *out;
    size_t size;
    size_t len; /* of all that was to be printed */
};

static void put(struct printer *p, char c)
{
    if (p->len + 1 < p->size) {
        p->out[p->len] = c;
    }
    p->len++;
}

static void put_number(struct printer *p, uint64_t number, unsigned width)
{
    char digits[20];
    unsigned count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    for (unsigned i = count; i < width; i++) {
        put(p, '0');
    }
    while (count > 0) {
        put(p, digits[--count]);
    }
}

/* After the '%'; returns the last byte of the format. */
static const char *put_one(struct printer *p, const char *at, va_list *args)
{
    unsigned width = 0;
    if (*at == '0') {
        for (at++; *at >= '0' && *at <= '9'; at++) {
            width = width * 10 + (unsigned)(*at - '0');
        }
    }
    bool wide = at[0] == 'l' && at[1] == 'l';
    bool size = at[0] == 'z';
    at += wide ? 2 : size ? 1 : 0;
    if (*at == 'u') {
        put_number(p,
                   wide   ? va_arg(*args, unsigned long long)
                   : size ? va_arg(*args, size_t)
                          : va_arg(*args, unsigned),
                   width);
    } else if (*at == 'd' && wide) {
        long long number = va_arg(*args, long long);
        if (number < 0) {
            put(p, '-');
        }
        put_number(p, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, width);
    } else if (*at == 's') {
        for (const char *text = va_arg(*args, const char *); *text != '\0'; text++) {
            put(p, *text);
        }
    } else if (*at == '%') {
        put(p, '%');
    } else {
        __builtin_trap();
    }
    return at;
}

int vsnprintf(char *out, size_t size, const char *format, va_list args)
{
    struct printer p = {.out = out, .size = size};
    va_list rest;
    va_copy(rest, args);
    for (const char *at = format; *at != '\0'; at++) {
        if (*at == '%') {
            at = put_one(&p, at + 1, &rest);
        } else {
            put(&p, *at);
        }
    }
    va_end(rest);
    if (size > 0) {
        out[p.len < size ? p.len : size - 1] = '\0';
    }
    return (int)p.len;
}

int snprintf(char *out, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(out, size, format, args);
    va_end(args);
    return len;
}
