/*
 * store_comment.h: what people say about videos, with one level of replies. All of it is public as
 * long as its video is. A comment that is removed takes its replies along.
 */
#ifndef STORE_COMMENT_H
#define STORE_COMMENT_H

#include "base_limits.h"
#include "base_span.h"
#include "store_person.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STORE_COMMENT = LIMIT_COMMENT * 4, /* bytes */
    STORE_COMMENT_KEY = 16             /* bytes by which a repeated request is known */
};

struct store_comment {
    int64_t id;
    int64_t video;
    int64_t creator; /* of the video */
    int64_t person;
    char handle[LIMIT_HANDLE + 1];
    char name[STORE_PERSON_NAME + 1];
    char avatar[STORE_BLOB_ID + 1]; /* the name of their picture; empty: none */
    int64_t parent;                 /* 0: none */
    char text[STORE_COMMENT + 1];
    int64_t created_ms;
    int64_t likes;
    int64_t replies;
    bool by_creator; /* its author is the video's */
    size_t mention_count;
    char mentions[LIMIT_MENTIONS][LIMIT_HANDLE + 1];
};

/* A comment to be made. */
struct store_saying {
    struct store_person person; /* put as store_person_put does */
    int64_t video;
    int64_t parent; /* 0: none */
    struct span text;
    struct span made_by;         /* STORE_COMMENT_KEY bytes, or empty */
    const struct span *mentions; /* handles; those of nobody are passed over */
    size_t mention_count;        /* at most LIMIT_MENTIONS */
    int64_t now_ms;
};

/* What stands in the way of one more. */
enum store_comment_excess {
    COMMENT_EXCESS_NONE,
    COMMENT_EXCESS_DAY,    /* LIMIT_COMMENTS_DAY of the person's */
    COMMENT_EXCESS_REPLIES /* LIMIT_REPLIES to the parent */
};

/*
 * store_comment_add: with the counts, and what its readers are told: who is answered, the video's
 * creator, and who is mentioned, each once. One that the person made with the same made_by is given
 * again, if it is the same. ERR_NOT_FOUND: no such video that anybody may see; ERR_FORMAT: parent
 * is no comment on it that can be answered; ERR_CONFLICT: made_by is another comment's; ERR_LIMIT:
 * out_excess.
 */
MUST_USE enum err store_comment_add(struct store *s, const struct store_saying *saying,
                                    enum store_comment_excess *out_excess, int64_t *out_id);

/* store_comment_get: ERR_NOT_FOUND: there is none that anybody may see. */
MUST_USE enum err store_comment_get(struct store *s, int64_t id, struct store_comment *out_comment);

/* store_comment_video: of a video that anybody may see, whose it is, and how many comments it has,
 * with replies; else ERR_NOT_FOUND. */
MUST_USE enum err store_comment_video(struct store *s, int64_t video, int64_t *out_creator,
                                      int64_t *out_count);

/* store_comment_drop: by its author, or the creator of its video. ERR_NOT_FOUND as
 * store_comment_get; ERR_DENIED: they are neither. */
MUST_USE enum err store_comment_drop(struct store *s, int64_t person, int64_t comment);

/* Where a page begins: behind this one; zeroes: from the first. */
struct store_comment_place {
    int64_t likes; /* only for store_comments_liked */
    int64_t id;
};

/* store_comments_newest, store_comments_liked: those that are no replies, the newest or the most
 * liked first. store_replies: to one of them, the oldest first. */
MUST_USE enum err store_comments_newest(struct store *s, int64_t video,
                                        struct store_comment_place after, size_t max,
                                        struct store_comment *out_comments, size_t *out_count);
MUST_USE enum err store_comments_liked(struct store *s, int64_t video,
                                       struct store_comment_place after, size_t max,
                                       struct store_comment *out_comments, size_t *out_count);
MUST_USE enum err store_replies(struct store *s, const struct store_comment *parent,
                                struct store_comment_place after, size_t max,
                                struct store_comment *out_comments, size_t *out_count);

#endif
