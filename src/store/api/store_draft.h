/*
 * store_draft.h: uploads under way. The bytes of one lie in a file of its name; the row says whose
 * they are and what they will be. Once they are whole, one operation makes a queued video of them;
 * the row stays a while, so that a client that did not hear of it can ask.
 */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include "base_buf.h"
#include "store_video.h"

struct store_draft {
    char id[STORE_BLOB_ID + 1];
    int64_t person;
    char title[STORE_TITLE + 1]; /* in the clear, as of the wish's sound: an older version's */
    int64_t bytes;               /* when it is whole */
    int64_t checked; /* bytes at the front that stay if the chunk under way, which has a checksum,
                      * breaks off; -1: there is no such chunk, and all bytes stay */
    int64_t video;   /* 0: not whole yet */
    int64_t created_ms;
    int64_t expires_ms; /* not before */
    struct store_wish wish;
    bool sealed;         /* its file is; its tail then lies in the row: */
    int64_t tail_piece;  /* behind so many pieces */
    uint64_t tail_bytes; /* of what is sealed; 0: there is none. Not looked at by store_draft_add */
    /* Sealed, or empty; only store_draft_add looks at them: */
    struct span metadata; /* what its program said of it */
    struct span words;    /* as store_upload's; the video has them once it is one */
};

/* What one person has on the disk, and how often. */
struct store_room {
    int64_t videos; /* that wait for a job */
    int64_t drafts; /* that are not whole */
    int64_t bytes;  /* of both, a draft's as they were told; with captions */
};

/* What one more would be too much of. */
enum store_excess {
    STORE_EXCESS_NONE,
    STORE_EXCESS_VIDEOS, /* LIMIT_VIDEOS_WAITING, drafts counted as what they will be */
    STORE_EXCESS_DRAFTS, /* LIMIT_DRAFTS */
    STORE_EXCESS_BYTES   /* LIMIT_PERSON_GIB */
};

MUST_USE enum err store_room_get(struct store *s, int64_t person, struct store_room *out_room);

/* store_room_over: whether so many bytes more are over the quota. store_room_excess: of one more
 * clip of that many bytes. Pure. */
bool store_room_over(const struct store_room *room, int64_t bytes);
enum store_excess store_room_excess(const struct store_room *room, int64_t bytes, bool draft);

/* store_draft_add: d's video is 0. The person is put as store_person_put does. ERR_LIMIT: there is
 * an excess. */
MUST_USE enum err store_draft_add(struct store *s, const struct store_draft *d, struct span handle);

/* store_draft_get: ERR_NOT_FOUND, also if it is another person's. */
MUST_USE enum err store_draft_get(struct store *s, int64_t person, struct span id,
                                  struct store_draft *out_draft);

/* store_draft_metadata, store_draft_words, store_draft_tail: what was sealed, appended; nothing if
 * nothing was. ERR_NOT_FOUND as above. */
MUST_USE enum err store_draft_metadata(struct store *s, int64_t person, struct span id,
                                       struct buf *out);
MUST_USE enum err store_draft_words(struct store *s, int64_t person, struct span id,
                                    struct buf *out);

MUST_USE enum err store_draft_tail(struct store *s, int64_t person, struct span id,
                                   struct buf *out);

/* store_draft_own: the person's that are not whole, the newest first; at most LIMIT_DRAFTS. */
MUST_USE enum err store_draft_own(struct store *s, int64_t person,
                                  struct store_draft out_drafts[LIMIT_DRAFTS], size_t *out_count);

/* store_draft_check: sets `checked`. ERR_CONFLICT: it is not there, or whole. */
MUST_USE enum err store_draft_check(struct store *s, struct span id, int64_t checked);

/* store_draft_put_tail: sets it, and the number of the piece that it is the beginning of.
 * ERR_CONFLICT as store_draft_check. */
MUST_USE enum err store_draft_put_tail(struct store *s, struct span id, int64_t piece,
                                       struct span tail);

/* store_draft_finish: the draft becomes the queued video `d->video`, with its file as the original;
 * d->expires_ms is for the row. ERR_CONFLICT: it is not there, or has become one before. */
MUST_USE enum err store_draft_finish(struct store *s, const struct store_draft *d, int64_t now_ms);

/* store_draft_drop: removes the row; one that is not there is no failure. */
MUST_USE enum err store_draft_drop(struct store *s, struct span id);

/* store_draft_due: the one whose expires_ms is the oldest, if that has passed; ERR_NOT_FOUND.
 * store_draft_extend: sets it. */
MUST_USE enum err store_draft_due(struct store *s, int64_t now_ms, struct store_draft *out_draft);
MUST_USE enum err store_draft_extend(struct store *s, struct span id, int64_t expires_ms);

/* store_draft_after: the first by id after this one that is not whole; ERR_NOT_FOUND. */
MUST_USE enum err store_draft_after(struct store *s, struct span id, struct store_draft *out_draft);

/* store_draft_needs: whether a file of this name holds the bytes of one that is not whole:
 * ERR_NOT_FOUND. */
MUST_USE enum err store_draft_needs(struct store *s, struct span id);

#endif
