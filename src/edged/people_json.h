/*
 * people_json.h: people as JSON: whoever is named anywhere is written by these.
 */
#ifndef PEOPLE_JSON_H
#define PEOPLE_JSON_H

#include "base_json.h"
#include "edged.h"
#include "store_person.h"

#include <stdint.h>

struct people_user {
    int64_t id;
    const char *handle;
    struct store_profile profile;
};

/* people_put_members: what stands for a person everywhere, into an object that is open: id, handle,
 * avatar (the picture's address, or null). people_put_user: the whole object, as a member. */
void people_put_members(struct jot *j, const struct people_user *user);
void people_put_user(struct jot *j, const char *key, const struct people_user *user);

/* people_find: with what is shown of them. Whoever was never written down here has shown nothing:
 * that is no failure. Errors of store. */
MUST_USE enum err people_find(struct edged *e, int64_t id, const char *handle,
                              struct people_user *out_user);

#endif
