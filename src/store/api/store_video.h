/*
 * store_video.h: videos as people see them.
 */
#ifndef STORE_VIDEO_H
#define STORE_VIDEO_H

#include "base_limits.h"
#include "base_span.h"
#include "store.h"
#include "store_person.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STORE_BLOB_ID = 32,            /* characters of a media object's name */
    STORE_TITLE = LIMIT_TITLE * 4, /* bytes: UTF-8 needs four at most for a character */
    STORE_CODEC = 32
};

enum video_state { VIDEO_QUEUED, VIDEO_RUNNING, VIDEO_PUBLIC, VIDEO_REFUSED, VIDEO_STATE_COUNT_ };

/* What may happen to a video. */
enum video_event {
    VIDEO_START,   /* a job begins */
    VIDEO_PUBLISH, /* the job made a rendition and a poster */
    VIDEO_REFUSE,  /* the job says why not, or was tried often enough */
    VIDEO_AGAIN,   /* the job failed in a way that may pass */
    VIDEO_RESUME,  /* the job is not ours any more: we were started again */
    VIDEO_EVENT_COUNT_
};

/* video_move: where an event leads from a state. ERR_CONFLICT: nowhere. */
MUST_USE enum err video_move(enum video_state from, enum video_event event,
                             enum video_state *out_to);

/* "queued", "running", "public", "refused": as stored. Never NULL. */
const char *video_state_name(enum video_state state);

struct store_video {
    int64_t id;
    int64_t person;
    char handle[LIMIT_HANDLE + 1];
    char title[STORE_TITLE + 1];
    enum video_state state;
    uint8_t refusal; /* enum refusal of wire_report.h; this and the next two if refused */
    uint32_t refusal_number;
    char refusal_codec[STORE_CODEC + 1];
    int64_t created_ms;
    int64_t published_ms; /* this and what follows: once public */
    int64_t duration_ms;
    int64_t width;
    int64_t height;
    bool audio;
    char rendition[STORE_BLOB_ID + 1];
    char poster[STORE_BLOB_ID + 1];
    int64_t watches;
};

/* A clip that has arrived. */
struct store_upload {
    int64_t id;
    struct store_person person; /* put as store_person_put does */
    struct span title;
    struct span original; /* the name of its file */
    int64_t original_bytes;
    int64_t now_ms;
};

/* store_video_add: queued for a job. ERR_LIMIT: it would be too much (store_room_excess). */
MUST_USE enum err store_video_add(struct store *s, const struct store_upload *upload);

/* store_video_get: in whatever state; who may see it is the caller's business. ERR_NOT_FOUND. */
MUST_USE enum err store_video_get(struct store *s, int64_t id, struct store_video *out_video);

/* Where a page begins: after this one. Zeroes: from the newest. */
struct store_place {
    int64_t time_ms;
    int64_t id;
};

/* store_video_newest: public ones, the last published first; at most max into out_videos. */
MUST_USE enum err store_video_newest(struct store *s, struct store_place after, size_t max,
                                     struct store_video *out_videos, size_t *out_count);

/* store_video_own: one person's, in any state, the last uploaded first; place.time_ms is not
 * used. */
MUST_USE enum err store_video_own(struct store *s, int64_t person, struct store_place after,
                                  size_t max, struct store_video *out_videos, size_t *out_count);

enum store_media { STORE_RENDITION, STORE_POSTER };

/* store_media_public: whether the object with this name belongs to a public video:
 * ERR_NOT_FOUND. */
MUST_USE enum err store_media_public(struct store *s, enum store_media kind, struct span name);

#endif
