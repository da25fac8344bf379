/*
 * demo_content.c: reads demo.json.
 */
#include "demo.h"

#include "base_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { CONTENT_MAX = 256 * 1024 };

int demo_fail(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine demo: %s: %s\n", what, why);
    return -1;
}

struct demo_person *demo_find(struct demo *d, const char *handle)
{
    for (size_t i = 0; i < d->people_count; i++) {
        if (strcmp(d->people[i].handle, handle) == 0) {
            return &d->people[i];
        }
    }
    return NULL;
}

/* A file beside demo.json, and nowhere else. */
static bool is_file(const char *name)
{
    return name[0] != '\0' && strchr(name, '/') == NULL;
}

static int read_person(struct demo *d, const json_t *told)
{
    static const char handle_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
    const char *handle = client_text(told, "handle");
    const char *avatar = client_text(told, "avatar");
    size_t length = strlen(handle);
    bool good = length >= LIMIT_HANDLE_MIN && length <= LIMIT_HANDLE &&
                strspn(handle, handle_letters) == length && demo_find(d, handle) == NULL &&
                (avatar[0] == '\0' || is_file(avatar));
    if (!good || d->people_count == DEMO_PEOPLE) {
        return demo_fail("demo.json",
                         "a person is not handle, name, bio, avatar, follows, is there "
                         "twice, or there are too many");
    }
    d->people[d->people_count++] = (struct demo_person){
        .handle = handle, .told = told, .client = {.http = d->http, .command = "demo"}};
    return 0;
}

static bool comments_good(struct demo *d, const json_t *comments, bool may_be_answered)
{
    size_t at = 0;
    const json_t *comment = NULL;
    bool good = true;
    json_array_foreach(comments, at, comment)
    {
        const json_t *replies = json_object_get(comment, "replies");
        good = good && demo_find(d, client_text(comment, "by")) != NULL &&
               client_text(comment, "text")[0] != '\0' &&
               (replies == NULL || (may_be_answered && comments_good(d, replies, false)));
    }
    return good;
}

static int read_clip(struct demo *d, const json_t *told)
{
    struct demo_clip clip = {.file = client_text(told, "file"),
                             .title = client_text(told, "title"),
                             .comments = json_object_get(told, "comments"),
                             .author = demo_find(d, client_text(told, "author"))};
    if (d->clip_count == DEMO_CLIPS || !is_file(clip.file) || clip.author == NULL ||
        !comments_good(d, clip.comments, true)) {
        return demo_fail("demo.json", "a clip is not file, author, title, comments, speaks of "
                                      "somebody who is not there, or there are too many");
    }
    d->clips[d->clip_count++] = clip;
    return 0;
}

int demo_read(struct demo *d)
{
    AUTO(fd_close) int folder = open(d->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(buf) struct buf text = {.max = CONTENT_MAX};
    enum err err = folder < 0 ? ERR_NOT_FOUND : file_read_all(folder, "demo.json", &text);
    if (err != ERR_OK) {
        return demo_fail("demo.json", err_text(err));
    }
    d->content = json_loadb((const char *)text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    if (d->content == NULL) {
        return demo_fail("demo.json", "is not JSON");
    }
    int status = 0;
    size_t at = 0;
    const json_t *told = NULL;
    json_array_foreach(json_object_get(d->content, "people"), at, told)
    {
        status = status == 0 ? read_person(d, told) : status;
    }
    json_array_foreach(json_object_get(d->content, "clips"), at, told)
    {
        status = status == 0 ? read_clip(d, told) : status;
    }
    if (status == 0 && d->clip_count == 0) {
        return demo_fail("demo.json", "it names no clip");
    }
    return status;
}
