#include "pace.h"

#include "base_time.h"

enum { EVERY_MS = 250 };

static void say(struct media_pace *pace, int64_t percent)
{
    if (percent > pace->now.percent) {
        pace->now.percent = (uint8_t)percent;
    }
    int64_t now_ms = time_mono_ms();
    if (pace->say == NULL || (pace->said_ms != 0 && now_ms - pace->said_ms < EVERY_MS)) {
        return;
    }
    pace->said_ms = now_ms;
    pace->say(pace->app, &pace->now);
}

/* The share that is done, of so many percent. */
static int64_t share(int64_t done, int64_t whole, int64_t percent)
{
    if (whole <= 0 || done <= 0) {
        return 0;
    }
    return done >= whole ? percent : (int64_t)((double)done / (double)whole * (double)percent);
}

void media_pace_survey(struct media_pace *pace, int64_t done, int64_t whole)
{
    say(pace, share(done, whole, MEDIA_PACE_SURVEY));
}

void media_pace_work(struct media_pace *pace, int64_t done_us, int64_t whole_us)
{
    pace->now.duration_ms = whole_us > 0 ? (uint32_t)(whole_us / 1000) : 0;
    /* 100 is for the end alone. */
    int64_t left = REPORT_PERCENT - 1 - MEDIA_PACE_SURVEY;
    say(pace, MEDIA_PACE_SURVEY + share(done_us, whole_us, left));
}

void media_pace_end(struct media_pace *pace)
{
    pace->said_ms = 0;
    say(pace, REPORT_PERCENT);
}
