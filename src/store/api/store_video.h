/*
 * store_video.h: videos as people see them.
 */
#ifndef STORE_VIDEO_H
#define STORE_VIDEO_H

#include "base_limits.h"
#include "base_span.h"
#include "store.h"
#include "store_media.h"
#include "store_person.h"
#include "store_state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STORE_TITLE = LIMIT_TITLE * 4, /* bytes: UTF-8 needs four at most for a character */
    STORE_SOUND = LIMIT_SOUND * 4,
    STORE_CODEC = 32,
    STORE_BLURHASH = 64
};

/* What a creator wishes for a video. All zeroes: nothing. */
struct store_wish {
    int64_t trim_from_ms; /* the part of the clip that is kept */
    int64_t trim_to_ms;   /* 0: to its end */
    bool has_poster;
    int64_t poster_ms;           /* of that part: when its poster is on show */
    char sound[STORE_SOUND + 1]; /* what its sound is called; empty: it is its own */
    enum video_audience audience;
};

struct store_video {
    int64_t id;
    int64_t person;
    char handle[LIMIT_HANDLE + 1];
    char name[STORE_PERSON_NAME + 1]; /* the person's; empty: none, as of the next */
    char avatar[STORE_BLOB_ID + 1];   /* the name of the person's picture */
    char title[STORE_TITLE + 1];
    enum video_state state;
    enum rest_state rest;
    uint8_t refusal; /* enum refusal of wire_report.h; this and the next two if refused */
    uint32_t refusal_number;
    char refusal_codec[STORE_CODEC + 1];
    int64_t kept_until_ms; /* refused, but its original is kept until then (store_kept.h); or 0 */
    int64_t created_ms;
    int64_t published_ms; /* this and what follows: once public */
    int64_t duration_ms;
    bool audio;
    char poster[STORE_BLOB_ID + 1];
    char blurhash[STORE_BLURHASH + 1]; /* empty: there is none */
    struct store_strip strip;
    size_t rendition_count;
    struct store_rendition renditions[STORE_RENDITIONS]; /* by number; without their segments */
    int64_t watches;
    int64_t likes;
    bool hidden;                 /* by a decision on it or on its author */
    char label[STORE_LABEL + 1]; /* of a decision; empty: there is none */
    int64_t comments;            /* with replies */
    char sound[STORE_SOUND + 1];
    bool captioned; /* it has captions: store_caption.h */
    /* But AUDIENCE_ALL: title, sound and blurhash are empty here. Before it is public, as well. */
    enum video_audience audience;
    bool unreadable; /* what is sealed of it does not open: for whoever fills it in; else false */
};

/* store_video_ready: whether it can be seen by those whom it is for. store_video_shown: by
 * everybody. store_video_followed: by its author's followers. */
static inline bool store_video_ready(const struct store_video *video)
{
    return video->state == VIDEO_PUBLIC && !video->hidden;
}
static inline bool store_video_shown(const struct store_video *video)
{
    return store_video_ready(video) && video->audience == AUDIENCE_ALL;
}
static inline bool store_video_followed(const struct store_video *video)
{
    return store_video_ready(video) && video->audience != AUDIENCE_SELF;
}

/* A clip that has arrived. */
struct store_upload {
    int64_t id;
    struct store_person person; /* put as store_person_put does */
    struct span title;
    struct span original;   /* the name of its file */
    int64_t original_bytes; /* of the clip, sealed or not */
    bool original_sealed;
    int64_t now_ms;
    struct store_wish wish;
    struct span words; /* sealed, in place of title and sound; none: as an older version's */
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

/* store_video_newest: those that everybody may see, the last published first; at most max into
 * out_videos. */
MUST_USE enum err store_video_newest(struct store *s, struct store_place after, size_t max,
                                     struct store_video *out_videos, size_t *out_count);

/* store_video_own: one person's, in any state, the last uploaded first; place.time_ms is not
 * used. */
MUST_USE enum err store_video_own(struct store *s, int64_t person, struct store_place after,
                                  size_t max, struct store_video *out_videos, size_t *out_count);

/* store_video_of: those of the person with this handle that everybody may see, the newest max.
 * ERR_NOT_FOUND: no such person, or they are hidden. */
MUST_USE enum err store_video_of(struct store *s, struct span handle, size_t max,
                                 struct store_video *out_videos, size_t *out_count);

/* store_video_by: one person's that the viewer may see (0: everybody), as store_video_newest. */
struct store_look {
    int64_t person;
    int64_t viewer;
    struct store_place after;
};
MUST_USE enum err store_video_by(struct store *s, const struct store_look *look, size_t max,
                                 struct store_video *out_videos, size_t *out_count);

#endif
