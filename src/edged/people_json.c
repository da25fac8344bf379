#include "people_json.h"

#include <stdio.h>

enum { NUMBER_MAX = 24, URL_MAX = 64 };

void people_put_members(struct jot *j, const struct people_user *user)
{
    char id[NUMBER_MAX];
    char url[URL_MAX];
    const char *avatar = user->profile.avatar;
    (void)snprintf(id, sizeof(id), "%lld", (long long)user->id);
    (void)snprintf(url, sizeof(url), "/media/%s.jpg", avatar);
    jot_put_text(j, "id", id);
    jot_put_text(j, "handle", user->handle);
    jot_put_text(j, "avatar", avatar[0] == '\0' ? NULL : url);
}

void people_put_user(struct jot *j, const char *key, const struct people_user *user)
{
    jot_key(j, key);
    jot_object(j);
    people_put_members(j, user);
    jot_object_end(j);
}

enum err people_find(struct edged *e, int64_t id, const char *handle, struct people_user *out_user)
{
    struct people_user user = {.id = id, .handle = handle};
    enum err err = store_person_get(e->store, id, &user.profile);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *out_user = user;
    return ERR_OK;
}
