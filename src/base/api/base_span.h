/*
 * base_span.h: borrowed bytes. A span never owns what it points at; {NULL, 0} is the empty span.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
    const uint8_t *ptr;
    size_t len;
};

/* span_of: a span over len bytes at ptr. */
struct span span_of(const void *ptr, size_t len);

/* span_text: a span over a C string, without its NUL; the empty span for NULL. */
struct span span_text(const char *text);

bool span_equal(struct span a, struct span b);
bool span_is(struct span a, const char *text);
bool span_starts(struct span a, const char *prefix);

/* span_cut: splits at the first separator byte. Returns what stands before it and leaves the rest
 * (after the separator) in *rest; without a separator, returns all and leaves *rest empty. */
struct span span_cut(struct span *rest, uint8_t separator);

#endif
