/*
 * store_person.h: people as others see them: a number and a handle, both given by custodiand, and
 * what they say of themselves.
 */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H

#include "base_limits.h"
#include "base_span.h"
#include "store.h"
#include "store_media.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes: UTF-8 needs four at most for a character. */
enum {
    STORE_PERSON_NAME = LIMIT_NAME * 4,
    STORE_BIO = LIMIT_BIO * 4,
    STORE_LABEL = 32 /* the code of a word of warning */
};

struct store_person {
    int64_t id;
    struct span handle;
};

/* store_person_put: adds the person, or takes over a changed handle. ERR_CONFLICT: another person
 * has that handle. */
MUST_USE enum err store_person_put(struct store *s, const struct store_person *person,
                                   int64_t now_ms);

struct store_profile {
    int64_t id;
    char handle[LIMIT_HANDLE + 1];
    char name[STORE_PERSON_NAME + 1]; /* empty: none was given, as of the next */
    char bio[STORE_BIO + 1];
    char avatar[STORE_BLOB_ID + 1]; /* the name of their picture */
    int64_t created_ms;
    int64_t followers;
    int64_t following;
    int64_t videos;              /* that anybody may see */
    int64_t likes;               /* of those */
    bool hidden;                 /* by a decision */
    char label[STORE_LABEL + 1]; /* of a decision; empty: there is none */
};

/* store_profile_get, store_profile_find: by number, by handle. ERR_NOT_FOUND. */
MUST_USE enum err store_profile_get(struct store *s, int64_t person, struct store_profile *out);
MUST_USE enum err store_profile_find(struct store *s, struct span handle,
                                     struct store_profile *out);

/* store_profile_set: what is not NULL; the person is put as store_person_put does. */
struct store_words {
    const struct span *name;
    const struct span *bio;
};
MUST_USE enum err store_profile_set(struct store *s, const struct store_person *person,
                                    const struct store_words *words, int64_t now_ms);

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
