/*
 * store_caption.h: the captions of videos, one of each language.
 */
#ifndef STORE_CAPTION_H
#define STORE_CAPTION_H

#include "base_arena.h"
#include "base_buf.h"
#include "store_media.h"
#include "store_video.h"

/* As it is put: everything borrowed. */
struct store_caption {
    int64_t person; /* whose video it has to be */
    int64_t video;
    struct span lang;  /* at most LIMIT_LANGUAGE characters */
    struct span label; /* at most LIMIT_LABEL characters: what the language is called */
    struct span name;  /* a fresh one, by which it is served */
    struct span vtt;
    struct span text;             /* what it says */
    enum video_audience audience; /* of the video */
    struct span sealed; /* of one that is not for everybody, or not yet: in place of label, vtt and
                         * text; else empty */
};

/* store_caption_put: another of the same language goes. ERR_NOT_FOUND: no such video, or another
 * person's; ERR_LIMIT: it has LIMIT_LANGUAGES; ERR_CONFLICT: the video is for others by now, or has
 * become public. */
MUST_USE enum err store_caption_put(struct store *s, const struct store_caption *caption);

/* store_caption_drop: ERR_NOT_FOUND as above; a language that is not there is no failure. */
MUST_USE enum err store_caption_drop(struct store *s, const struct store_caption *caption);

/* As it is carried over when its video becomes one for others. */
struct store_move_caption {
    struct span from; /* its name */
    struct span to;
    struct span label; /* this and the next two, or sealed */
    struct span vtt;
    struct span text;
    struct span sealed;
};

/* store_caption_left: the first video behind this one that waits to be public, or was refused, with
 * captions in the clear, as an older version left them, and whose it is. ERR_NOT_FOUND: none.
 * store_caption_shut: all of its captions are these, sealed. ERR_CONFLICT, ERR_NOT_FOUND: they are
 * others by now, or it is public. */
MUST_USE enum err store_caption_left(struct store *s, int64_t after, int64_t *out_video,
                                     int64_t *out_person);
MUST_USE enum err store_caption_shut(struct store *s, int64_t video,
                                     const struct store_move_caption *captions, size_t count);

/* store_caption_list: of a video, by language; at most LIMIT_LANGUAGES. */
struct store_track {
    char lang[LIMIT_LANGUAGE + 1];
    char label[LIMIT_LABEL * 4 + 1];
    char name[STORE_BLOB_ID + 1];
};
MUST_USE enum err store_caption_list(struct store *s, int64_t video,
                                     struct store_track out_tracks[LIMIT_LANGUAGES],
                                     size_t *out_count);

/* store_caption_all: all captions of a video, whole, borrowed from memory. store_caption_next:
 * those of the first language behind that one, ERR_NOT_FOUND: none. ERR_NOMEM. */
MUST_USE enum err store_caption_all(struct store *s, int64_t video, struct arena *memory,
                                    struct store_caption out_captions[LIMIT_LANGUAGES],
                                    size_t *out_count);
MUST_USE enum err store_caption_next(struct store *s, int64_t video, struct span after,
                                     struct arena *memory, struct store_caption *out_caption);

/* store_caption_sealed: the captions of that name of a video that is not for everybody, sealed,
 * appended; nothing if it is. ERR_NOT_FOUND. */
MUST_USE enum err store_caption_sealed(struct store *s, int64_t video, struct span name,
                                       struct buf *out);

/* store_caption_get: the captions by name, appended, if their video is public. ERR_NOT_FOUND. */
MUST_USE enum err store_caption_get(struct store *s, struct span name, struct buf *out_vtt);

#endif
