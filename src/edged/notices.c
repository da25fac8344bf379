/*
 * notices.c: what a person is told of, and up to where they have read it, which only their session
 * opens.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_text.h"
#include "events.h"
#include "page.h"
#include "people_json.h"
#include "report_news.h"
#include "shut.h"
#include "spoken.h"
#include "store_notice.h"
#include "unread.h"
#include "viewer_answer.h"
#include "web_json.h"

#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 256 * 1024, NUMBER_MAX = 24, URL_MAX = 64 };

static void put_video(struct jot *j, const struct store_told *told)
{
    char url[URL_MAX];
    bool sealed = told->audience != AUDIENCE_ALL; /* one's own: its page shows what it is */
    bool untold = sealed || told->title[0] == '\0';
    jot_key(j, "video");
    if (told->video == 0) {
        jot_null(j);
        return;
    }
    (void)snprintf(url, sizeof(url), "/media/%s.jpg", told->poster);
    jot_object(j);
    people_put_id(j, "id", told->video);
    jot_put_text(j, "title", untold ? NULL : told->title);
    jot_put_text(j, "poster", sealed || told->poster[0] == '\0' ? NULL : url);
    jot_put_text(j, "state", video_state_name(told->state));
    jot_object_end(j);
}

static void put_comment(struct jot *j, const struct store_told *told)
{
    jot_key(j, "comment");
    if (told->comment == 0) {
        jot_null(j);
        return;
    }
    jot_object(j);
    people_put_id(j, "id", told->comment);
    jot_put_text(j, "text", told->said.shut ? NULL : told->said.text);
    jot_object_end(j);
}

/* How many like it is public; who they are, nobody here knows. */
static void put_told(struct jot *j, const struct store_told *told, int64_t mark)
{
    struct people_user person = {
        .id = told->actor, .handle = told->handle, .name = told->name, .avatar = told->avatar};
    jot_object(j);
    people_put_id(j, "id", told->id);
    jot_put_text(j, "kind", store_notice_name(told->kind));
    jot_put_int(j, "at_ms", told->at_ms);
    jot_key(j, "person");
    if (told->actor == 0) {
        jot_null(j);
    } else {
        people_put_user(j, &person);
    }
    put_video(j, told);
    put_comment(j, told);
    jot_key(j, "count");
    if (told->kind == NOTICE_LIKES) {
        jot_int(j, told->likes);
    } else {
        jot_null(j);
    }
    people_put_maybe(j, "decision", told->decision);
    jot_put_text(j, "report", NULL);
    jot_put_bool(j, "unread", told->id > mark);
    jot_object_end(j);
}

/* What a page is made of: the two, each the newest first. */
struct telling {
    const struct store_told *told;
    size_t count;
    const struct report_news *news;
    const struct feed_people *off;
    const struct page *page;
    int64_t mark;
    int64_t unread;
};

/* The next of both, written; its id, 0: there is none, or what comes next is not known. */
static int64_t put_next(struct jot *j, const struct telling *t, size_t *told, size_t *news)
{
    int64_t of_told = *told < t->count ? t->told[*told].id : 0;
    int64_t of_news = *news < t->news->count ? t->news->items[*news].id : 0;
    if (of_news > of_told) {
        report_new_put(j, &t->news->items[(*news)++], t->mark);
        return of_news;
    }
    if (of_told == 0 || (of_news == 0 && t->news->more)) {
        return 0;
    }
    const struct store_told *next = &t->told[(*told)++];
    if (next->actor == 0 || !feed_people_off(t->off, next->actor)) {
        put_told(j, next, t->mark);
    }
    return of_told;
}

static enum err answer_told(struct web_answer *a, const struct telling *t)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    struct store_place last = {0};
    size_t told = 0;
    size_t news = 0;
    jot_object(&j);
    jot_key(&j, "notifications");
    jot_array(&j);
    for (int64_t id = 1; id != 0 && told + news < t->page->max;) {
        id = put_next(&j, t, &told, &news);
        last.id = id == 0 ? last.id : id;
    }
    jot_array_end(&j);
    bool more = told < t->count || news < t->news->count || t->news->more;
    TRY(page_put_next(&j, t->page, more && last.id != 0 ? &last : NULL));
    jot_put_int(&j, "unread", t->unread);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* Of a circle, which is opened, or not, as one. */
static bool is_first(const struct store_told *told, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (told[k].circle == told[i].circle) {
            return false;
        }
    }
    return told[i].circle != 0;
}

/* What is sealed of one circle: those behind the first, too. */
static enum err open_circle(struct edged *e, const struct onlooker *o, struct store_told *told,
                            size_t count)
{
    struct store_comment *comments[SPOKEN_FILL];
    size_t shut = 0;
    for (size_t i = 0; i < count && shut < SPOKEN_FILL; i++) {
        if (told[i].said.shut && told[i].circle == told[0].circle) {
            comments[shut++] = &told[i].said;
        }
    }
    return spoken_fill(e, o, told[0].circle, comments, shut);
}

/* What does not open is told without its words; what one said oneself opens by one's own key. */
static enum err open_told(const struct viewer *v, struct store_told *told, size_t count)
{
    AUTO(onlooker) struct onlooker o = {.person = v->person, .token = *v->token};
    for (size_t i = 0; i < count; i++) {
        if (is_first(told, i)) {
            TRY(open_circle(v->e, &o, &told[i], count - i));
        }
        if (told[i].said.shut && told[i].said.person == v->person.user) {
            TRY(spoken_own(v->e, v->token, &told[i].said));
        }
    }
    return ERR_OK;
}

/* Titles of one's own that wait, or were refused. */
static enum err open_titles(const struct viewer *v, struct arena *scratch, struct store_told *told,
                            size_t count)
{
    struct shut_of of = {.custodian = v->e->custodian, .token = v->token, .person = v->person.user};
    struct store_video *videos = arena_alloc(scratch, (count + 1) * sizeof(*videos));
    struct store_told *of_videos[SHUT_FILL];
    size_t waiting = 0;
    if (videos == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < count && waiting < SHUT_FILL; i++) {
        if (told[i].video != 0 && told[i].audience == AUDIENCE_ALL && told[i].title[0] == '\0') {
            of_videos[waiting] = &told[i];
            videos[waiting++] = (struct store_video){
                .id = told[i].video, .person = of.person, .audience = AUDIENCE_ALL};
        }
    }
    TRY(shut_fill(&of, v->e->store, videos, waiting));
    for (size_t i = 0; i < waiting; i++) {
        memcpy(of_videos[i]->title, videos[i].title, sizeof(videos[i].title));
    }
    return ERR_OK;
}

enum err get_my_notices(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct viewer viewer;
    struct page page;
    struct feed_people off = {{0}, {0}};
    struct report_news news = {.count = 0};
    struct unread_known known = {&off, NULL};
    struct telling telling = {.news = &news, .off = &off};
    TRY(viewer_enter(e, r, a, &token, &viewer));
    TRY(page_read(r, a, &page));
    struct store_told *told = arena_alloc(r->scratch, (page.max + 1) * sizeof(struct store_told));
    if (told == NULL) {
        return ERR_NOMEM;
    }
    enum err err = viewer_mark(&viewer, &telling.mark);
    err = err == ERR_OK ? viewer_people(&viewer, &off) : err;
    err = err == ERR_OK ? report_news(&viewer, page.after.id, &news) : err;
    known.news = page.after.id == 0 ? &news : NULL;
    err = err == ERR_OK ? unread_of(&viewer, telling.mark, known, &telling.unread) : err;
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    TRY(store_notices(e->store, viewer.person.user, page.after.id, page.max + 1, told,
                      &telling.count));
    err = open_told(&viewer, told, telling.count);
    err = err == ERR_OK ? open_titles(&viewer, r->scratch, told, telling.count) : err;
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    telling.told = told;
    telling.page = &page;
    return answer_told(a, &telling);
}

/* Not further than there is something. */
static enum err newest_of(const struct viewer *v, int64_t *out_newest)
{
    struct report_news news;
    int64_t newest = 0;
    TRY(store_notice_newest(v->e->store, v->person.user, &newest));
    TRY(report_news(v, 0, &news));
    bool later = news.count > 0 && news.items[0].id > newest;
    *out_newest = later ? news.items[0].id : newest;
    return ERR_OK;
}

enum err put_notices_read(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"up_to", NULL};
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct viewer viewer;
    struct span text = {NULL, 0};
    uint64_t up_to = 0;
    int64_t newest = 0;
    int64_t mark = 0;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "up_to", 1, NUMBER_MAX, &text));
    if (text_u64(text, INT64_MAX, &up_to) != ERR_OK) {
        (void)web_answer_problem(a, 400, "Malformed request", "up_to: not a notice's number");
        return ERR_FORMAT;
    }
    TRY(newest_of(&viewer, &newest));
    newest = (int64_t)up_to < newest ? (int64_t)up_to : newest;
    if (newest > 0) {
        enum err err = viewer_mark_put(&viewer, newest, &mark);
        if (err != ERR_OK) {
            return viewer_refuse(a, err);
        }
        events_mark(e->events, viewer.person.user, mark);
    }
    return web_answer_empty(a);
}

enum err get_my_events(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct viewer viewer;
    int64_t mark = 0;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    enum err err = viewer_mark(&viewer, &mark);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    struct events_listener listener = {&viewer, mark};
    err = events_listen(e->events, &listener, a);
    return err == ERR_OK || err == ERR_BUSY ? err : viewer_refuse(a, err);
}
