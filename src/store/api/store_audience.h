/*
 * store_audience.h: videos that are not for everybody, and a video that becomes one, or one no
 * longer. What is sealed of them is bytes here.
 *
 * A change writes all files of the video under fresh names. The names are noted before a file can
 * have one; then one operation changes the audience, the names and the words together, if all is
 * still as it was read; and the files before it are removed as those of a removed video are.
 */
#ifndef STORE_AUDIENCE_H
#define STORE_AUDIENCE_H

#include "base_arena.h"
#include "base_buf.h"
#include "store_caption.h"
#include "store_media.h"
#include "store_video.h"

enum {
    STORE_MOVE_FILES = 2 + 2 * STORE_RENDITIONS, /* poster, strip, and two of each rendition */
    STORE_HASHES = LIMIT_VIDEO_S + 1             /* picture hashes of one video: one a second */
};

/* store_shut_get: what is sealed of the video itself, appended to each: nothing of one that is
 * public. ERR_NOT_FOUND: there is no such video, or it is for others (any more). */
MUST_USE enum err store_shut_get(struct store *s, int64_t video, enum video_audience audience,
                                 struct buf *out_words, struct buf *out_looks);

/* store_shared_any: whether the person has a video for their followers, or one on its way. */
MUST_USE enum err store_shared_any(struct store *s, int64_t person, bool *out_any);

/* store_shut_words: another title, of one that is not for everybody, or not yet. ERR_CONFLICT: it
 * is not the person's any more, or for others than it was; its words are not as they were read; or
 * it has become public. */
struct store_shut_words {
    int64_t video;
    int64_t person;
    enum video_audience audience;
    struct span before; /* none: it waits since an older version */
    struct span words;
};
MUST_USE enum err store_shut_words(struct store *s, const struct store_shut_words *words);

/* store_shut_left: the first behind this one that waits to be public, or was refused, with its
 * words in the clear, as an older version left it. ERR_NOT_FOUND: none. */
struct store_left {
    int64_t video;
    int64_t person;
    char title[STORE_TITLE + 1];
    char sound[STORE_SOUND + 1];
};
MUST_USE enum err store_shut_left(struct store *s, int64_t after, struct store_left *out_left);

/* store_shut_hashes: of a video that is for everybody; out_hashes borrow from memory. ERR_NOMEM. */
MUST_USE enum err store_shut_hashes(struct store *s, int64_t video, struct arena *memory,
                                    struct store_hash out_hashes[STORE_HASHES], size_t *out_count);

enum store_move_kind { MOVE_POSTER, MOVE_STRIP, MOVE_MP4, MOVE_HLS };

struct store_move_file {
    enum store_move_kind kind;
    char from[STORE_BLOB_ID + 1];
    char to[STORE_BLOB_ID + 1];
};

struct store_move {
    int64_t video;
    int64_t person;
    enum video_audience from;
    enum video_audience to;
    size_t file_count;
    struct store_move_file files[STORE_MOVE_FILES];
    size_t caption_count;
    const struct store_move_caption *captions;
    /* For everybody: */
    struct span title;
    const char *sound; /* empty: it is its own */
    struct span blurhash;
    const struct store_hash *hashes;
    size_t hash_count;
    /* For others: */
    struct span words;
    struct span looks;
};

/* store_move_begin: notes the fresh names. store_move_undo: their files are to be removed.
 * store_move_recover: at an open, the same of all that a crash left. */
MUST_USE enum err store_move_begin(struct store *s, const struct store_move *move);
MUST_USE enum err store_move_undo(struct store *s, const struct store_move *move);
MUST_USE enum err store_move_recover(struct store *s);

/* store_move_done: all of it, durable. ERR_CONFLICT: the video is not there, or not as it was read:
 * another change was first, or a job is at work on it, or it is for everybody then, and something
 * that was said about it is still sealed (store_spoken.h). Soon after, what is sealed now is not in
 * the write-ahead log either. */
MUST_USE enum err store_move_done(struct store *s, const struct store_move *move);

#endif
