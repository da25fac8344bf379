/*
 * store_state.h: where a video may stand, and what leads from where to where. Two machines: the
 * video itself, and the larger renditions that a second job makes once it is public.
 */
#ifndef STORE_STATE_H
#define STORE_STATE_H

#include "base_err.h"
#include "base_span.h"

enum video_state { VIDEO_QUEUED, VIDEO_RUNNING, VIDEO_PUBLIC, VIDEO_REFUSED, VIDEO_STATE_COUNT_ };

/* What may happen to a video. */
enum video_event {
    VIDEO_START,   /* a job begins */
    VIDEO_PUBLISH, /* the job made a rendition and a poster */
    VIDEO_REFUSE,  /* the job says why not, or was tried often enough */
    VIDEO_AGAIN,   /* the job failed in a way that may pass */
    VIDEO_RESUME,  /* the job is not ours any more, or waits for room: no try is counted */
    VIDEO_RETRY,   /* its creator asks for another try of what was refused */
    VIDEO_EVENT_COUNT_
};

/* video_move: where an event leads from a state. ERR_CONFLICT: nowhere. */
MUST_USE enum err video_move(enum video_state from, enum video_event event,
                             enum video_state *out_to);

/* "queued", "running", "public", "refused": as stored. Never NULL. */
const char *video_state_name(enum video_state state);

/* Who may see a public video, as its creator wishes. Of one that is not for everybody, what says
 * what is in it is sealed (store_audience.h). */
enum video_audience { AUDIENCE_ALL, AUDIENCE_FOLLOWERS, AUDIENCE_SELF, AUDIENCE_COUNT_ };

/* "public", "followers", "private": as stored, and as outside. Never NULL. video_audience_of:
 * ERR_FORMAT: another word. */
const char *video_audience_name(enum video_audience audience);
MUST_USE enum err video_audience_of(struct span name, enum video_audience *out_audience);

/* The larger renditions. The original is kept as long as they are waiting or running. */
enum rest_state {
    REST_NONE, /* there is nothing larger to make, or it is not known yet */
    REST_WAITING,
    REST_RUNNING,
    REST_DONE,
    REST_GIVEN_UP, /* the video stays as it is */
    REST_STATE_COUNT_
};

enum rest_event {
    REST_ASK,     /* the first job says that larger ones can be made */
    REST_START,   /* a second job begins */
    REST_ADD,     /* it made them */
    REST_GIVE_UP, /* it says why not, or was tried often enough */
    REST_AGAIN,   /* it failed in a way that may pass */
    REST_RESUME,  /* as VIDEO_RESUME */
    REST_EVENT_COUNT_
};

/* rest_move: as video_move. */
MUST_USE enum err rest_move(enum rest_state from, enum rest_event event, enum rest_state *out_to);

/* "none", "waiting", "running", "done", "given up": as stored. Never NULL. */
const char *rest_state_name(enum rest_state state);

#endif
