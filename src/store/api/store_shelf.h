/*
 * store_shelf.h: what pages of videos are made of: of each video that anybody may see, what it is
 * ranked by.
 */
#ifndef STORE_SHELF_H
#define STORE_SHELF_H

#include "store_video.h"

struct store_row {
    int64_t id;
    int64_t person;
    int64_t duration_ms;
    int64_t published_ms;
    int64_t viewers; /* this and what follows: struct store_count, added up */
    int64_t shares;
    int64_t finished;
    int64_t likes;
    int64_t unwanted;
    char title[STORE_TITLE + 1];
    char sound[STORE_SOUND + 1]; /* what it is called; empty: it is the video's own */
};

/* store_shelf_page: behind a place, the last published first; at most max. */
MUST_USE enum err store_shelf_page(struct store *s, struct store_place after, size_t max,
                                   struct store_row *out_rows, size_t *out_count);

/* store_shelf_counts: from the numbers of rows, what is counted of their videos; the others of a
 * row are left. Rows whose video is gone go, too. */
MUST_USE enum err store_shelf_counts(struct store *s, struct store_row *rows, size_t *count);

/* store_shelf_get: ERR_NOT_FOUND: there is no such video that anybody may see. */
MUST_USE enum err store_shelf_get(struct store *s, int64_t video, struct store_row *out_row);

/* store_shelf_videos: whole, in the order of their numbers here; those that nobody may see (any
 * more) are passed over. Each is as it was left by all writes that had ended before. */
MUST_USE enum err store_shelf_videos(struct store *s, const int64_t *videos, size_t count,
                                     struct store_video *out_videos, size_t *out_count);

#endif
