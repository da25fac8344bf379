/*
 * store_person.h: people as others see them: a number and a handle, both given by custodiand.
 */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H

#include "base_span.h"
#include "store.h"
#include "store_media.h"

struct store_person {
    int64_t id;
    struct span handle;
};

/* store_person_put: adds the person, or takes over a changed handle. ERR_CONFLICT: another person
 * has that handle. */
MUST_USE enum err store_person_put(struct store *s, const struct store_person *person,
                                   int64_t now_ms);

/* What is shown of a person beside number and handle. */
struct store_profile {
    char avatar[STORE_BLOB_ID + 1]; /* the name of their picture; empty: they have none */
};

/* store_person_get: ERR_NOT_FOUND: the person has never shown anything here. */
MUST_USE enum err store_person_get(struct store *s, int64_t id, struct store_profile *out_profile);

/*
 * Steps of a picture, each durable. store_avatar_begin: its file may have this name from here on;
 * the person is put. ERR_DENIED: they have left. store_avatar_show: the file is whole, and the
 * person's picture; the one before is to be removed (store_leave.h). store_avatar_end: there is no
 * such file. ERR_CONFLICT of both: that name is not under way any more.
 */
MUST_USE enum err store_avatar_begin(struct store *s, const struct store_person *person,
                                     struct span name, int64_t now_ms);
MUST_USE enum err store_avatar_show(struct store *s, int64_t person, struct span name);
MUST_USE enum err store_avatar_end(struct store *s, int64_t person, struct span name);

/* store_avatar_hide: no picture; it is to be removed. One that is not there is no failure. */
MUST_USE enum err store_avatar_hide(struct store *s, int64_t person);

/* store_avatar_under_way: one whose end was not written down. ERR_NOT_FOUND. */
struct store_avatar {
    int64_t person;
    char name[STORE_BLOB_ID + 1];
};
MUST_USE enum err store_avatar_under_way(struct store *s, struct store_avatar *out_avatar);

#endif
