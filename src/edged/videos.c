/*
 * videos.c: lists and single videos, as JSON. Everybody sees public ones; a creator sees their own
 * in any state.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "room.h"
#include "session.h"
#include "store_caption.h"
#include "store_kept.h"
#include "store_leave.h"
#include "title.h"
#include "video_page.h"
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

enum err get_my_videos(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    struct video_page page;
    TRY(session_who(e, r, a, &person));
    TRY(video_page_start(r, a, &page));
    TRY(store_video_own(e->store, person.user, page.after, page.max + 1, page.videos, &page.count));
    return video_page_answer(a, &page, &(struct sight){.store = e->store, .jobs = e->jobs});
}

enum err get_video(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    uint64_t id = 0;
    struct store_video video;
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(store_video_get(e->store, (int64_t)id, &video));
    enum err err = onlooker_of(e, r, &onlooker);
    if (err != ERR_OK && !store_video_shown(&video)) {
        return err; /* a public one is shown as to anybody while custodiand is away */
    }
    bool own = onlooker.person.user != 0 && onlooker.person.user == video.person;
    if (!store_video_shown(&video) && !own) {
        return ERR_NOT_FOUND;
    }
    struct store_follows follows;
    struct store_follows bars;
    struct feed_saved saved;
    if (onlooker_barred(e, &onlooker, &video, 1, &bars) && bars.count > 0) {
        return ERR_NOT_FOUND;
    }
    bool kept = onlooker_saved(e, &onlooker, &saved);
    bool liked = onlooker_likes(e, &onlooker, &video, 1, &likes);
    bool known = onlooker_follows(e, &onlooker, &video, 1, &follows);
    struct sight sight = {.store = e->store,
                          .jobs = own ? e->jobs : NULL,
                          .likes = liked ? &likes : NULL,
                          .follows = known ? &follows : NULL,
                          .saved = kept ? &saved : NULL};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    TRY(video_put(&j, &video, &sight));
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
    enum err err = store_kept_retry(e->store, &retry);
    if (err == ERR_OK) {
        jobs_wake(e->jobs);
    }
    TRY(store_video_get(e->store, (int64_t)id, &video));
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

enum err patch_video(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"title", NULL};
    struct edged *e = app;
    struct custody_person person;
    struct span text = {NULL, 0};
    struct span title = {NULL, 0};
    int64_t video = 0;
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(own_start(e, r, a, &person, &video));
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "title", 1, LIMIT_TITLE, &text));
    enum err err = title_check(text, &title);
    if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "title: from 1 to this many characters", LIMIT_TITLE);
    } else if (err != ERR_OK) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "title: a character that cannot be shown");
    }
    TRY(err);
    TRY(store_video_title(e->store, person.user, video, title));
    shelf_look(e->shelf, video);
    return web_answer_empty(a);
}

/* Its row goes at once, and with it the way to its bytes; those follow. */
enum err delete_video(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    int64_t video = 0;
    TRY(own_start(e, r, a, &person, &video));
    TRY(store_video_remove(e->store, person.user, video));
    shelf_look(e->shelf, video);
    jobs_end_of(e->jobs, person.user, video);
    leavers_wake(e->leavers);
    return web_answer_empty(a);
}
