/*
 * lists.c: what a viewer keeps for themselves: videos that they saved, and people of whom they want
 * to see nothing. Only their session opens these lists, and no count is made of them.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_text.h"
#include "blocks.h"
#include "named.h"
#include "page.h"
#include "people_json.h"
#include "store_person.h"
#include "store_shelf.h"
#include "store_watch.h"
#include "video_page.h"
#include "viewer_answer.h"

enum { ANSWER_MAX = 256 * 1024 };

/* ---- saved videos */

static enum err save(struct feed_saved *saved, void *context)
{
    enum err err = feed_saved_add(saved, *(const int64_t *)context);
    return err == ERR_LIMIT ? ERR_NOT_FOUND : err; /* others have ERR_LIMIT */
}

static enum err unsave(struct feed_saved *saved, void *context)
{
    feed_saved_drop(saved, *(const int64_t *)context);
    return ERR_OK;
}

static enum err change_saved(struct edged *e, const struct web_request *r, struct web_answer *a,
                             viewer_saved_fn *fn)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct viewer viewer;
    struct store_facts facts;
    uint64_t id = 0;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK || id == 0) {
        return ERR_NOT_FOUND;
    }
    int64_t video = (int64_t)id;
    if (fn == save) {
        TRY(store_watch_facts(e->store, video, &facts));
        TRY(blocks_none(e, &token, viewer.person.user, &facts.person, 1));
    }
    enum err err = viewer_saved_change(&viewer, fn, &video);
    if (err == ERR_NOT_FOUND) {
        (void)web_answer_problem_limit(a, 409, "Too many saved videos",
                                       "You have saved as many videos as one may.", LIMIT_SAVED);
        return err;
    }
    return err == ERR_OK ? web_answer_empty(a) : viewer_refuse(a, err);
}

/* What is saved must be public, and not of somebody who blocked whoever saves it; what is no longer
 * may still be taken off the list. */
enum err put_save(void *app, const struct web_request *r, struct web_answer *a)
{
    return change_saved(app, r, a, save);
}

enum err delete_save(void *app, const struct web_request *r, struct web_answer *a)
{
    return change_saved(app, r, a, unsave);
}

/* Behind what a cursor names; where that was taken off the list meanwhile, the place that it had.
 */
static size_t place_behind(const struct feed_saved *saved, struct store_place after)
{
    size_t at = after.id == 0 ? 0 : feed_saved_place(saved, after.id) + 1;
    if (after.id != 0 && at > saved->count) {
        at = after.time_ms < saved->count ? (size_t)after.time_ms : saved->count;
    }
    return at;
}

/* What nobody may see any more is passed over: a page may have fewer. */
enum err get_my_saved(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    struct viewer viewer;
    struct feed_saved saved = {.count = 0};
    struct store_follows follows;
    struct store_follows bars;
    struct video_page page;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    TRY(video_page_start(r, a, &page));
    enum err err = viewer_saved(&viewer, &saved);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    size_t from = place_behind(&saved, page.after);
    size_t left = saved.count - from;
    size_t count = left < page.max ? left : page.max;
    TRY(store_shelf_videos(e->store, saved.videos + from, count, page.videos, &page.count));
    struct onlooker onlooker = {.person = viewer.person, .token = token};
    bool liked = onlooker_likes(e, &onlooker, page.videos, page.count, &likes);
    bool known = onlooker_follows(e, &onlooker, page.videos, page.count, &follows);
    bool barred = onlooker_barred(e, &onlooker, page.videos, page.count, &bars);
    onlooker_auto(&onlooker);
    struct sight sight = {.store = e->store,
                          .likes = liked ? &likes : NULL,
                          .follows = known ? &follows : NULL,
                          .saved = &saved,
                          .bars = barred ? &bars : NULL};
    struct store_place last = {0};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "videos");
    jot_array(&j);
    for (size_t i = 0; i < page.count; i++) {
        if (!sight_lacks(&sight, page.videos[i].person)) {
            TRY(video_put(&j, &page.videos[i], &sight));
        }
    }
    jot_array_end(&j);
    if (count < left) {
        last = (struct store_place){(int64_t)(from + count), saved.videos[from + count - 1]};
    }
    TRY(page_put_next(&j, &(struct page){.of = page.of}, count < left ? &last : NULL));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* ---- people of whom nothing is to be seen */

static enum err mute(struct feed_people *people, void *context)
{
    enum err err = feed_list_add(&people->muted, *(const int64_t *)context);
    return err == ERR_LIMIT ? ERR_NOT_FOUND : err;
}

static enum err unmute(struct feed_people *people, void *context)
{
    feed_list_drop(&people->muted, *(const int64_t *)context);
    return ERR_OK;
}

static enum err mute_one(const struct viewer *v, int64_t target)
{
    return viewer_people_change(v, mute, &target);
}

static enum err unmute_one(const struct viewer *v, int64_t target)
{
    return viewer_people_change(v, unmute, &target);
}

typedef enum err people_fn(const struct viewer *v, int64_t target);

static enum err change_people(struct edged *e, const struct web_request *r, struct web_answer *a,
                              people_fn *fn)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct store_profile target;
    struct viewer viewer;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    TRY(named_person(e, r, &target));
    bool adds = fn == mute_one || fn == blocks_put;
    if (adds && target.id == viewer.person.user) {
        (void)web_answer_problem(a, 409, "Conflict", "Nobody mutes or blocks themselves.");
        return ERR_CONFLICT;
    }
    enum err err = fn(&viewer, target.id);
    if (err == ERR_NOT_FOUND) {
        (void)web_answer_problem_limit(a, 409, "Too many people",
                                       "There are as many people on this list as there may be.",
                                       LIMIT_LISTED_PEOPLE);
        return err;
    }
    return err == ERR_OK ? web_answer_empty(a) : viewer_refuse(a, err);
}

enum err put_mute(void *app, const struct web_request *r, struct web_answer *a)
{
    return change_people(app, r, a, mute_one);
}

enum err delete_mute(void *app, const struct web_request *r, struct web_answer *a)
{
    return change_people(app, r, a, unmute_one);
}

enum err put_block(void *app, const struct web_request *r, struct web_answer *a)
{
    return change_people(app, r, a, blocks_put);
}

enum err delete_block(void *app, const struct web_request *r, struct web_answer *a)
{
    return change_people(app, r, a, blocks_drop);
}

/* In the order in which they came to the service; who left is passed over. */
static enum err put_people(struct jot *j, struct edged *e, const struct feed_list *list,
                           const struct page *page)
{
    struct store_place last = {0};
    size_t count = 0;
    size_t at = 0;
    jot_object(j);
    jot_key(j, "people");
    jot_array(j);
    while (at < list->count && list->people[at] <= page->after.id) {
        at++;
    }
    for (; at < list->count && count < page->max; at++, count++) {
        struct store_profile profile;
        enum err err = store_profile_get(e->store, list->people[at], &profile);
        if (err == ERR_OK) {
            people_put_user(j, &(struct people_user){profile.id, profile.handle, profile.name,
                                                     profile.avatar, FOLLOWED_UNSAID});
        } else if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    jot_array_end(j);
    last.id = count > 0 ? list->people[at - 1] : 0;
    TRY(page_put_next(j, page, at < list->count ? &last : NULL));
    jot_object_end(j);
    return ERR_OK;
}

static enum err answer_people(struct edged *e, const struct web_request *r, struct web_answer *a,
                              bool blocked)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct viewer viewer;
    struct feed_people people = {{0}, {0}};
    struct page page;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    TRY(page_read(r, a, &page));
    enum err err = viewer_people(&viewer, &people);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    struct jot j = jot_start(&body);
    TRY(put_people(&j, e, blocked ? &people.blocked : &people.muted, &page));
    return web_answer_json(a, 200, &body);
}

enum err get_my_muted(void *app, const struct web_request *r, struct web_answer *a)
{
    return answer_people(app, r, a, false);
}

enum err get_my_blocked(void *app, const struct web_request *r, struct web_answer *a)
{
    return answer_people(app, r, a, true);
}
