/*
 * wish.h: what a creator wishes for a video, as the fields that come with it say it: title,
 * visibility, trim_from_ms, trim_to_ms, poster_ms, sound.
 */
#ifndef WISH_H
#define WISH_H

#include "store_video.h"
#include "web_answer.h"

/* What a visibility that is none is answered with. */
#define VISIBILITY_WORDS "public, followers or private"

struct wishes {
    char title[STORE_TITLE + 1]; /* empty: none was given */
    struct store_wish video;
};

/* Where the fields are. wish_text: ERR_NOT_FOUND: there is no such field; ERR_LIMIT: it is longer
 * than any may be. The text may be written over by the next one. */
typedef enum err wish_text(void *app, const char *name, struct span *out_text);

/* wishes_take: on failure the answer has its problem, which names the field, and the limit if it is
 * one: 400. */
MUST_USE enum err wishes_take(struct web_answer *a, wish_text *text, void *app,
                              struct wishes *out_wishes);

#endif
