/*
 * report_news.h: that what a person reported was decided, or that its case was closed. No row here
 * says so, since none says who reported what: custodiand is asked, with their own session, and what
 * it gives takes its place among what they are told (store_notice.h) by the time at which it ended.
 */
#ifndef REPORT_NEWS_H
#define REPORT_NEWS_H

#include "base_json.h"
#include "base_limits.h"
#include "viewer.h"
#include "wire_desk.h"

struct report_new {
    int64_t id; /* as a notice's */
    int64_t at_ms;
    int64_t object;
    int64_t decision; /* 0: none */
    uint8_t kind;     /* enum policy_kind */
    uint8_t state;    /* enum desk_state */
};

struct report_news {
    size_t count;
    bool more; /* older ones */
    struct report_new items[LIMIT_REPORT_PAGE];
};

/* report_news: those below an id (0: all), the newest first, of LIMIT_NOTICE_DAYS. None for a
 * client's session. Errors as custody_own, but for ERR_DENIED. */
MUST_USE enum err report_news(const struct viewer *v, int64_t below, struct report_news *out_news);

/* report_news_unread: how many of them are behind the mark. */
int64_t report_news_unread(const struct report_news *news, int64_t mark);

/* report_new_put: one, as a notification. */
void report_new_put(struct jot *j, const struct report_new *news, int64_t mark);

#endif
