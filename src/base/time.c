#include "base_time.h"

#include <stdio.h>
#include <time.h>

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t time_wall_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t time_mono_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

void time_iso(int64_t wall_ms, char *out)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm parts = {0};
    if (gmtime_r(&seconds, &parts) == NULL ||
        strftime(out, TIME_ISO_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        (void)snprintf(out, TIME_ISO_SIZE, "?");
    }
}

void time_http(int64_t wall_ms, char *out)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm parts = {0};
    if (gmtime_r(&seconds, &parts) == NULL ||
        strftime(out, TIME_HTTP_SIZE, "%a, %d %b %Y %H:%M:%S GMT", &parts) == 0) {
        (void)snprintf(out, TIME_HTTP_SIZE, "?");
    }
}
