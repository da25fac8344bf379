/*
 * pace.h: how far a job is, told to whoever asked: a few times a second, never backwards.
 */
#ifndef MEDIA_PACE_H
#define MEDIA_PACE_H

#include "media.h"

struct media_pace {
    media_progress *say; /* NULL: nobody asks */
    void *app;
    struct report_progress now;
    int64_t said_ms; /* when; 0: nothing was said yet */
};

/* The survey's share of the work, in percent. */
enum { MEDIA_PACE_SURVEY = 10 };

/* media_pace_survey: this many of the clip's bytes have been looked at. */
void media_pace_survey(struct media_pace *pace, int64_t done, int64_t whole);

/* media_pace_work: the clip's length is known, and how much of it is done. */
void media_pace_work(struct media_pace *pace, int64_t done_us, int64_t whole_us);

/* media_pace_end: only the end is left. */
void media_pace_end(struct media_pace *pace);

#endif
