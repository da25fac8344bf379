/*
 * likes.c: what a viewer says about a video, and their taste. Each act is folded into their sealed
 * state before it is acknowledged; whether it changes how many like the video, the set that was
 * opened for it decides.
 */
#include "handlers.h"

#include "base_id.h"
#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "blocks.h"
#include "page.h"
#include "store_object.h"
#include "viewer_answer.h"
#include "web_json.h"

#include <stdio.h>

enum { ANSWER_MAX = 512 * 1024, NUMBER_MAX = 24 };

static enum err video_of(const struct web_request *r, int64_t *out_video)
{
    uint64_t id = 0;
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK || id == 0) {
        return ERR_NOT_FOUND;
    }
    *out_video = (int64_t)id;
    return ERR_OK;
}

/* What is liked must be for whoever likes it, and not of somebody who blocked them; what is no
 * longer may still be unliked. */
static enum err check_video(const struct viewer *v, uint8_t what, int64_t video)
{
    int64_t author = 0;
    int64_t self = v->person.user;
    if (what == FEED_UNLIKE || what == FEED_INTERESTED || what == FEED_RESET) {
        return ERR_OK;
    }
    TRY(store_object_shown(v->e->store, self, POLICY_VIDEO, video, &author));
    return blocks_none(v->e, v->token, self, &author, 1);
}

static enum err act(struct edged *e, const struct web_request *r, struct web_answer *a,
                    uint8_t what, int64_t video)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct viewer viewer;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    TRY(check_video(&viewer, what, video));
    struct feed_delta delta = {
        .number = id_new(), .what = what, .count = 1, .watches = {{video, time_wall_ms(), 0}}};
    enum err err = viewer_fold(&viewer, &delta);
    if (err == ERR_NOT_FOUND) {
        (void)web_answer_problem_limit(a, 409, "Too many likes",
                                       "You like as many videos of that month as one may.",
                                       (int64_t)FEED_PLACES * FEED_SET_MAX);
        return err;
    }
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    return web_answer_empty(a);
}

static enum err act_on(struct edged *e, const struct web_request *r, struct web_answer *a,
                       uint8_t what)
{
    int64_t video = 0;
    TRY(video_of(r, &video));
    return act(e, r, a, what, video);
}

enum err put_like(void *app, const struct web_request *r, struct web_answer *a)
{
    return act_on(app, r, a, FEED_LIKE);
}

enum err delete_like(void *app, const struct web_request *r, struct web_answer *a)
{
    return act_on(app, r, a, FEED_UNLIKE);
}

enum err put_not_interested(void *app, const struct web_request *r, struct web_answer *a)
{
    return act_on(app, r, a, FEED_NOT_INTERESTED);
}

enum err delete_not_interested(void *app, const struct web_request *r, struct web_answer *a)
{
    return act_on(app, r, a, FEED_INTERESTED);
}

enum err post_taste_reset(void *app, const struct web_request *r, struct web_answer *a)
{
    return act(app, r, a, FEED_RESET, 0);
}

/* The month that a page begins with: a cursor is of the one behind it. */
static uint16_t month_of(const struct page *page)
{
    int64_t month = page->after.id > 0 ? page->after.id - 1 : feed_month_at(time_wall_ms()) + 1;
    return (uint16_t)(month > FEED_MONTH_MAX ? FEED_MONTH_MAX : month);
}

/* The highest number first: the sets of one month, each in its own order, merged. */
static void put_likes(struct jot *j, const struct feed_state *likes)
{
    size_t left[FEED_PLACES] = {0};
    for (size_t i = 0; i < likes->set_count && i < FEED_PLACES; i++) {
        left[i] = likes->sets[i]->count;
    }
    for (;;) {
        int64_t next = 0;
        size_t from = 0;
        for (size_t i = 0; i < likes->set_count && i < FEED_PLACES; i++) {
            if (left[i] > 0 && likes->sets[i]->videos[left[i] - 1] > next) {
                next = likes->sets[i]->videos[left[i] - 1];
                from = i;
            }
        }
        if (next == 0) {
            return;
        }
        left[from]--;
        char video[NUMBER_MAX];
        (void)snprintf(video, sizeof(video), "%lld", (long long)next);
        jot_object(j);
        jot_put_text(j, "video", video);
        jot_object_end(j);
    }
}

static enum err answer_likes(struct web_answer *a, const struct page *page,
                             const struct feed_state *likes, const uint16_t *next)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "likes");
    jot_array(&j);
    put_likes(&j, likes);
    jot_array_end(&j);
    struct store_place last = {0, next == NULL ? 0 : *next + 1};
    TRY(page_put_next(&j, page, next == NULL ? NULL : &last));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* A page is a month of videos. */
enum err get_my_likes(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    struct viewer viewer;
    struct page page;
    uint16_t next = 0;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    TRY(page_read_cursor(r, a, &page));
    uint16_t month = month_of(&page);
    enum err err = viewer_liked_month(&viewer, month, &month);
    if (err == ERR_NOT_FOUND) {
        return answer_likes(a, &page, &likes, NULL);
    }
    TRY(err);
    err = viewer_likes(&viewer, &month, 1, &likes);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    err = month == 0 ? ERR_NOT_FOUND : viewer_liked_month(&viewer, (uint16_t)(month - 1), &next);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    return answer_likes(a, &page, &likes, err == ERR_OK ? &next : NULL);
}
