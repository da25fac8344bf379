/*
 * unread.h: how much of what a person is told of is unread: of nobody whom they muted or blocked,
 * since that is not shown; and of what they reported (report_news.h).
 */
#ifndef UNREAD_H
#define UNREAD_H

#include "viewer.h"

/* What was asked for already; NULL: it was not. */
struct report_news;
struct unread_known {
    const struct feed_people *off;  /* whom the viewer muted and blocked */
    const struct report_news *news; /* the newest page of what they reported */
};

/* unread_of: of what is behind the mark (viewer.h). Errors as viewer.h. */
MUST_USE enum err unread_of(const struct viewer *v, int64_t mark, struct unread_known known,
                            int64_t *out_count);

#endif
