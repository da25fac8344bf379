/*
 * videos.c: lists and single videos, as JSON. Everybody sees public ones; a creator sees their own
 * in any state.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "people_json.h"
#include "playlist.h"
#include "room.h"
#include "session.h"
#include "store_caption.h"
#include "store_kept.h"
#include "store_leave.h"
#include "store_video.h"
#include "title.h"
#include "viewer.h"
#include "web_json.h"
#include "wire_report.h"

#include <stdio.h>

enum {
    ANSWER_MAX = 256 * 1024,
    NUMBER_MAX = 24,
    URL_MAX = 64,
    LIKED_MONTHS = 3 /* of a page: past these it says of no video whether it is liked */
};

static void put_id(struct jot *j, const char *key, int64_t id)
{
    char text[NUMBER_MAX];
    (void)snprintf(text, sizeof(text), "%lld", (long long)id);
    jot_put_text(j, key, text);
}

static void put_url(struct jot *j, const char *key, const char *name, const char *ending)
{
    char url[URL_MAX];
    (void)snprintf(url, sizeof(url), "/media/%s%s", name, ending);
    jot_put_text(j, key, name[0] == '\0' ? NULL : url);
}

/* What version 1 of the database did not write down is null. */
static void put_rendition(struct jot *j, const struct store_rendition *r, bool audio)
{
    char codecs[CODECS_TEXT];
    codecs_text(r->level, audio, codecs);
    jot_object(j);
    jot_put_int(j, "width", r->width);
    jot_put_int(j, "height", r->height);
    jot_key(j, "bytes");
    if (r->bytes > 0) {
        jot_int(j, r->bytes);
    } else {
        jot_null(j);
    }
    put_url(j, "url", r->mp4, ".mp4");
    jot_put_text(j, "codecs", codecs[0] == '\0' ? NULL : codecs);
    jot_object_end(j);
}

static void put_strip(struct jot *j, const struct store_strip *strip)
{
    jot_key(j, "strip");
    if (strip->count == 0) {
        jot_null(j);
        return;
    }
    jot_object(j);
    put_url(j, "url", strip->name, ".jpg");
    jot_put_int(j, "columns", strip->columns);
    jot_put_int(j, "rows", strip->rows);
    jot_put_int(j, "count", strip->count);
    jot_put_int(j, "width", strip->width);
    jot_put_int(j, "height", strip->height);
    jot_object_end(j);
}

static void put_hls(struct jot *j, const struct store_video *v)
{
    char url[URL_MAX];
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld/master.m3u8", (long long)v->id);
    bool there = v->rendition_count > 0 && v->renditions[0].hls[0] != '\0';
    jot_put_text(j, "hls", there ? url : NULL);
}

/* Without media that anybody can have, null stands for what is not known yet. Width and height are
 * the smallest rendition's: all have its shape. */
static void put_media(struct jot *j, const struct store_video *v)
{
    if (v->state != VIDEO_PUBLIC || v->rendition_count == 0) {
        static const char *const keys[] = {"duration_ms", "width", "height", "poster",
                                           "blurhash",    "strip", "hls"};
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
            jot_put_text(j, keys[i], NULL);
        }
        jot_key(j, "renditions");
        jot_array(j);
        jot_array_end(j);
        return;
    }
    jot_put_int(j, "duration_ms", v->duration_ms);
    jot_put_int(j, "width", v->renditions[0].width);
    jot_put_int(j, "height", v->renditions[0].height);
    put_url(j, "poster", v->poster, ".jpg");
    jot_put_text(j, "blurhash", v->blurhash[0] == '\0' ? NULL : v->blurhash);
    put_strip(j, &v->strip);
    put_hls(j, v);
    jot_key(j, "renditions");
    jot_array(j);
    for (size_t i = 0; i < v->rendition_count; i++) {
        put_rendition(j, &v->renditions[i], v->audio);
    }
    jot_array_end(j);
}

static void put_reason(struct jot *j, const struct store_video *v)
{
    AUTO(buf) struct buf text = {.max = 512};
    struct report report = {
        .refusal = v->refusal, .number = v->refusal_number, .codec = span_text(v->refusal_codec)};
    if (v->state != VIDEO_REFUSED || refusal_text(&report, &text) != ERR_OK) {
        jot_put_text(j, "reason", NULL);
        return;
    }
    jot_put_span(j, "reason", buf_span(&text));
}

static bool may_be_retried(const struct store_video *v)
{
    return v->state == VIDEO_REFUSED && v->kept_until_ms > time_wall_ms();
}

/* Until when its creator can ask for another try. */
static void put_retry(struct jot *j, const struct store_video *v)
{
    jot_key(j, "retry_until_ms");
    if (may_be_retried(v)) {
        jot_int(j, v->kept_until_ms);
    } else {
        jot_null(j);
    }
}

/* How far its first rendition is, and whether larger ones are still to come. */
static void put_progress(struct jot *j, const struct store_video *v, struct jobs *jobs)
{
    jot_key(j, "progress");
    if (v->state == VIDEO_QUEUED || v->state == VIDEO_RUNNING) {
        jot_int(j, jobs_progress(jobs, v->id));
    } else {
        jot_null(j);
    }
    jot_put_bool(j, "larger_to_come", v->rest == REST_WAITING || v->rest == REST_RUNNING);
}

/* Whom a video is shown to. */
struct sight {
    struct store *store;
    struct jobs *jobs;              /* its creator; NULL: anybody */
    const struct feed_state *likes; /* of the viewer; NULL: nobody in particular, or not known */
};

static void put_liked(struct jot *j, const struct store_video *v, const struct feed_state *likes)
{
    jot_key(j, "liked");
    if (likes == NULL) {
        jot_null(j);
    } else {
        jot_bool(j, feed_state_has(likes, FEED_LIKES, v->id));
    }
}

static enum err put_captions(struct jot *j, const struct store_video *v, struct store *store)
{
    struct store_track tracks[LIMIT_LANGUAGES];
    size_t count = 0;
    TRY(store_caption_list(store, v->id, tracks, &count));
    jot_key(j, "captions");
    jot_array(j);
    for (size_t i = 0; i < count; i++) {
        jot_object(j);
        jot_put_text(j, "lang", tracks[i].lang);
        jot_put_text(j, "label", tracks[i].label);
        put_url(j, "url", tracks[i].name, ".vtt");
        jot_object_end(j);
    }
    jot_array_end(j);
    return ERR_OK;
}

static enum err put_video(struct jot *j, const struct store_video *v, const struct sight *sight)
{
    static const char *const states[VIDEO_STATE_COUNT_] = {
        [VIDEO_QUEUED] = "processing",
        [VIDEO_RUNNING] = "processing",
        [VIDEO_PUBLIC] = "public",
        [VIDEO_REFUSED] = "refused",
    };
    jot_object(j);
    put_id(j, "id", v->id);
    jot_put_text(j, "title", v->title);
    struct people_user author = {v->person, v->handle, v->author};
    people_put_user(j, "author", &author);
    jot_put_int(j, "created_ms", v->created_ms);
    put_media(j, v);
    jot_put_text(j, "sound", v->sound[0] == '\0' ? NULL : v->sound);
    jot_put_int(j, "watches", v->watches);
    jot_put_int(j, "likes", v->likes);
    put_liked(j, v, sight->likes);
    if (sight->jobs != NULL) {
        jot_put_text(j, "state", states[v->state]);
        put_reason(j, v);
        put_progress(j, v, sight->jobs);
        put_retry(j, v);
    }
    TRY(put_captions(j, v, sight->store));
    jot_object_end(j);
    return ERR_OK;
}

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

struct page {
    struct store_place after;
    size_t max;
    size_t count; /* one more than max: there is a next page */
    struct store_video *videos;
};

static enum err page_start(const struct web_request *r, struct web_answer *a, struct page *out)
{
    struct page page = {.max = LIMIT_PAGE};
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

static enum err page_answer(struct web_answer *a, const struct page *page,
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
        TRY(put_video(&j, &page->videos[i], sight));
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

/* Whose request this is, if that can be known: user 0 for anybody. */
static enum err user_of(struct edged *e, const struct web_request *r, struct custody_token *token,
                        struct custody_person *out_person)
{
    *out_person = (struct custody_person){0};
    if (session_token(r, token) != ERR_OK) {
        return ERR_OK;
    }
    enum err err = custody_who(e->custodian, token, LIMIT_ASK_QUICK_MS, out_person);
    return err == ERR_DENIED ? ERR_OK : err;
}

/* What of these videos the viewer likes: one ask for all. False: not known, which is no failure of
 * a page: nobody is signed in, custodiand is away, or they are of too many months. */
static bool find_likes(struct edged *e, const struct custody_token *token,
                       const struct custody_person *person, const struct store_video *videos,
                       size_t count, struct feed_state *likes)
{
    struct viewer viewer = {.e = e, .token = token, .person = *person};
    uint16_t months[LIKED_MONTHS];
    size_t known = 0;
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
    return viewer_likes(&viewer, months, known, likes) == ERR_OK;
}

enum err get_videos(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {{0}};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    struct custody_person person;
    struct page page;
    TRY(page_start(r, a, &page));
    TRY(store_video_newest(e->store, page.after, page.max + 1, page.videos, &page.count));
    bool liked = user_of(e, r, &token, &person) == ERR_OK && person.user != 0 &&
                 find_likes(e, &token, &person, page.videos, page.count, &likes);
    return page_answer(a, &page,
                       &(struct sight){.store = e->store, .likes = liked ? &likes : NULL});
}

enum err get_my_videos(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    struct page page;
    TRY(session_who(e, r, a, &person));
    TRY(page_start(r, a, &page));
    TRY(store_video_own(e->store, person.user, page.after, page.max + 1, page.videos, &page.count));
    return page_answer(a, &page, &(struct sight){.store = e->store, .jobs = e->jobs});
}

enum err get_video(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {{0}};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    struct custody_person person = {0};
    uint64_t id = 0;
    struct store_video video;
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(store_video_get(e->store, (int64_t)id, &video));
    enum err err = user_of(e, r, &token, &person);
    if (err != ERR_OK && video.state != VIDEO_PUBLIC) {
        return err; /* a public one is shown as to anybody while custodiand is away */
    }
    bool own = person.user != 0 && person.user == video.person;
    if (video.state != VIDEO_PUBLIC && !own) {
        return ERR_NOT_FOUND;
    }
    bool liked = person.user != 0 && find_likes(e, &token, &person, &video, 1, &likes);
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    struct sight sight = {e->store, own ? e->jobs : NULL, liked ? &likes : NULL};
    TRY(put_video(&j, &video, &sight));
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
    TRY(put_video(&j, &video, &(struct sight){e->store, e->jobs, NULL}));
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
    jobs_end_of(e->jobs, person.user, video);
    leavers_wake(e->leavers);
    return web_answer_empty(a);
}
