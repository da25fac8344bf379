#include "prints.h"

#include "base_arena.h"
#include "base_limits.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { JSON_MAX = 64 * 1024, JSON_USUAL = 2048 };

struct prints {
    pthread_mutex_t lock; /* of what follows */
    uint64_t state;       /* of the store, in which all of them were read */
    size_t count;
    uint32_t filled[LIMIT_PRINTS];
    struct print *prints[LIMIT_PRINTS]; /* by their videos; NULL: free */
    uint32_t sizes[LIMIT_PRINTS];
};

enum err prints_new(struct prints **out_prints)
{
    struct prints *p = calloc(1, sizeof(*p));
    if (p == NULL) {
        return ERR_NOMEM;
    }
    (void)pthread_mutex_init(&p->lock, NULL);
    *out_prints = p;
    return ERR_OK;
}

/* With the lock held. */
static void let_go(struct prints *p)
{
    for (; p->count > 0; p->count--) {
        free(p->prints[p->filled[p->count - 1]]);
        p->prints[p->filled[p->count - 1]] = NULL;
    }
}

/* What was read in an earlier state is nothing any more. */
static void renew(struct prints *p, uint64_t state)
{
    if (p->state < state) {
        let_go(p);
        p->state = state;
    }
}

void prints_free(struct prints *p)
{
    if (p == NULL) {
        return;
    }
    let_go(p);
    (void)pthread_mutex_destroy(&p->lock);
    free(p);
}

/* Numbers made one after the other differ in their last bits, others in those of their time. */
static uint32_t place_of(int64_t video)
{
    uint64_t mixed = (uint64_t)video * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)((mixed >> 32) % LIMIT_PRINTS);
}

/* An arena's text is aligned for any type. */
static const struct print *copy_of(const struct print *print, size_t size, struct arena *memory)
{
    return (const struct print *)(const void *)arena_text(memory, span_of(print, size));
}

enum err prints_get(struct prints *p, uint64_t state, int64_t video, struct arena *memory,
                    const struct print **out_print)
{
    uint32_t place = place_of(video);
    const struct print *found = NULL;
    (void)pthread_mutex_lock(&p->lock);
    renew(p, state);
    const struct print *print = p->state == state ? p->prints[place] : NULL;
    bool has = print != NULL && print->video == video;
    if (has) {
        found = copy_of(print, p->sizes[place], memory);
    }
    (void)pthread_mutex_unlock(&p->lock);
    *out_print = found;
    return has && found == NULL ? ERR_NOMEM : ERR_OK;
}

/* Takes the print, which may be let go at once. */
static void keep(struct prints *p, uint64_t state, struct print *print, size_t size)
{
    uint32_t place = place_of(print->video);
    struct print *out = print;
    (void)pthread_mutex_lock(&p->lock);
    renew(p, state);
    if (p->state == state) {
        out = p->prints[place];
        if (out == NULL) {
            p->filled[p->count++] = place;
        }
        p->prints[place] = print;
        p->sizes[place] = (uint32_t)size;
    }
    (void)pthread_mutex_unlock(&p->lock);
    free(out);
}

/* Text of people has no quote without a backslash: what is looked for is the member's own. */
static uint32_t null_of(const char *json, const char *member)
{
    const char *found = strstr(json, member);
    assert(found != NULL);
    return (uint32_t)((size_t)(found - json) + strlen(member) - strlen("null"));
}

static struct print *print_new(const struct store_video *v, struct span json, const char *text,
                               size_t *out_size)
{
    size_t handle = strlen(v->handle) + 1;
    size_t title = strlen(v->title) + 1;
    size_t size = sizeof(struct print) + handle + title + json.len;
    struct print *print = malloc(size);
    if (print == NULL) {
        return NULL;
    }
    *print = (struct print){.video = v->id,
                            .person = v->person,
                            .title_at = (uint32_t)handle,
                            .json_at = (uint32_t)(handle + title),
                            .json_len = (uint32_t)json.len,
                            .followed_at = null_of(text, "\"followed\":null"),
                            .liked_at = null_of(text, "\"liked\":null"),
                            .saved_at = null_of(text, "\"saved\":null")};
    memcpy(print->bytes, v->handle, handle);
    memcpy(print->bytes + handle, v->title, title);
    memcpy(print->bytes + handle + title, json.ptr, json.len);
    *out_size = size;
    return print;
}

enum err prints_make(struct prints *p, uint64_t state, const struct store_video *v,
                     struct store *store, struct arena *memory, const struct print **out_print)
{
    AUTO(buf) struct buf json = {.max = JSON_MAX};
    struct jot j = jot_start(&json);
    struct sight sight = {.store = store};
    size_t size = 0;
    TRY(buf_grow(&json, JSON_USUAL));
    TRY(video_put(&j, v, &sight));
    TRY(buf_status(&json));
    const char *text = buf_text(&json);
    struct print *print = text == NULL ? NULL : print_new(v, buf_span(&json), text, &size);
    const struct print *copy = print == NULL ? NULL : copy_of(print, size, memory);
    if (copy == NULL) {
        free(print);
        return ERR_NOMEM;
    }
    keep(p, state, print, size);
    *out_print = copy;
    return ERR_OK;
}

static void put_word(struct buf *out, bool known, bool is)
{
    (void)buf_append_text(out, !known ? "null" : is ? "true" : "false");
}

enum err print_put(struct jot *j, const struct print *print, const struct sight *sight)
{
    AUTO(buf) struct buf out = {.max = JSON_MAX + 16};
    const char *json = print->bytes + print->json_at;
    size_t at = 0;
    size_t word = strlen("null");
    const struct {
        uint32_t at;
        bool known;
        bool is;
    } words[] = {
        {print->followed_at, sight->follows != NULL,
         sight->follows != NULL && store_follows_has(sight->follows, print->person)},
        {print->liked_at, sight->likes != NULL,
         sight->likes != NULL && feed_state_has(sight->likes, FEED_LIKES, print->video)},
        {print->saved_at, sight->saved != NULL,
         sight->saved != NULL &&
             feed_saved_place(sight->saved, print->video) < sight->saved->count},
    };
    TRY(buf_grow(&out, print->json_len + 3 * sizeof("false")));
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        (void)buf_append(&out, json + at, words[i].at - at);
        put_word(&out, words[i].known, words[i].is);
        at = words[i].at + word;
    }
    (void)buf_append(&out, json + at, print->json_len - at);
    TRY(buf_status(&out));
    jot_json(j, buf_span(&out));
    return ERR_OK;
}
