/*
 * base_id.h: random bytes and 63-bit time-ordered ids: 41 bits of milliseconds since 2025-01-01,
 * 22 random bits. Within one process an id is never less than the one before, even if the wall
 * clock steps back.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stddef.h>
#include <stdint.h>

/* random_fill: from the kernel; aborts if the kernel has none (it always has, once booted). */
void random_fill(void *out, size_t len);
uint64_t random_u64(void);

/* id_new: thread-safe; greater than zero. */
int64_t id_new(void);

/* id_since: no id that is made at this moment (since 1970) or later is below it. */
int64_t id_since(int64_t wall_ms);

/* id_time: when the id was made: a moment for which id_since is not above it. id_within: an id of
 * that moment, the same for the same number, which need not be random. */
int64_t id_time(int64_t id);
int64_t id_within(int64_t wall_ms, int64_t number);

#endif
