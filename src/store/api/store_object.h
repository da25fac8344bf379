/*
 * store_object.h: what may be reported, and decided about: a video, a comment or a person, by its
 * number.
 */
#ifndef STORE_OBJECT_H
#define STORE_OBJECT_H

#include "policy.h"
#include "store.h"
#include "store_comment.h"
#include "store_video.h"

#include <stdint.h>

enum { STORE_OBJECT_TEXT = LIMIT_COMMENT * 4 };

/* store_object_shown: whether the viewer (0: everybody) may see it. ERR_NOT_FOUND: not (any more).
 * out_person: whose it is; a person is their own. */
MUST_USE enum err store_object_shown(struct store *s, int64_t viewer, enum policy_kind kind,
                                     int64_t number, int64_t *out_person);

/* store_object_get: what there is of it, whoever may see it, for the office's desk. text: a title,
 * a comment, or what a person says of themselves; poster, mp4: names of media, or empty; all empty
 * of a video that is not for everybody (any more), which is sealed for its author.
 * ERR_NOT_FOUND: it is gone. */
struct store_object {
    int64_t person;
    char handle[LIMIT_HANDLE + 1];
    char text[STORE_OBJECT_TEXT + 1];
    char poster[STORE_BLOB_ID + 1];
    char mp4[STORE_BLOB_ID + 1]; /* the smallest rendition */
};
MUST_USE enum err store_object_get(struct store *s, enum policy_kind kind, int64_t number,
                                   struct store_object *out_object);

#endif
