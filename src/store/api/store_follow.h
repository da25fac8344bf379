/*
 * store_follow.h: who follows whom, which everybody may see.
 */
#ifndef STORE_FOLLOW_H
#define STORE_FOLLOW_H

#include "base_limits.h"
#include "store_person.h"
#include "store_video.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * store_follow_add: the person (put as store_person_put does) follows the target, who is told of
 * it. Doing so already is no failure. ERR_NOT_FOUND: there is no such target; ERR_CONFLICT: it is
 * the person; ERR_LIMIT: they follow LIMIT_FOLLOWS. out_new (may be NULL): they did not before.
 */
MUST_USE enum err store_follow_add(struct store *s, const struct store_person *person,
                                   int64_t target, int64_t now_ms, bool *out_new);

/* store_follow_drop: the end of it, and of what the target was told. */
MUST_USE enum err store_follow_drop(struct store *s, int64_t person, int64_t target);

/* Which of some people one follows. */
struct store_follows {
    size_t count;
    int64_t people[LIMIT_PAGE + 1];
};
bool store_follows_has(const struct store_follows *f, int64_t person);

/* store_follow_of: which of these, at most LIMIT_PAGE + 1; each once. */
MUST_USE enum err store_follow_of(struct store *s, int64_t person, const int64_t *people,
                                  size_t count, struct store_follows *out_follows);

/* store_follow_all: everybody whom a person follows, rising; at most max. */
MUST_USE enum err store_follow_all(struct store *s, int64_t person, size_t max, int64_t *out_people,
                                   size_t *out_count);

/* One line of a list of people. */
struct store_follower {
    int64_t follow; /* names the place in the list */
    int64_t id;
    char handle[LIMIT_HANDLE + 1];
    char name[STORE_PERSON_NAME + 1];
    char avatar[STORE_BLOB_ID + 1]; /* the name of their picture; empty: none */
};

/* store_followers, store_following: the newest first, behind a place (0: from the first). */
MUST_USE enum err store_followers(struct store *s, int64_t person, int64_t after, size_t max,
                                  struct store_follower *out_people, size_t *out_count);
MUST_USE enum err store_following(struct store *s, int64_t person, int64_t after, size_t max,
                                  struct store_follower *out_people, size_t *out_count);

/* store_video_following: videos of those whom a person follows, which are for everybody or for
 * followers, as store_video_newest; at most LIMIT_PAGE + 1. What it costs depends on how many they
 * follow, not on how many videos there are. */
MUST_USE enum err store_video_following(struct store *s, int64_t person, struct store_place after,
                                        size_t max, struct store_video *out_videos,
                                        size_t *out_count);

#endif
