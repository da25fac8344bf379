#include "video_page.h"

#include "base_text.h"
#include "session.h"
#include "viewer.h"

#include <stdio.h>

enum {
    ANSWER_MAX = 256 * 1024,
    NUMBER_MAX = 24,
    LIKED_MONTHS = 3 /* of a page: past these it says of no video whether it is liked */
};

/* "TIME-ID" of the last video of the page before. */
static enum err read_cursor(const struct web_request *r, struct store_place *out)
{
    struct span rest = {0};
    uint64_t time_ms = 0;
    uint64_t id = 0;
    if (!web_request_query(r, "cursor", &rest)) {
        return ERR_OK;
    }
    TRY(text_u64(span_cut(&rest, '-'), INT64_MAX, &time_ms));
    TRY(text_u64(rest, INT64_MAX, &id));
    *out = (struct store_place){(int64_t)time_ms, (int64_t)id};
    return id > 0 ? ERR_OK : ERR_FORMAT;
}

enum err video_page_start(const struct web_request *r, struct web_answer *a, struct video_page *out)
{
    struct video_page page = {.max = LIMIT_PAGE};
    struct span text = {0};
    uint64_t max = 0;
    if (web_request_query(r, "limit", &text)) {
        if (text_u64(text, LIMIT_PAGE, &max) != ERR_OK || max == 0) {
            (void)web_answer_problem_limit(a, 400, "Malformed request",
                                           "limit: from 1 to the number given here", LIMIT_PAGE);
            return ERR_FORMAT;
        }
        page.max = (size_t)max;
    }
    if (read_cursor(r, &page.after) != ERR_OK) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "cursor: not one that this service gave");
        return ERR_FORMAT;
    }
    page.videos = arena_alloc(r->scratch, (page.max + 1) * sizeof(struct store_video));
    if (page.videos == NULL) {
        return ERR_NOMEM;
    }
    *out = page;
    return ERR_OK;
}

enum err video_page_answer(struct web_answer *a, const struct video_page *page,
                           const struct sight *sight)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    bool more = page->count > page->max;
    size_t count = more ? page->max : page->count;
    jot_object(&j);
    jot_key(&j, "videos");
    jot_array(&j);
    for (size_t i = 0; i < count; i++) {
        video_put(&j, &page->videos[i], sight);
    }
    jot_array_end(&j);
    char next[2 * NUMBER_MAX];
    if (more) {
        const struct store_video *last = &page->videos[count - 1];
        (void)snprintf(next, sizeof(next), "%lld-%lld", (long long)last->published_ms,
                       (long long)last->id);
    }
    jot_put_text(&j, "next", more ? next : NULL);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err onlooker_of(struct edged *e, const struct web_request *r, struct onlooker *out)
{
    out->person = (struct custody_person){0};
    if (session_token(r, &out->token) != ERR_OK) {
        return ERR_OK;
    }
    enum err err = custody_who(e->custodian, &out->token, LIMIT_ASK_QUICK_MS, &out->person);
    return err == ERR_DENIED ? ERR_OK : err;
}

bool onlooker_likes(struct edged *e, const struct onlooker *o, const struct store_video *videos,
                    size_t count, struct feed_state *out_likes)
{
    struct viewer viewer = {.e = e, .token = &o->token, .person = o->person};
    uint16_t months[LIKED_MONTHS];
    size_t known = 0;
    if (o->person.user == 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        uint16_t month = feed_month(videos[i].id);
        if (known > 0 && months[known - 1] == month) {
            continue;
        }
        if (known == LIKED_MONTHS) {
            return false;
        }
        months[known++] = month;
    }
    return viewer_likes(&viewer, months, known, out_likes) == ERR_OK;
}

enum err video_page_show(struct edged *e, const struct web_request *r, struct web_answer *a,
                         const struct video_page *page)
{
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    bool liked = onlooker_of(e, r, &onlooker) == ERR_OK &&
                 onlooker_likes(e, &onlooker, page->videos, page->count, &likes);
    return video_page_answer(a, page, &(struct sight){.likes = liked ? &likes : NULL});
}
