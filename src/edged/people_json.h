/*
 * people_json.h: people as the service shows them: the one place that writes a user.
 */
#ifndef PEOPLE_JSON_H
#define PEOPLE_JSON_H

#include "base_json.h"

#include <stdint.h>

/* Whether the one who asks follows them. */
enum followed {
    FOLLOWED_UNSAID,  /* the member is not written */
    FOLLOWED_UNKNOWN, /* null: nobody is signed in, or it is not known */
    FOLLOWED_NO,
    FOLLOWED_YES
};

struct people_user {
    int64_t id;
    const char *handle;
    const char *name;   /* empty: none, as of the next */
    const char *avatar; /* the name of their picture */
    enum followed followed;
};

/* people_put_user: the object. people_put_members: what is in it, for one that has more. */
void people_put_user(struct jot *j, const struct people_user *user);
void people_put_members(struct jot *j, const struct people_user *user);

/* people_put_id: a number as a text, since it may be longer than a double holds. people_put_maybe:
 * the same, and null for 0. */
void people_put_id(struct jot *j, const char *key, int64_t id);
void people_put_maybe(struct jot *j, const char *key, int64_t id);

/* people_put_followed: the member, as above. */
void people_put_followed(struct jot *j, const char *key, enum followed followed);

/* people_put_label: the word of warning that a decision gave what they made, or them; empty: null.
 */
void people_put_label(struct jot *j, const char *code);

#endif
