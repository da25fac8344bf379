/*
 * videos.c: lists and single videos, as JSON. Everybody sees public ones; a creator sees their own
 * in any state.
 */
#include "handlers.h"

#include "audience.h"
#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "kept.h"
#include "room.h"
#include "said.h"
#include "session.h"
#include "shared.h"
#include "shut.h"
#include "store_caption.h"
#include "store_leave.h"
#include "title.h"
#include "video_page.h"
#include "viewer_answer.h"
#include "web_json.h"
#include "wire_report.h"

enum { ANSWER_MAX = 64 * 1024 };

enum err get_videos(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct video_page page;
    TRY(video_page_start(r, a, &page));
    TRY(store_video_newest(e->store, page.after, page.max + 1, page.videos, &page.count));
    return video_page_show(e, r, a, &page);
}

/* What is sealed of one's own. */
static enum err fill_own(struct edged *e, const struct web_request *r, struct web_answer *a,
                         struct store_video *videos, size_t count)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct shut_of of = {
        .custodian = e->custodian, .token = &token, .person = count == 0 ? 0 : videos[0].person};
    enum err err = session_token(r, &token);
    for (size_t i = 0; i < AUDIENCE_COUNT_ && err == ERR_OK; i++) {
        of.audience = (enum video_audience)i;
        err = shut_fill(&of, e->store, videos, count);
    }
    return err == ERR_OK ? ERR_OK : viewer_refuse(a, err);
}

enum err get_my_videos(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct custody_person person;
    struct video_page page;
    TRY(session_who(e, r, a, &person));
    TRY(session_token(r, &token));
    TRY(video_page_start(r, a, &page));
    TRY(store_video_own(e->store, person.user, page.after, page.max + 1, page.videos, &page.count));
    TRY(fill_own(e, r, a, page.videos, page.count));
    if (page.after.id == 0) {
        shared_settle(e, &token, person.user);
    }
    return video_page_answer(a, &page, &(struct sight){.store = e->store, .jobs = e->jobs});
}

/* What is for followers becomes nobody's for whoever is none. */
static enum err fill_guest(struct edged *e, const struct onlooker *o, struct web_answer *a,
                           struct store_video *video)
{
    bool may = false;
    if (video->audience != AUDIENCE_FOLLOWERS) {
        return ERR_OK;
    }
    TRY(shared_may(e, o->person.user, video, &may));
    if (!may) {
        return ERR_NOT_FOUND;
    }
    enum err err = shared_fill(e, o, video, 1);
    return err == ERR_OK ? ERR_OK : viewer_refuse(a, err);
}

enum err get_video(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    uint64_t id = 0;
    struct store_video *video = ARENA_NEW(r->scratch, struct store_video); /* no stack keeps it */
    if (video == NULL) {
        return ERR_NOMEM;
    }
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(store_video_get(e->store, (int64_t)id, video));
    enum err err = onlooker_of(e, r, &onlooker);
    if (err != ERR_OK && !store_video_shown(video)) {
        return err; /* a public one is shown as to anybody while custodiand is away */
    }
    bool own = onlooker.person.user != 0 && onlooker.person.user == video->person;
    TRY(own ? fill_own(e, r, a, video, 1) : fill_guest(e, &onlooker, a, video));
    if (!store_video_followed(video) && !own) {
        return ERR_NOT_FOUND;
    }
    struct store_follows follows;
    struct store_follows bars;
    struct feed_saved saved;
    if (onlooker_barred(e, &onlooker, video, 1, &bars) && bars.count > 0) {
        return ERR_NOT_FOUND;
    }
    bool kept = onlooker_saved(e, &onlooker, &saved);
    bool liked = onlooker_likes(e, &onlooker, video, 1, &likes);
    bool known = onlooker_follows(e, &onlooker, video, 1, &follows);
    struct sight sight = {.store = e->store,
                          .jobs = own ? e->jobs : NULL,
                          .guest = true,
                          .likes = liked ? &likes : NULL,
                          .follows = known ? &follows : NULL,
                          .saved = kept ? &saved : NULL};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    TRY(video_put(&j, video, &sight));
    return web_answer_json(a, 200, &body);
}

static enum err refuse_retry(struct web_answer *a, const struct store_video *v)
{
    const char *detail = "This video is being prepared already.";
    if (v->state == VIDEO_PUBLIC) {
        detail = "This video is public already.";
    } else if (v->state == VIDEO_REFUSED && refusal_may_pass(v->refusal)) {
        detail = "Its original was kept for a day, and is deleted by now. Upload it again.";
    } else if (v->state == VIDEO_REFUSED) {
        detail = "The reason lies in the file itself and cannot pass. Upload another file.";
    }
    (void)web_answer_problem(a, 409, "Not to be tried again", detail);
    return ERR_CONFLICT;
}

enum err post_retry(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    struct store_video video;
    uint64_t id = 0;
    TRY(session_who(e, r, a, &person));
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(store_video_get(e->store, (int64_t)id, &video));
    if (video.person != person.user) {
        return ERR_NOT_FOUND;
    }
    struct store_retry retry = {video.id, person.user, time_wall_ms()};
    struct room_ask ask = {.person = person.user};
    enum err err = kept_retry(e->store, e->blobs, &retry);
    if (err == ERR_OK) {
        jobs_wake(e->jobs);
    }
    TRY(store_video_get(e->store, (int64_t)id, &video));
    TRY(fill_own(e, r, a, &video, 1));
    if (err == ERR_CONFLICT) {
        return refuse_retry(a, &video);
    }
    TRY(room_refuse(e, a, &ask, err));
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    TRY(video_put(&j, &video, &(struct sight){.store = e->store, .jobs = e->jobs}));
    return web_answer_json(a, 202, &body);
}

/* The caller, and the number in the path. */
static enum err own_start(struct edged *e, const struct web_request *r, struct web_answer *a,
                          struct custody_person *out_person, int64_t *out_video)
{
    uint64_t id = 0;
    TRY(session_who(e, r, a, out_person));
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    *out_video = (int64_t)id;
    return ERR_OK;
}

static enum err read_title(struct web_json *json, struct web_answer *a, struct span *out_title)
{
    struct span text = {NULL, 0};
    TRY(web_json_text(json, "title", 1, LIMIT_TITLE, &text));
    enum err err = title_check(text, out_title);
    if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "title: from 1 to this many characters", LIMIT_TITLE);
    } else if (err != ERR_OK) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "title: a character that cannot be shown");
    }
    return err;
}

static enum err read_audience(struct web_json *json, struct web_answer *a,
                              enum video_audience *out_audience)
{
    struct span text = {NULL, 0};
    TRY(web_json_text(json, "visibility", 1, LIMIT_WORD, &text));
    if (video_audience_of(text, out_audience) == ERR_OK) {
        return ERR_OK;
    }
    (void)web_answer_problem(a, 400, "Malformed request", "visibility: " VISIBILITY_WORDS);
    return ERR_FORMAT;
}

/* A title, whom it is for, or both. */
enum err patch_video(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"title", "visibility", NULL};
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct custody_person person;
    struct audience_wish wish = {.token = &token};
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(own_start(e, r, a, &person, &wish.video));
    TRY(session_token(r, &token));
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    wish.person = person.user;
    wish.has_audience = web_json_has(json, "visibility");
    if (wish.has_audience) {
        TRY(read_audience(json, a, &wish.audience));
        TRY(said_often(a, e->audiences, person.user));
    }
    if (!wish.has_audience || web_json_has(json, "title")) {
        TRY(read_title(json, a, &wish.title));
    }
    TRY(audience_change(e, a, &wish));
    return web_answer_empty(a);
}

/* Its row goes at once, and with it the way to its bytes; those follow. */
enum err delete_video(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct store_video before;
    int64_t video = 0;
    TRY(own_start(e, r, a, &person, &video));
    TRY(session_token(r, &token));
    TRY(store_video_get(e->store, video, &before));
    TRY(store_video_remove(e->store, person.user, video));
    shelf_look(e->shelf, video);
    jobs_end_of(e->jobs, person.user, video);
    leavers_wake(e->leavers);
    TRY(before.audience == AUDIENCE_FOLLOWERS ? shared_end(e, &token, person.user) : ERR_OK);
    return web_answer_empty(a);
}
