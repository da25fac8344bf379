#include "client.h"

#include "base_buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void client_say(const struct client *c, const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine %s: %s: %s\n", c->command, what, why);
}

int client_try(struct client *c, const struct http_request *request, struct http_answer *answer,
               json_t **out_json)
{
    struct http_request mine = *request;
    mine.cookie = c->cookie[0] == '\0' ? NULL : c->cookie;
    mine.answer_max = CLIENT_ANSWER_MAX;
    *out_json = NULL;
    if (http_do(c->http, &mine, answer) != ERR_OK) {
        return -1;
    }
    if (answer->body.len > 0) {
        *out_json = json_loadb((const char *)answer->body.ptr, answer->body.len,
                               JSON_REJECT_DUPLICATES, NULL);
    }
    return answer->status;
}

int client_ask(struct client *c, const struct http_request *request, json_t **out_json)
{
    AUTO(http_answer) struct http_answer answer = {0};
    int status = client_try(c, request, &answer, out_json);
    if (status < 0) {
        client_say(c, http_base(c->http), http_problem(c->http));
    }
    return status;
}

const char *client_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

enum client_status client_refused(const struct client *c, const char *what, int status,
                                  const json_t *problem)
{
    const char *detail = client_text(problem, "detail");
    const char *title = client_text(problem, "title");
    const json_t *limit = json_object_get(problem, "limit");
    char words[512];
    (void)snprintf(words, sizeof(words), "%s", detail[0] != '\0' ? detail : title);
    if (words[0] == '\0') {
        (void)snprintf(words, sizeof(words), "status %d", status);
    }
    size_t len = strlen(words);
    if (json_is_integer(limit) && len < sizeof(words)) {
        (void)snprintf(words + len, sizeof(words) - len, " (limit: %lld)",
                       (long long)json_integer_value(limit));
    }
    client_say(c, what, words);
    return status == 401 ? CLIENT_DENIED : CLIENT_FAILED;
}

static void text_wipe_auto(char **text)
{
    if (*text != NULL) {
        explicit_bzero(*text, strlen(*text));
        free(*text);
    }
}

/* Takes the words over. */
static int enter(struct client *c, const char *path, const char *handle, json_t *credentials)
{
    AUTO(json_free) json_t *words = credentials;
    AUTO(text_wipe) char *body = words == NULL ? NULL : json_dumps(words, JSON_COMPACT);
    AUTO(http_answer) struct http_answer answer = {0};
    AUTO(json_free) json_t *json = NULL;
    if (body == NULL) {
        client_say(c, handle, "the handle or the password is not UTF-8");
        return -1;
    }
    int status = client_try(c,
                            &(struct http_request){.method = "POST",
                                                   .path = path,
                                                   .content_type = "application/json",
                                                   .body = span_text(body)},
                            &answer, &json);
    if (status < 0) {
        client_say(c, http_base(c->http), http_problem(c->http));
    } else if (status == 200 || status == 201) {
        (void)snprintf(c->cookie, sizeof(c->cookie), "%s", answer.cookie);
    }
    return status;
}

int client_sign_in(struct client *c, const char *handle, const char *password)
{
    return enter(c, "/api/v1/sessions", handle,
                 json_pack("{ssss}", "handle", handle, "password", password));
}

int client_sign_up(struct client *c, const struct client_new *new)
{
    return enter(c, "/api/v1/accounts", new->handle,
                 json_pack("{ssssss}", "handle", new->handle, "password", new->password,
                           "birth_date", new->birth_date));
}

bool client_sign_in_next(struct span *rest, struct span *out_handle, struct span *out_password)
{
    while (rest->len > 0) {
        struct span password = span_cut(rest, '\n');
        struct span handle = span_cut(&password, ' ');
        while (password.len > 0 && password.ptr[0] == ' ') {
            password = span_of(password.ptr + 1, password.len - 1);
        }
        if (handle.len > 0 && password.len > 0) {
            *out_handle = handle;
            *out_password = password;
            return true;
        }
    }
    return false;
}
