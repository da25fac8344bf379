/*
 * audience.h: who may see a video: as it comes in, and when its creator thinks anew.
 */
#ifndef AUDIENCE_H
#define AUDIENCE_H

#include "custody.h"
#include "edged.h"
#include "web_answer.h"
#include "web_request.h"
#include "wish.h"

/* audience_seal: the words of a video that is to come, sealed, appended, and taken out of the
 * wishes. On failure the answer has its problem. */
MUST_USE enum err audience_seal(struct edged *e, const struct web_request *r, struct web_answer *a,
                                int64_t person, struct wishes *wishes, struct buf *out);

/* audience_begin: whoever has a video for followers shares with these. Before it is written down,
 * and behind that: shared_end may come in between. On failure the answer has its problem. */
MUST_USE enum err audience_begin(struct edged *e, const struct web_request *r, struct web_answer *a,
                                 int64_t person, enum video_audience audience);

/* A change that its creator asks for; the token is borrowed. */
struct audience_wish {
    const struct custody_token *token;
    int64_t person;
    int64_t video;
    bool has_audience;
    enum video_audience audience;
    struct span title; /* empty: as it is */
};

/* audience_change: all files are written anew, and one durable operation makes it so, with the
 * title. On failure the answer has its problem; ERR_NOT_FOUND: not a video of theirs. */
MUST_USE enum err audience_change(struct edged *e, struct web_answer *a,
                                  const struct audience_wish *wish);

#endif
