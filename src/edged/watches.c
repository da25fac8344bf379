/*
 * watches.c: watch events in, one's own history out. What a person watched is sealed by custodiand
 * and durable under their locker before it is acknowledged; what a video gains is a count in
 * memory.
 */
#include "handlers.h"

#include "base_id.h"
#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "datamap_field.h"
#include "session.h"
#include "store_watch.h"
#include "watch_event.h"
#include "web_json.h"

#include <stdio.h>

enum { ANSWER_MAX = 64 * 1024, NUMBER_MAX = 24 };

struct batch {
    size_t accepted;
    size_t ignored;
    struct watch_event events[LIMIT_WATCHES];
};

/* Whether the event counts: of a public video, with times that can be. */
static enum err weigh(struct edged *e, const struct watch_event *event, int64_t now_ms, bool *out)
{
    int64_t duration_ms = 0;
    enum err err = store_watch_length(e->store, event->video, &duration_ms);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *out = err == ERR_OK && event->watched_ms <= duration_ms * LIMIT_WATCH_TIMES &&
           event->at_ms <= now_ms + LIMIT_WATCH_AHEAD_MS;
    return ERR_OK;
}

static enum err read_event(struct web_json *item, struct watch_event *out)
{
    static const char *const names[] = {"video", "watched_ms", "at_ms", NULL};
    struct span text = {0};
    uint64_t video = 0;
    TRY(web_json_only(item, names));
    TRY(web_json_text(item, "video", 1, NUMBER_MAX, &text));
    TRY(web_json_int(item, "watched_ms", 0, INT64_MAX, &out->watched_ms));
    TRY(web_json_int(item, "at_ms", 0, INT64_MAX, &out->at_ms));
    /* What is no number is no video either: ignored, as an unknown one is. */
    out->video = text_u64(text, INT64_MAX, &video) == ERR_OK ? (int64_t)video : 0;
    return ERR_OK;
}

static enum err read_batch(struct edged *e, const struct web_request *r, struct web_answer *a,
                           struct batch *out)
{
    static const char *const names[] = {"events", NULL};
    AUTO(web_json_close) struct web_json *json = NULL;
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
        struct watch_event event = {0};
        bool counts = false;
        TRY(web_json_item(json, "events", i, &item));
        TRY(read_event(item, &event));
        TRY(weigh(e, &event, now_ms, &counts));
        if (counts) {
            out->events[out->accepted++] = event;
        } else {
            out->ignored++;
        }
    }
    return ERR_OK;
}

/* All events of a batch, sealed by one request, durable by one operation. */
static enum err keep_sealed(struct edged *e, const struct custody_token *token,
                            const struct batch *batch)
{
    AUTO(buf) struct buf plain = {.max = LIMIT_WATCHES * WATCH_EVENT_SIZE};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span items[LIMIT_WATCHES];
    struct span sealed[LIMIT_WATCHES];
    struct store_sealed rows[LIMIT_WATCHES];
    struct custody_person person;
    for (size_t i = 0; i < batch->accepted; i++) {
        TRY(watch_event_encode(&batch->events[i], &plain));
    }
    for (size_t i = 0; i < batch->accepted; i++) {
        items[i] = span_of(plain.ptr + i * WATCH_EVENT_SIZE, WATCH_EVENT_SIZE);
    }
    struct custody_fields fields = {
        .token = token, .field = FIELD_WATCH, .items = items, .count = batch->accepted};
    TRY(custody_seal(e->custodian, &fields, &frame, &person, sealed));
    int64_t now_ms = time_wall_ms();
    for (size_t i = 0; i < batch->accepted; i++) {
        rows[i] = (struct store_sealed){id_new(), now_ms, sealed[i]};
    }
    return store_watch_add(e->store, span_of(person.locker, sizeof(person.locker)), rows,
                           batch->accepted);
}

static enum err keep_batch(struct edged *e, const struct web_request *r, struct web_answer *a,
                           const struct batch *batch)
{
    AUTO(custody_token) struct custody_token token = {{0}};
    if (batch->accepted == 0) {
        return ERR_OK;
    }
    if (session_token(r, &token) == ERR_OK) {
        enum err err = keep_sealed(e, &token, batch);
        if (err == ERR_DENIED) {
            return session_refuse(a, err);
        }
        TRY(err);
    }
    for (size_t i = 0; i < batch->accepted; i++) {
        counts_add(e->counts, batch->events[i].video);
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
    jot_put_int(&j, "accepted", (int64_t)batch->accepted);
    jot_put_int(&j, "ignored", (int64_t)batch->ignored);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

struct history {
    size_t count;
    struct store_sealed rows[LIMIT_ASK_ITEMS];
    struct span sealed[LIMIT_ASK_ITEMS];
    struct span plain[LIMIT_ASK_ITEMS];
};

static void put_event(struct jot *j, const struct watch_event *event)
{
    char video[NUMBER_MAX];
    (void)snprintf(video, sizeof(video), "%lld", (long long)event->video);
    jot_object(j);
    jot_put_text(j, "video", video);
    jot_put_int(j, "watched_ms", event->watched_ms);
    jot_put_int(j, "at_ms", event->at_ms);
    jot_object_end(j);
}

static enum err answer_history(struct web_answer *a, const struct history *h)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "watches");
    jot_array(&j);
    for (size_t i = 0; i < h->count; i++) {
        struct watch_event event;
        if (watch_event_decode(h->plain[i], &event) != ERR_OK) {
            return ERR_IO;
        }
        put_event(&j, &event);
    }
    jot_array_end(&j);
    char next[NUMBER_MAX];
    bool more = h->count == LIMIT_ASK_ITEMS;
    if (more) {
        (void)snprintf(next, sizeof(next), "%lld", (long long)h->rows[h->count - 1].id);
    }
    jot_put_text(&j, "next", more ? next : NULL);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

static enum err read_before(const struct web_request *r, struct web_answer *a, int64_t *out)
{
    struct span text = {0};
    uint64_t before = 0;
    if (web_request_query(r, "cursor", &text) &&
        (text_u64(text, INT64_MAX, &before) != ERR_OK || before == 0)) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "cursor: not one that this service gave");
        return ERR_FORMAT;
    }
    *out = (int64_t)before;
    return ERR_OK;
}

/* The session opens its own person's fields, and nothing else. */
static enum err open_history(struct edged *e, const struct custody_token *token, int64_t user,
                             struct history *h, struct buf *frame)
{
    if (h->count == 0) {
        return ERR_OK;
    }
    for (size_t i = 0; i < h->count; i++) {
        h->sealed[i] = h->rows[i].sealed;
    }
    struct custody_fields fields = {.token = token,
                                    .subject = user,
                                    .field = FIELD_WATCH,
                                    .items = h->sealed,
                                    .count = h->count};
    return custody_open(e->custodian, &fields, frame, h->plain);
}

enum err get_my_watches(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {{0}};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct custody_person person;
    int64_t before = 0;
    struct history *h = ARENA_NEW(r->scratch, struct history);
    if (h == NULL) {
        return ERR_NOMEM;
    }
    TRY(session_who(e, r, a, &person));
    TRY(session_token(r, &token));
    TRY(read_before(r, a, &before));
    TRY(store_watch_own(e->store, span_of(person.locker, sizeof(person.locker)), before,
                        LIMIT_ASK_ITEMS, r->scratch, h->rows, &h->count));
    enum err err = open_history(e, &token, person.user, h, &frame);
    if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 429, "Too many openings",
                                       "This session has opened as much as one may. Sign in again.",
                                       LIMIT_OPENS_PER_SESSION);
    }
    TRY(err);
    return answer_history(a, h);
}
