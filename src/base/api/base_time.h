/*
 * base_time.h: clocks. Wall time is Unix milliseconds and may jump; monotonic time never goes back
 * and means nothing outside the machine. Only wall time is stored, only monotonic time is waited
 * on.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdint.h>

int64_t time_wall_ms(void);
int64_t time_mono_ms(void);

/* time_iso: "2026-01-31T12:00:00Z" for a wall time, cut to seconds. out holds TIME_ISO_SIZE bytes.
 */
enum { TIME_ISO_SIZE = 32 };
void time_iso(int64_t wall_ms, char *out);

/* time_http: "Sat, 31 Jan 2026 12:00:00 GMT", as HTTP writes dates, into TIME_HTTP_SIZE bytes. */
enum { TIME_HTTP_SIZE = 40 };
void time_http(int64_t wall_ms, char *out);

#endif
