/*
 * unread.h: how much of what a person is told of is unread: of nobody whom they muted or blocked,
 * since that is not shown; and of what they reported (report_news.h).
 */
#ifndef UNREAD_H
#define UNREAD_H

#include "viewer.h"

/* unread_count: of what is behind the mark (viewer.h), whose people are off. */
MUST_USE enum err unread_count(struct store *s, int64_t person, int64_t mark,
                               const struct feed_people *off, int64_t *out_count);

/* unread_of: the same, with what they reported, and without whom they muted and blocked. news: the
 * newest page of that, if it was asked for; else NULL. Errors as viewer.h. */
struct report_news;
MUST_USE enum err unread_of(const struct viewer *v, int64_t mark, const struct report_news *news,
                            int64_t *out_count);

#endif
