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
#include "store_notice.h"
#include "viewer_answer.h"
#include "web_json.h"

#include <stdio.h>

enum { ANSWER_MAX = 256 * 1024, NUMBER_MAX = 24, URL_MAX = 64 };

static void put_video(struct jot *j, const struct store_told *told)
{
    char url[URL_MAX];
    jot_key(j, "video");
    if (told->video == 0) {
        jot_null(j);
        return;
    }
    (void)snprintf(url, sizeof(url), "/media/%s.jpg", told->poster);
    jot_object(j);
    people_put_id(j, "id", told->video);
    jot_put_text(j, "title", told->title);
    jot_put_text(j, "poster", told->poster[0] == '\0' ? NULL : url);
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
    jot_put_text(j, "text", told->text);
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
    jot_put_bool(j, "unread", told->id > mark);
    jot_object_end(j);
}

static enum err answer_told(struct web_answer *a, const struct store_told *told, size_t count,
                            size_t max, const int64_t mark_unread[2], const struct feed_people *off)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    bool more = count > max;
    struct store_place last = {0};
    jot_object(&j);
    jot_key(&j, "notifications");
    jot_array(&j);
    for (size_t i = 0; i < (more ? max : count); i++) {
        if (told[i].actor == 0 || !feed_people_off(off, told[i].actor)) {
            put_told(&j, &told[i], mark_unread[0]);
        }
    }
    jot_array_end(&j);
    last.id = more ? told[max - 1].id : 0;
    page_put_next(&j, more ? &last : NULL);
    jot_put_int(&j, "unread", mark_unread[1]);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* How many of what is unread came from people of whom nothing is shown. */
static enum err unread_of(struct edged *e, int64_t person, int64_t mark,
                          const struct feed_people *off, int64_t *out_count)
{
    int64_t actors[LIMIT_NOTICES];
    size_t count = 0;
    TRY(store_notice_actors(e->store, person, mark, LIMIT_NOTICES, actors, &count));
    *out_count = 0;
    for (size_t i = 0; i < count; i++) {
        *out_count += actors[i] != 0 && feed_people_off(off, actors[i]);
    }
    return ERR_OK;
}

enum err get_my_notices(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {{0}};
    struct viewer viewer;
    struct page page;
    int64_t mark_unread[2] = {0, 0};
    struct feed_people off = {{0}, {0}};
    int64_t muted = 0;
    size_t count = 0;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    TRY(page_read(r, a, &page));
    struct store_told *told = arena_alloc(r->scratch, (page.max + 1) * sizeof(struct store_told));
    if (told == NULL) {
        return ERR_NOMEM;
    }
    enum err err = viewer_mark(&viewer, &mark_unread[0]);
    err = err == ERR_OK ? viewer_people(&viewer, &off) : err;
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    int64_t person = viewer.person.user;
    TRY(store_notices(e->store, person, page.after.id, page.max + 1, told, &count));
    TRY(store_notice_unread(e->store, person, mark_unread[0], &mark_unread[1]));
    TRY(unread_of(e, person, mark_unread[0], &off, &muted));
    mark_unread[1] -= muted;
    return answer_told(a, told, count, page.max, mark_unread, &off);
}

/* Not further than there is something. */
enum err put_notices_read(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"up_to", NULL};
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {{0}};
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
    TRY(store_notice_newest(e->store, viewer.person.user, &newest));
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
    AUTO(custody_token) struct custody_token token = {{0}};
    struct viewer viewer;
    int64_t mark = 0;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    enum err err = viewer_mark(&viewer, &mark);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    struct events_listener listener = {viewer.person.user, mark, &token};
    return events_listen(e->events, &listener, a);
}
