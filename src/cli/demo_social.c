/*
 * demo_social.c: who the people of a demo are, whom they follow, and what they say to each other.
 */
#include "demo.h"

#include "base_file.h"
#include "base_json.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { PATH_LENGTH = 128, BODY_MAX = 16 * 1024, PICTURE_MAX = 4 * 1024 * 1024 };

/* Any status from 200 to 299 is well. */
static int ask(struct demo_person *p, const struct http_request *request, const char *what,
               json_t **out_json)
{
    AUTO(json_free) json_t *json = NULL;
    int status = client_ask(&p->client, request, &json);
    if (status < 0) {
        return -1;
    }
    if (status < 200 || status > 299) {
        (void)client_refused(&p->client, what, status, json);
        return -1;
    }
    if (out_json != NULL) {
        *out_json = MOVE(json);
    }
    return 0;
}

static int put_profile(struct demo_person *p)
{
    AUTO(buf) struct buf body = {.max = BODY_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_text(&j, "name", client_text(p->told, "name"));
    jot_put_text(&j, "bio", client_text(p->told, "bio"));
    jot_object_end(&j);
    return ask(p,
               &(struct http_request){.method = "PATCH",
                                      .path = "/api/v1/me/profile",
                                      .content_type = "application/json",
                                      .body = buf_span(&body),
                                      .answer_max = CLIENT_ANSWER_MAX},
               p->handle, NULL);
}

static int put_picture(struct demo *d, struct demo_person *p)
{
    const char *name = client_text(p->told, "avatar");
    if (name[0] == '\0') {
        return 0;
    }
    AUTO(fd_close) int folder = open(d->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(buf) struct buf picture = {.max = PICTURE_MAX};
    enum err err = folder < 0 ? ERR_NOT_FOUND : file_read_all(folder, name, &picture);
    if (err != ERR_OK) {
        return demo_fail(name, err_text(err));
    }
    return ask(p,
               &(struct http_request){.method = "PUT",
                                      .path = "/api/v1/me/avatar",
                                      .content_type = "image/png",
                                      .body = buf_span(&picture),
                                      .answer_max = CLIENT_ANSWER_MAX},
               name, NULL);
}

static int follow(struct demo_person *p, const char *whom)
{
    char path[PATH_LENGTH];
    (void)snprintf(path, sizeof(path), "/api/v1/people/%s/follow", whom);
    return ask(
        p, &(struct http_request){.method = "PUT", .path = path, .answer_max = CLIENT_ANSWER_MAX},
        whom, NULL);
}

/* Whether this person has told of themselves already: then a second run leaves them alone. */
static int is_introduced(struct demo_person *p, bool *out_done)
{
    AUTO(json_free) json_t *json = NULL;
    char path[PATH_LENGTH];
    (void)snprintf(path, sizeof(path), "/api/v1/people/%s", p->handle);
    if (ask(p, &(struct http_request){.path = path, .answer_max = CLIENT_ANSWER_MAX}, p->handle,
            &json) != 0) {
        return -1;
    }
    bool pictured =
        client_text(p->told, "avatar")[0] == '\0' || client_text(json, "avatar")[0] != '\0';
    *out_done = pictured && strcmp(client_text(json, "name"), client_text(p->told, "name")) == 0;
    return 0;
}

int demo_introduce(struct demo *d)
{
    for (size_t i = 0; i < d->people_count; i++) {
        struct demo_person *p = &d->people[i];
        bool done = false;
        if (is_introduced(p, &done) != 0 ||
            (!done && (put_profile(p) != 0 || put_picture(d, p) != 0))) {
            return -1;
        }
        size_t at = 0;
        const json_t *whom = NULL;
        json_array_foreach(json_object_get(p->told, "follows"), at, whom)
        {
            const char *handle = json_string_value(whom);
            if (handle != NULL && demo_find(d, handle) != NULL && follow(p, handle) != 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int say(struct demo *d, const struct demo_clip *c, const json_t *comment, const char *parent)
{
    AUTO(buf) struct buf body = {.max = BODY_MAX};
    AUTO(json_free) json_t *json = NULL;
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_text(&j, "text", client_text(comment, "text"));
    jot_put_text(&j, "parent", parent);
    jot_object_end(&j);
    char path[PATH_LENGTH];
    (void)snprintf(path, sizeof(path), "/api/v1/videos/%s/comments", c->id);
    if (ask(demo_find(d, client_text(comment, "by")),
            &(struct http_request){.method = "POST",
                                   .path = path,
                                   .content_type = "application/json",
                                   .body = buf_span(&body),
                                   .answer_max = CLIENT_ANSWER_MAX},
            c->title, &json) != 0) {
        return -1;
    }
    size_t at = 0;
    const json_t *reply = NULL;
    json_array_foreach(json_object_get(comment, "replies"), at, reply)
    {
        if (say(d, c, reply, client_text(json, "id")) != 0) {
            return -1;
        }
    }
    return 0;
}

static int like(struct demo_person *p, const struct demo_clip *c)
{
    char path[PATH_LENGTH];
    (void)snprintf(path, sizeof(path), "/api/v1/videos/%s/like", c->id);
    return ask(
        p, &(struct http_request){.method = "PUT", .path = path, .answer_max = CLIENT_ANSWER_MAX},
        c->title, NULL);
}

static int talk_of(struct demo *d, const struct demo_clip *c)
{
    char path[PATH_LENGTH];
    (void)snprintf(path, sizeof(path), "/api/v1/videos/%s", c->id);
    AUTO(json_free) json_t *json = NULL;
    if (ask(c->author, &(struct http_request){.path = path, .answer_max = CLIENT_ANSWER_MAX},
            c->title, &json) != 0) {
        return -1;
    }
    bool quiet = json_integer_value(json_object_get(json, "comments")) == 0;
    size_t at = 0;
    const json_t *comment = NULL;
    json_array_foreach(c->comments, at, comment)
    {
        struct demo_person *by = demo_find(d, client_text(comment, "by"));
        if ((quiet && say(d, c, comment, NULL) != 0) || like(by, c) != 0) {
            return -1;
        }
    }
    return 0;
}

int demo_talk(struct demo *d)
{
    for (size_t i = 0; i < d->clip_count; i++) {
        if (talk_of(d, &d->clips[i]) != 0) {
            return -1;
        }
    }
    return 0;
}
