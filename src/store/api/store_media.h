/*
 * store_media.h: the files that a video is made of: renditions, poster, strip.
 */
#ifndef STORE_MEDIA_H
#define STORE_MEDIA_H

#include "base_arena.h"
#include "base_span.h"
#include "store.h"

#include <stddef.h>
#include <stdint.h>

enum {
    STORE_BLOB_ID = 32,  /* characters of a media object's name */
    STORE_RENDITIONS = 3 /* of one video: one of the first job, two of the second */
};

struct store_rendition {
    int64_t number; /* 0: the first, the smallest */
    int64_t width;
    int64_t height;
    int64_t rate_num; /* pictures a second; 0: not known, as level and bytes: made by version 1 */
    int64_t rate_den;
    int64_t level; /* of H.264, times ten */
    int64_t bytes; /* of the MP4 */
    char mp4[STORE_BLOB_ID + 1];
    char hls[STORE_BLOB_ID + 1]; /* empty: there is none, and no segments */
    int64_t init_bytes;
    struct span segments; /* bytes whose form is the caller's business */
};

/* To know a picture again. */
struct store_hash {
    int64_t at_ms;
    int64_t quality;
    struct span hash;
};

/* A strip of tiles in one picture; count 0: there is none. */
struct store_strip {
    char name[STORE_BLOB_ID + 1];
    int64_t columns;
    int64_t rows;
    int64_t count;
    int64_t width; /* of a tile */
    int64_t height;
};

/*
 * store_media_hls: the renditions of a public video that have an HLS file, with their segments,
 * which are copied into memory. At most STORE_RENDITIONS. ERR_NOT_FOUND: it has none, or is not
 * public. ERR_NOMEM past the memory's ceiling.
 */
MUST_USE enum err store_media_hls(struct store *s, int64_t video, struct arena *memory,
                                  struct store_rendition out[STORE_RENDITIONS], size_t *out_count);

enum store_media { STORE_MP4, STORE_HLS, STORE_PICTURE };

/* store_media_public: whether the object with this name belongs to a public video:
 * ERR_NOT_FOUND. */
MUST_USE enum err store_media_public(struct store *s, enum store_media kind, struct span name);

#endif
