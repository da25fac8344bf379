/*
 * store_notice.h: what a person is told of: who follows them, comments, replies, names said, how
 * many like what is theirs (never who), decisions, and what became of their videos. At most
 * LIMIT_NOTICES each, for LIMIT_NOTICE_DAYS. What a person has read of it is not known here.
 */
#ifndef STORE_NOTICE_H
#define STORE_NOTICE_H

#include "base_limits.h"
#include "store_comment.h"
#include "store_person.h"
#include "store_state.h"
#include "store_video.h"

#include <stdbool.h>
#include <stddef.h>

enum store_notice_kind {
    NOTICE_FOLLOW,
    NOTICE_COMMENT, /* on one's own video */
    NOTICE_REPLY,   /* to one's own comment */
    NOTICE_MENTION,
    NOTICE_LIKES,
    NOTICE_DECISION,
    NOTICE_VIDEO, /* one's own is public, or refused */
    NOTICE_KINDS_
};

/* store_notice_name: "follow", "comment", "reply", "mention", "likes", "decision", "video": as
 * stored. Never NULL. */
const char *store_notice_name(enum store_notice_kind kind);

struct store_notice {
    int64_t person; /* whom it is for */
    enum store_notice_kind kind;
    int64_t actor; /* whose act it was; 0: nobody's that is told, as of the next two */
    int64_t video;
    int64_t comment;
    int64_t decision; /* of NOTICE_DECISION; else 0 */
    int64_t at_ms;
};

/* store_notice_add: ERR_NOT_FOUND: there is no such person (any more). */
MUST_USE enum err store_notice_add(struct store *s, const struct store_notice *notice);

/* One as it is shown. What is gone meanwhile, or may not be seen, is 0. */
struct store_told {
    int64_t id;
    enum store_notice_kind kind;
    int64_t at_ms;
    int64_t actor;
    char handle[LIMIT_HANDLE + 1];
    char name[STORE_PERSON_NAME + 1];
    char avatar[STORE_BLOB_ID + 1]; /* the name of their picture; empty: none */
    int64_t video;
    char title[STORE_TITLE + 1];
    enum video_audience audience; /* but AUDIENCE_ALL: without title */
    char poster[STORE_BLOB_ID + 1];
    enum video_state state;
    int64_t comment;
    int64_t circle;            /* the video's author; 0: the person may not see it */
    struct store_comment said; /* the comment: whose, about what, and its text, or what is sealed */
    int64_t decision;
    int64_t likes; /* of the comment, else of the video */
};

/* store_notices: the newest first, behind a place (0: from the first). */
MUST_USE enum err store_notices(struct store *s, int64_t person, int64_t after, size_t max,
                                struct store_told *out_told, size_t *out_count);

/* store_notice_actors: of each of those that are newer than this one, who did it; 0: nobody. */
MUST_USE enum err store_notice_actors(struct store *s, int64_t person, int64_t read, size_t max,
                                      int64_t *out_people, size_t *out_count);

/* store_notice_newest: 0: there is none. */
MUST_USE enum err store_notice_newest(struct store *s, int64_t person, int64_t *out_id);

/* store_notice_sweep: removes some of those that are older than LIMIT_NOTICE_DAYS. */
MUST_USE enum err store_notice_sweep(struct store *s, int64_t now_ms, bool *out_more);

/* store_changes: another number than before once anything was written. */
uint64_t store_changes(struct store *s);

#endif
