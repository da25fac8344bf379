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
#include "replays.h"
#include "session.h"
#include "viewer_answer.h"
#include "watch_batch.h"
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
    int64_t length_ms = 0;
    enum err err = watch->video == 0 ? ERR_NOT_FOUND : facts_length(e, watch->video, &length_ms);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *out = err == ERR_OK && watched_ms <= length_ms * LIMIT_WATCH_TIMES;
    return ERR_OK;
}

/* One that counts is accepted. */
static enum err take(struct edged *e, const struct watch_said *said, struct batch *out)
{
    struct feed_watch watch = {.video = said->video, .at_ms = said->at_ms};
    bool counts = false;
    TRY(weigh(e, &watch, said->watched_ms, &counts));
    if (counts) {
        watch.watched_ms = (uint32_t)said->watched_ms;
        out->delta.watches[out->delta.count++] = watch;
    } else {
        out->ignored++;
    }
    return ERR_OK;
}

static enum err read_event(struct web_json *item, int64_t latest_ms, struct watch_said *out)
{
    static const char *const names[] = {"video", "watched_ms", "at_ms", NULL};
    struct span text = {0};
    uint64_t video = 0;
    TRY(web_json_only(item, names));
    TRY(web_json_text(item, "video", 1, NUMBER_MAX, &text));
    TRY(web_json_int(item, "watched_ms", 0, INT64_MAX, &out->watched_ms));
    TRY(web_json_int(item, "at_ms", 0, latest_ms, &out->at_ms));
    /* What is no number is no video either: ignored, as an unknown one is. */
    out->video = text_u64(text, INT64_MAX, &video) == ERR_OK ? (int64_t)video : 0;
    return ERR_OK;
}

static enum err read_slowly(const struct web_request *r, struct web_answer *a, int64_t latest_ms,
                            struct watch_batch *out)
{
    static const char *const names[] = {"events", NULL};
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_list(json, "events", LIMIT_WATCHES, &out->count));
    if (out->count == 0) {
        (void)web_answer_problem(a, 400, "Malformed request", "events: at least one");
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < out->count; i++) {
        struct web_json *item = NULL;
        TRY(web_json_item(json, "events", i, &item));
        TRY(read_event(item, latest_ms, &out->said[i]));
    }
    return ERR_OK;
}

static bool read_quickly(const struct web_request *r, int64_t latest_ms, struct watch_batch *out)
{
    bool fine = web_json_type(r) && watch_batch_read(r->body, out);
    for (size_t i = 0; fine && i < out->count; i++) {
        fine = out->said[i].at_ms <= latest_ms;
    }
    return fine;
}

static enum err read_batch(struct edged *e, const struct web_request *r, struct web_answer *a,
                           struct batch *out)
{
    struct watch_batch read;
    int64_t latest_ms = time_wall_ms() + LIMIT_WATCH_AHEAD_MS;
    if (!read_quickly(r, latest_ms, &read)) {
        TRY(read_slowly(r, a, latest_ms, &read));
    }
    for (size_t i = 0; i < read.count; i++) {
        TRY(take(e, &read.said[i], out));
    }
    return ERR_OK;
}

/* Those that came at the same time. */
struct together {
    struct edged *e;
    struct batch *batches[LIMIT_TOGETHER]; /* in their requests' memory; NULL: refused */
    size_t count;                          /* of those who are known, and have watched: */
    size_t turns[LIMIT_TOGETHER];
    uint64_t viewer_of[LIMIT_TOGETHER];       /* of each turn: the person, else the address */
    const uint8_t *locker_of[LIMIT_TOGETHER]; /* and the person's locker, else NULL */
    struct custody_token tokens[LIMIT_TOGETHER];
    struct viewer viewers[LIMIT_TOGETHER];
    struct viewer_note notes[LIMIT_TOGETHER];
};
static void together_auto(struct together *t)
{
    explicit_bzero(t, sizeof(*t));
}

static enum err read_turn(struct together *t, const struct web_turn *turn, size_t i)
{
    const struct web_request *r = turn->request;
    struct batch *batch = ARENA_NEW(r->scratch, struct batch);
    if (batch == NULL) {
        return ERR_NOMEM;
    }
    TRY(read_batch(t->e, r, turn->answer, batch));
    t->batches[i] = batch;
    t->viewer_of[i] = r->client;
    struct custody_token *token = &t->tokens[t->count];
    if (batch->delta.count > 0 && session_token(r, token) == ERR_OK) {
        struct viewer *viewer = &t->viewers[t->count];
        batch->delta.what = FEED_WATCHES;
        batch->delta.number = id_new();
        *viewer = (struct viewer){.e = t->e, .token = token};
        t->notes[t->count] = (struct viewer_note){.viewer = viewer, .delta = &batch->delta};
        t->turns[t->count++] = i;
    }
    return ERR_OK;
}

/* Whether one of them who comes later is the same viewer. */
static bool comes_again(const struct together *t, size_t i)
{
    bool again = false;
    for (size_t k = i + 1; k < t->count; k++) {
        again = again || (t->notes[k].err == ERR_OK &&
                          t->viewers[k].person.user == t->viewers[i].person.user);
    }
    return again;
}

/* What waits is folded where it is much; if that fails, it waits on. */
static void fold_many(const struct together *t)
{
    const struct viewer *viewers[LIMIT_TOGETHER] = {NULL};
    enum err errs[LIMIT_TOGETHER];
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (t->notes[i].err == ERR_OK && t->notes[i].many && !comes_again(t, i)) {
            viewers[count++] = &t->viewers[i];
        }
    }
    viewer_fold_each(t->e, viewers, count, errs);
    for (size_t i = 0; i < count; i++) {
        enum err err = errs[i];
        if (err != ERR_OK) {
            diag(DIAG_NOTICE, "watch events wait to be folded: %s", err_text(err));
        }
    }
}

/* Durable, by one ask and one write. */
static void keep_sealed(struct together *t, struct web_turn *turns)
{
    if (t->count > 0) {
        viewer_note_each(t->e, t->notes, t->count);
    }
    for (size_t i = 0; i < t->count; i++) {
        struct web_turn *turn = &turns[t->turns[i]];
        turn->err = t->notes[i].err;
        t->viewer_of[t->turns[i]] = (uint64_t)t->viewers[i].person.user;
        t->locker_of[t->turns[i]] = t->viewers[i].person.locker;
        if (turn->err != ERR_OK) {
            (void)viewer_refuse(turn->answer, turn->err);
        }
    }
    fold_many(t);
}

static bool has_video(const int64_t *videos, size_t count, int64_t video)
{
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        found = found || videos[i] == video;
    }
    return found;
}

/* What is accepted is in its viewer's history; what everybody sees nobody runs up by themselves,
 * nor by sending it again. */
static void count_views(const struct together *t, size_t turn)
{
    struct edged *e = t->e;
    const struct feed_delta *delta = &t->batches[turn]->delta;
    uint64_t marks[FEED_WATCHES_MAX];
    bool again[FEED_WATCHES_MAX];
    int64_t videos[FEED_WATCHES_MAX];
    size_t count = 0;
    size_t kept = 0;
    for (size_t i = 0; i < delta->count; i++) {
        marks[i] = replays_mark(e->replays, t->locker_of[turn], &delta->watches[i]);
    }
    replays_find(e->replays, marks, delta->count, again);
    for (size_t i = 0; i < delta->count; i++) {
        if (!again[i] && !has_video(videos, count, delta->watches[i].video)) {
            videos[count++] = delta->watches[i].video;
        }
    }
    count = rate_take_some(e->views, t->viewer_of[turn], time_mono_ms(), (unsigned)count, NULL);
    counts_add(e->counts, videos, count);
    for (size_t i = 0; i < delta->count; i++) {
        if (!again[i] && has_video(videos, count, delta->watches[i].video)) {
            marks[kept++] = marks[i];
        }
    }
    replays_keep(e->replays, marks, kept);
}

static enum err put_turn(const struct batch *batch, struct web_answer *a)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_int(&j, "accepted", batch->delta.count);
    jot_put_int(&j, "ignored", (int64_t)batch->ignored);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

void post_watches(void *app, struct web_turn *turns, size_t count)
{
    AUTO(together) struct together t = {.e = app};
    for (size_t i = 0; i < count; i++) {
        turns[i].err = read_turn(&t, &turns[i], i);
    }
    keep_sealed(&t, turns);
    for (size_t i = 0; i < count; i++) {
        if (turns[i].err == ERR_OK) {
            count_views(&t, i);
            turns[i].err = put_turn(t.batches[i], turns[i].answer);
        }
    }
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
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
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
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
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
