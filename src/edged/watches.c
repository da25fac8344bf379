/*
 * watches.c: watch events in, one's own history out. What a person watched is sealed by custodiand
 * and durable before it is acknowledged (viewer.h); what a video gains is a count in memory.
 */
#include "handlers.h"

#include "base_diag.h"
#include "base_id.h"
#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "facts.h"
#include "session.h"
#include "viewer_answer.h"
#include "web_json.h"

#include <stdio.h>

enum { ANSWER_MAX = 64 * 1024, NUMBER_MAX = 24 };

struct batch {
    size_t ignored;
    struct feed_delta delta; /* with those that are accepted */
};

/* Whether the event counts: of a public video, and not longer than its loops can be. */
static enum err weigh(struct edged *e, const struct feed_watch *watch, int64_t watched_ms,
                      bool *out)
{
    struct feed_facts facts = {.video = 0};
    enum err err = watch->video == 0 ? ERR_NOT_FOUND : facts_get(e, watch->video, &facts);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *out = err == ERR_OK && watched_ms <= facts.length_ms * LIMIT_WATCH_TIMES;
    return ERR_OK;
}

static enum err read_event(struct web_json *item, int64_t now_ms, struct feed_watch *out,
                           int64_t *out_watched_ms)
{
    static const char *const names[] = {"video", "watched_ms", "at_ms", NULL};
    struct span text = {0};
    uint64_t video = 0;
    TRY(web_json_only(item, names));
    TRY(web_json_text(item, "video", 1, NUMBER_MAX, &text));
    TRY(web_json_int(item, "watched_ms", 0, INT64_MAX, out_watched_ms));
    TRY(web_json_int(item, "at_ms", 0, now_ms + LIMIT_WATCH_AHEAD_MS, &out->at_ms));
    /* What is no number is no video either: ignored, as an unknown one is. */
    out->video = text_u64(text, INT64_MAX, &video) == ERR_OK ? (int64_t)video : 0;
    return ERR_OK;
}

static enum err read_batch(struct edged *e, const struct web_request *r, struct web_answer *a,
                           struct batch *out)
{
    static const char *const names[] = {"events", NULL};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct feed_delta *delta = &out->delta;
    size_t count = 0;
    int64_t now_ms = time_wall_ms();
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_list(json, "events", LIMIT_WATCHES, &count));
    if (count == 0) {
        (void)web_answer_problem(a, 400, "Malformed request", "events: at least one");
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < count; i++) {
        struct web_json *item = NULL;
        struct feed_watch watch = {0};
        int64_t watched_ms = 0;
        bool counts = false;
        TRY(web_json_item(json, "events", i, &item));
        TRY(read_event(item, now_ms, &watch, &watched_ms));
        TRY(weigh(e, &watch, watched_ms, &counts));
        if (counts) {
            watch.watched_ms = (uint32_t)watched_ms;
            delta->watches[delta->count++] = watch;
        } else {
            out->ignored++;
        }
    }
    return ERR_OK;
}

/* Durable, by one ask. What then waits is folded if that is much; if that fails, it waits on. */
static enum err keep_sealed(struct viewer *v, const struct feed_delta *delta)
{
    bool many = false;
    TRY(viewer_note(v, delta, &many));
    enum err err = many ? viewer_fold(v, NULL) : ERR_OK;
    if (err != ERR_OK) {
        diag(DIAG_NOTICE, "watch events wait to be folded: %s", err_text(err));
    }
    return ERR_OK;
}

static enum err keep_batch(struct edged *e, const struct web_request *r, struct web_answer *a,
                           struct batch *batch)
{
    AUTO(custody_token) struct custody_token token = {{0}};
    struct viewer viewer = {.e = e, .token = &token};
    struct feed_delta *delta = &batch->delta;
    if (delta->count == 0) {
        return ERR_OK;
    }
    delta->what = FEED_WATCHES;
    delta->number = id_new();
    if (session_token(r, &token) == ERR_OK) {
        enum err err = keep_sealed(&viewer, delta);
        if (err != ERR_OK) {
            return viewer_refuse(a, err);
        }
    }
    for (size_t i = 0; i < delta->count; i++) {
        counts_add(e->counts, delta->watches[i].video);
    }
    return ERR_OK;
}

enum err post_watches(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct batch *batch = ARENA_NEW(r->scratch, struct batch);
    if (batch == NULL) {
        return ERR_NOMEM;
    }
    TRY(read_batch(e, r, a, batch));
    TRY(keep_batch(e, r, a, batch));
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_int(&j, "accepted", batch->delta.count);
    jot_put_int(&j, "ignored", (int64_t)batch->ignored);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

static void put_watch(struct jot *j, const struct feed_watch *watch)
{
    char video[NUMBER_MAX];
    (void)snprintf(video, sizeof(video), "%lld", (long long)watch->video);
    jot_object(j);
    jot_put_text(j, "video", video);
    jot_put_int(j, "watched_ms", watch->watched_ms);
    jot_put_int(j, "at_ms", watch->at_ms);
    jot_object_end(j);
}

/* All that there is, in one page. */
enum err get_my_watches(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {{0}};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct viewer viewer;
    struct feed_hot *hot = ARENA_NEW(r->scratch, struct feed_hot);
    if (hot == NULL) {
        return ERR_NOMEM;
    }
    TRY(viewer_enter(e, r, a, &token, &viewer));
    enum err err = viewer_recent(&viewer, hot);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "watches");
    jot_array(&j);
    for (size_t i = 0; i < hot->recent_count; i++) {
        put_watch(&j, &hot->recent[i]);
    }
    jot_array_end(&j);
    jot_put_text(&j, "next", NULL);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* By its owner's word only: what was changed may be what somebody can still put right. */
enum err post_watches_repair(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {{0}};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct viewer viewer;
    size_t removed = 0;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    enum err err = viewer_mend(&viewer, &removed);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_int(&j, "removed", (int64_t)removed);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}
