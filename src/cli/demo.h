/*
 * demo.h: people and what they show, for a region that is to be shown: what CLIPS/demo.json says,
 * and how far it is brought in.
 */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include "base_limits.h"
#include "client.h"
#include "uploader.h"

#include <stdbool.h>

enum { DEMO_CLIPS = 64, DEMO_PEOPLE = 16, DEMO_PASSWORD = 16 };

struct demo_person {
    const char *handle;
    const json_t *told; /* name, bio, avatar, follows */
    char password[DEMO_PASSWORD + 1];
    struct client client;
};

struct demo_clip {
    const char *file;
    const char *title;
    const json_t *comments;
    struct demo_person *author;
    char id[UPLOAD_ID]; /* "" until it is there */
    bool done;
};

struct demo {
    struct http *http;
    const char *folder;
    const char *sign_ins; /* or NULL */
    json_t *content;      /* what the rest borrows from */
    struct demo_person people[DEMO_PEOPLE];
    size_t people_count;
    struct demo_clip clips[DEMO_CLIPS];
    size_t clip_count;
};

/* demo_fail: "vitrine demo: what: why". Gives -1, as all below do for a failure that they said. */
int demo_fail(const char *what, const char *why);

/* demo_read: folder's demo.json. */
int demo_read(struct demo *d);

struct demo_person *demo_find(struct demo *d, const char *handle);

/* demo_introduce: name, bio and picture of each, and whom they follow. Of what is so already,
 * nothing changes. */
int demo_introduce(struct demo *d);

/* demo_talk: comments, for clips that have none yet, and who likes what. */
int demo_talk(struct demo *d);

#endif
