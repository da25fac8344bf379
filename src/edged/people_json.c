#include "people_json.h"

#include "policy.h"

#include <stdio.h>

enum { NUMBER_MAX = 24, URL_MAX = 64 };

void people_put_id(struct jot *j, const char *key, int64_t id)
{
    char text[NUMBER_MAX];
    (void)snprintf(text, sizeof(text), "%lld", (long long)id);
    jot_put_text(j, key, text);
}

void people_put_maybe(struct jot *j, const char *key, int64_t id)
{
    if (id == 0) {
        jot_put_text(j, key, NULL);
    } else {
        people_put_id(j, key, id);
    }
}

void people_put_followed(struct jot *j, const char *key, enum followed followed)
{
    if (followed == FOLLOWED_UNKNOWN) {
        jot_put_text(j, key, NULL);
    } else if (followed != FOLLOWED_UNSAID) {
        jot_put_bool(j, key, followed == FOLLOWED_YES);
    }
}

void people_put_members(struct jot *j, const struct people_user *user)
{
    char url[URL_MAX];
    (void)snprintf(url, sizeof(url), "/media/%s.jpg", user->avatar);
    people_put_id(j, "id", user->id);
    jot_put_text(j, "handle", user->handle);
    jot_put_text(j, "name", user->name[0] == '\0' ? NULL : user->name);
    jot_put_text(j, "avatar", user->avatar[0] == '\0' ? NULL : url);
    people_put_followed(j, "followed", user->followed);
}

void people_put_user(struct jot *j, const struct people_user *user)
{
    jot_object(j);
    people_put_members(j, user);
    jot_object_end(j);
}

void people_put_label(struct jot *j, const char *code)
{
    const char *words = policy_label_words(span_text(code));
    jot_key(j, "label");
    if (words == NULL) {
        jot_null(j);
        return;
    }
    jot_object(j);
    jot_put_text(j, "code", code);
    jot_put_text(j, "text", words);
    jot_object_end(j);
}
