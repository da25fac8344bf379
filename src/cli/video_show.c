#include "video.h"

#include <stdio.h>
#include <string.h>

enum { PAGES_MAX = 10000 };

static bool is_id(const char *text)
{
    size_t len = strlen(text);
    return len > 0 && len <= 19 && strspn(text, "0123456789") == len;
}

bool video_path(const struct client *c, const char *id, const char *after, char out[VIDEO_PATH])
{
    if (!is_id(id)) {
        client_say(c, id, "is not a video's number; vitrine video list shows them");
        return false;
    }
    (void)snprintf(out, VIDEO_PATH, "/api/v1/videos/%s%s", id, after);
    return true;
}

static void print_line(const json_t *video)
{
    char state[64];
    const json_t *percent = json_object_get(video, "progress");
    const char *reason = client_text(video, "reason");
    (void)snprintf(state, sizeof(state), "%s", client_text(video, "state"));
    if (json_is_integer(percent)) {
        (void)snprintf(state, sizeof(state), "%s %lld %%", client_text(video, "state"),
                       (long long)json_integer_value(percent));
    }
    (void)printf("%-20s %-16s %s\n", client_text(video, "id"), state, client_text(video, "title"));
    if (reason[0] != '\0') {
        (void)printf("%-20s %s\n", "", reason);
    }
}

enum client_status video_list(struct client *c, const struct video_arguments *a)
{
    AUTO(json_free) json_t *all = json_array();
    char path[VIDEO_PATH] = "/api/v1/me/videos";
    for (int page = 0; page < PAGES_MAX && path[0] != '\0'; page++) {
        AUTO(json_free) json_t *json = NULL;
        int status = client_ask(c, &(struct http_request){.path = path}, &json);
        if (status != 200) {
            return status < 0 ? CLIENT_UNREACHABLE : client_refused(c, "list", status, json);
        }
        (void)json_array_extend(all, json_object_get(json, "videos"));
        const char *next = client_text(json, "next");
        bool plain = strspn(next, "0123456789-") == strlen(next) && strlen(next) < 64;
        path[0] = '\0';
        if (next[0] != '\0' && plain) {
            (void)snprintf(path, sizeof(path), "/api/v1/me/videos?cursor=%s", next);
        }
    }
    size_t i = 0;
    json_t *video = NULL;
    if (a->json) {
        (void)json_dumpf(all, stdout, JSON_COMPACT);
        (void)printf("\n");
        return CLIENT_OK;
    }
    json_array_foreach(all, i, video)
    {
        print_line(video);
    }
    if (i == 0) {
        (void)printf("No videos yet.\n");
    }
    return CLIENT_OK;
}

static void print_value(const char *key, const json_t *value)
{
    if (json_is_string(value)) {
        (void)printf("%-12s %s\n", key, json_string_value(value));
    } else if (json_is_integer(value)) {
        (void)printf("%-12s %lld\n", key, (long long)json_integer_value(value));
    } else if (json_is_boolean(value)) {
        (void)printf("%-12s %s\n", key, json_is_true(value) ? "yes" : "no");
    }
}

static void video_print(const json_t *video)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)(uintptr_t)video, key, value)
    {
        print_value(key, value);
    }
    print_value("author", json_object_get(json_object_get(video, "author"), "handle"));
    size_t i = 0;
    json_array_foreach(json_object_get(video, "renditions"), i, value)
    {
        (void)printf("%-12s %lldx%lld  %lld bytes  %s  %s\n", "rendition",
                     (long long)json_integer_value(json_object_get(value, "width")),
                     (long long)json_integer_value(json_object_get(value, "height")),
                     (long long)json_integer_value(json_object_get(value, "bytes")),
                     client_text(value, "codecs"), client_text(value, "url"));
    }
}

enum client_status video_show(struct client *c, const struct video_arguments *a)
{
    char path[VIDEO_PATH];
    AUTO(json_free) json_t *json = NULL;
    if (!video_path(c, a->what, "", path)) {
        return CLIENT_USAGE;
    }
    int status = client_ask(c, &(struct http_request){.path = path}, &json);
    if (status < 0) {
        return CLIENT_UNREACHABLE;
    }
    if (status == 404) {
        client_say(c, a->what, "there is no such video");
        return CLIENT_FAILED;
    }
    if (status != 200) {
        return client_refused(c, a->what, status, json);
    }
    if (a->json) {
        (void)json_dumpf(json, stdout, JSON_COMPACT);
        (void)printf("\n");
    } else {
        video_print(json);
    }
    return CLIENT_OK;
}

enum client_status video_retry(struct client *c, const struct video_arguments *a)
{
    char path[VIDEO_PATH];
    AUTO(json_free) json_t *json = NULL;
    struct upload_look look = {.percent = -1};
    if (!video_path(c, a->what, "/retry", path)) {
        return CLIENT_USAGE;
    }
    int status = client_ask(c, &(struct http_request){.method = "POST", .path = path}, &json);
    if (status < 0) {
        return CLIENT_UNREACHABLE;
    }
    if (status == 404) {
        client_say(c, a->what, "you have no such video");
        return CLIENT_FAILED;
    }
    if (status != 202) {
        return client_refused(c, a->what, status, json);
    }
    enum client_status end =
        video_wait(c, a->what, "vitrine video show says what became of it", &look);
    return end == CLIENT_OK ? video_result(a, a->what, client_text(json, "title"), &look) : end;
}
