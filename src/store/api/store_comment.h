/*
 * store_comment.h: what people say about videos, with one level of replies. All of it is for those
 * whom its video is for, if no decision hides it or who said it. A comment that is removed takes
 * its replies along.
 */
#ifndef STORE_COMMENT_H
#define STORE_COMMENT_H

#include "base_limits.h"
#include "base_span.h"
#include "store_person.h"
#include "store_video.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STORE_COMMENT = LIMIT_COMMENT * 4, /* bytes */
    STORE_SPOKEN = 2200,               /* bytes of one that is sealed, at most */
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
    char label[STORE_LABEL + 1];    /* of a decision; empty: there is none */
    int64_t parent;                 /* 0: none */
    char text[STORE_COMMENT + 1];
    int64_t created_ms;
    int64_t likes;
    int64_t replies;
    bool by_creator; /* its author is the video's */
    size_t mention_count;
    char mentions[LIMIT_MENTIONS][LIMIT_HANDLE + 1];
    size_t named_count;
    int64_t named[LIMIT_MENTIONS]; /* who is mentioned, by number */
    bool shut;                     /* sealed (store_spoken.h), without text and mentions */
    size_t sealed_len;
    uint8_t sealed[STORE_SPOKEN];
};

/* A comment to be made. One about a video that is not for everybody is sealed, and has a number
 * already, which is sealed with it. */
struct store_saying {
    struct store_person person; /* put as store_person_put does */
    int64_t video;
    int64_t parent; /* 0: none */
    struct span text;
    struct span made_by;         /* STORE_COMMENT_KEY bytes, or empty */
    const struct span *mentions; /* handles; those of nobody are passed over */
    size_t mention_count;        /* at most LIMIT_MENTIONS */
    int64_t now_ms;
    int64_t id;           /* of what is sealed; else 0 */
    struct span sealed;   /* or empty */
    const int64_t *named; /* of what is sealed, in place of mentions; 0: nobody */
    size_t named_count;   /* at most LIMIT_MENTIONS */
};

/* What stands in the way of one more. */
enum store_comment_excess {
    COMMENT_EXCESS_NONE,
    COMMENT_EXCESS_DAY,     /* LIMIT_COMMENTS_DAY of the person's */
    COMMENT_EXCESS_REPLIES, /* LIMIT_REPLIES to the parent */
    COMMENT_EXCESS_MOVED /* its video is for others than it was, so it has to be sealed, or not */
};

/*
 * store_comment_add: with the counts, and what its readers are told: who is answered, the video's
 * creator, and who is mentioned, each once. One that the person made with the same made_by is given
 * again, if it is the same; if it is sealed, its caller has to see whether it is. ERR_NOT_FOUND: no
 * such video that the person may see; ERR_FORMAT: parent is no comment on it that can be answered;
 * ERR_CONFLICT: made_by is another comment's, or COMMENT_EXCESS_MOVED; ERR_LIMIT: out_excess.
 */
MUST_USE enum err store_comment_add(struct store *s, const struct store_saying *saying,
                                    enum store_comment_excess *out_excess, int64_t *out_id);

/* A comment or a video, and who asks for it; 0: nobody in particular. */
struct store_comment_ask {
    int64_t viewer;
    int64_t id;
};

/* store_comment_get: ERR_NOT_FOUND: there is none that the viewer may see. */
MUST_USE enum err store_comment_get(struct store *s, struct store_comment_ask ask,
                                    struct store_comment *out_comment);

/* store_comment_own: one's own, whatever hides it. */
MUST_USE enum err store_comment_own(struct store *s, int64_t person, int64_t id,
                                    struct store_comment *out_comment);

/* store_comment_video: of a video that the viewer may see; else ERR_NOT_FOUND. */
struct store_comment_of {
    int64_t creator;
    int64_t count; /* of comments, with replies */
    enum video_audience audience;
};
MUST_USE enum err store_comment_video(struct store *s, struct store_comment_ask ask,
                                      struct store_comment_of *out_of);

/* store_comment_drop: by its author, or the creator of its video, hidden or not. ERR_NOT_FOUND:
 * there is none, or none that others may see; ERR_DENIED: they are neither. */
MUST_USE enum err store_comment_drop(struct store *s, int64_t person, int64_t comment);

/* Where a page begins: behind this one; zeroes: from the first. */
struct store_comment_place {
    int64_t likes; /* only for store_comments_liked */
    int64_t id;
    int64_t viewer; /* who looks; 0: nobody in particular */
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
