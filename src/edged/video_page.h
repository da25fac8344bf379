/*
 * video_page.h: pages of videos: where one begins, and how it is answered; and whose eyes see it.
 */
#ifndef VIDEO_PAGE_H
#define VIDEO_PAGE_H

#include "custody.h"
#include "edged.h"
#include "video_json.h"
#include "web_answer.h"
#include "web_request.h"

struct video_page {
    struct store_place after;
    size_t max;
    const struct web_request *of; /* page.h */
    size_t count;                 /* one more than max: there is a next page */
    bool chosen;                  /* made for its viewer: who is muted or blocked is left out */
    struct store_video *videos;
};

/* video_page_start: from the query; the videos have room for one more than max, in the request's
 * memory. On failure the answer has its problem. */
MUST_USE enum err video_page_start(const struct web_request *r, struct web_answer *a,
                                   struct video_page *out);

/* video_page_answer: the page, and the cursor of the next one; what is left out leaves a shorter
 * page. */
enum err video_page_answer(struct web_answer *a, const struct video_page *page,
                           const struct sight *sight);

/* video_page_show: the same, as the one sees it whose request this is, if that is known. */
enum err video_page_show(struct edged *e, const struct web_request *r, struct web_answer *a,
                         const struct video_page *page);

/* Whose request this is, if that can be known; person.user 0: anybody's. Wiped at the end of its
 * scope: AUTO(onlooker). */
struct onlooker {
    struct custody_person person;
    struct custody_token token;
};
static inline void onlooker_auto(struct onlooker *o)
{
    custody_token_auto(&o->token);
}

/* onlooker_of: ERR_BUSY and the like: there is a session, and custodiand is away. */
MUST_USE enum err onlooker_of(struct edged *e, const struct web_request *r, struct onlooker *out);

/* onlooker_likes: what of these videos they like: one ask for all. False: not known, which is no
 * failure of a page: nobody is signed in, custodiand is away, or they are of too many months. */
bool onlooker_likes(struct edged *e, const struct onlooker *o, const struct store_video *videos,
                    size_t count, struct feed_state *out_likes);

/* onlooker_saved: what they saved; false as above. */
bool onlooker_saved(struct edged *e, const struct onlooker *o, struct feed_saved *out_saved);

/* onlooker_barred: which of the authors of at most LIMIT_PAGE + 1 videos blocked them; false as
 * above: then a page is shown as to anybody. */
bool onlooker_barred(struct edged *e, const struct onlooker *o, const struct store_video *videos,
                     size_t count, struct store_follows *out_bars);

/* onlooker_people: whom they muted and blocked; false as above. */
bool onlooker_people(struct edged *e, const struct onlooker *o, struct feed_people *out_people);

/* onlooker_follows: which of the authors of at most LIMIT_PAGE + 1 videos they follow; false as
 * above. */
bool onlooker_follows(struct edged *e, const struct onlooker *o, const struct store_video *videos,
                      size_t count, struct store_follows *out_follows);

#endif
