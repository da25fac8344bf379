/*
 * datamap_field.h: the numbers of the fields that are sealed. A number is bound into every sealed
 * value, so it is never changed and never used again for something else.
 */
#ifndef DATAMAP_FIELD_H
#define DATAMAP_FIELD_H

#include <stdbool.h>
#include <stdint.h>

enum {
    FIELD_NONE = 0,
    FIELD_WATCH = 1,    /* app.db watch_sealed.sealed: one watch event of a person */
    FIELD_VIEWER = 2,   /* app.db viewer_part.sealed: what feed_part.h describes */
    FIELD_UPLOAD = 3,   /* app.db draft.metadata: the value of tus's header Upload-Metadata */
    FIELD_WORDS = 4,    /* app.db video.words, draft.words: of a video that is not for everybody, */
    FIELD_LOOKS = 5,    /* video.looks: what its first job saw, */
    FIELD_CAPTION = 6,  /* caption.sealed, in pieces, */
    FIELD_MEDIA = 7,    /* and its files, in pieces */
    FIELD_SPOKEN = 8,   /* app.db comment.sealed: what was said about such a video */
    FIELD_ORIGINAL = 9, /* files: what a clip was sent as, in pieces, until its jobs are done */
    FIELD_WAITING = 10, /* these, and caption.sealed in pieces: until it is public for everybody */

    /* From 16 on: what custodiand keeps sealed in its own database. */
    FIELD_SESSION_LABEL = 16, /* session.label */
    FIELD_BIRTH_DATE = 17,    /* account.birth_date */
    FIELD_EMAIL = 18,         /* account.email */
    FIELD_PASSKEY_LABEL = 19, /* passkey.label */
    FIELD_REASON = 20,        /* decision.reason */
    FIELD_REPORT = 21,        /* report.words */
    FIELD_NOTIFIER = 22,      /* report.notifier: a name, a line end, an e-mail address */
    FIELD_ANSWER = 23,        /* answer.words */
    FIELD_REPLY = 24,         /* answer.reply */
    FIELD_ANSWER_SALT = 25,   /* answer.salt */

    /* Added to the number of words, captions or media: the same, sealed for its person's followers:
     * these may open it, and nothing that was not sealed so. */
    FIELD_SHARED = 256
};

/* datamap_field_version: the version of what is inside a sealed field, bound into each value: 1 or
 * more. 0: the number is not that of a sealed field. Values of an older version stay readable. */
uint16_t datamap_field_version(uint16_t field);

/* datamap_field_shared: whether the number is one with FIELD_SHARED in it. */
bool datamap_field_shared(uint16_t field);

#endif
