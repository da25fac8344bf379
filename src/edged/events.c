#include "events.h"

#include "base_diag.h"
#include "base_limits.h"
#include "base_time.h"
#include "store_notice.h"
#include "unread.h"
#include "web_stream.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One who waits. A place is taken from events_listen until the stream is gone. */
struct place {
    struct events *events;
    struct web_stream *stream; /* NULL: not answered yet */
    bool taken;
    uint64_t number; /* of the taking: a place that was left meanwhile is another's */
    struct custody_person person;
    int64_t mark;
    int64_t newest; /* notice that it was told of */
    int64_t unread;
    int64_t asked_ms; /* when its session was asked for */
    bool says;        /* there is something to say */
    bool beats;
    bool ends;
    bool counts; /* the mark moved: to be counted again */
    struct custody_token token;
};

struct events {
    struct events_config config;
    pthread_t thread;
    bool running;
    uint64_t changes;     /* of the thread: of the store, at its last look */
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool stopping;
    bool woken;
    bool checks; /* all sessions are asked for in the next look */
    uint64_t taken;
    struct place places[LIMIT_LISTENERS];
};

enum err events_new(const struct events_config *config, struct events **out_events)
{
    struct events *e = calloc(1, sizeof(*e));
    if (e == NULL) {
        return ERR_NOMEM;
    }
    e->config = *config;
    if (e->config.beat_ms == 0) {
        e->config.beat_ms = LIMIT_EVENTS_BEAT_MS;
    }
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&e->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&e->lock, NULL);
    *out_events = e;
    return ERR_OK;
}

/* ---- what goes out */

static bool more(void *state, char out[WEB_STREAM_PIECE], size_t *out_len)
{
    struct place *p = state;
    int len = 0;
    (void)pthread_mutex_lock(&p->events->lock);
    bool goes_on = !p->ends;
    if (p->says) {
        len = snprintf(out, WEB_STREAM_PIECE, "event: notifications\ndata: {\"unread\": %lld}\n\n",
                       (long long)p->unread);
    } else if (p->beats) {
        len = snprintf(out, WEB_STREAM_PIECE, ":\n\n");
    }
    p->says = false;
    p->beats = false;
    (void)pthread_mutex_unlock(&p->events->lock);
    *out_len = (size_t)len;
    return goes_on;
}

static void gone(void *state)
{
    struct place *p = state;
    struct events *e = p->events;
    (void)pthread_mutex_lock(&e->lock);
    explicit_bzero(p, sizeof(*p));
    (void)pthread_mutex_unlock(&e->lock);
}

/* With the lock held. */
static void wake(struct place *p)
{
    if (p->stream != NULL) {
        web_stream_wake(p->stream);
    }
}

/* ---- coming */

static enum err take_place(struct events *e, const struct place *with, struct place **out_place)
{
    struct place *found = NULL;
    struct place *oldest = NULL;
    size_t own = 0;
    (void)pthread_mutex_lock(&e->lock);
    for (size_t i = 0; i < LIMIT_LISTENERS; i++) {
        struct place *p = &e->places[i];
        if (!p->taken) {
            found = found != NULL ? found : p;
        } else if (p->person.user == with->person.user && !p->ends) {
            oldest = oldest == NULL || p->number < oldest->number ? p : oldest;
            own++;
        }
    }
    /* Of a page that was left, nothing is heard before the next sign of life. */
    if (own >= LIMIT_LISTENERS_PERSON) {
        oldest->ends = true;
        wake(oldest);
    }
    enum err out = found == NULL ? ERR_BUSY : ERR_OK;
    if (out == ERR_OK) {
        *found = *with;
        found->number = ++e->taken;
    }
    (void)pthread_mutex_unlock(&e->lock);
    *out_place = found;
    return out;
}

enum err events_listen(struct events *e, const struct events_listener *listener,
                       struct web_answer *a)
{
    static const struct web_source source = {more, gone};
    struct place *place = NULL;
    struct web_stream *stream = NULL;
    struct place with = {.events = e,
                         .taken = true,
                         .person = listener->viewer->person,
                         .mark = listener->mark,
                         .asked_ms = time_mono_ms(),
                         .says = true};
    TRY(store_notice_newest(e->config.edged->store, with.person.user, &with.newest));
    TRY(unread_of(listener->viewer, with.mark, (struct unread_known){NULL, NULL}, &with.unread));
    memcpy(with.token.bytes, listener->viewer->token->bytes, sizeof(with.token.bytes));
    enum err err = take_place(e, &with, &place);
    explicit_bzero(&with, sizeof(with));
    TRY(err);
    web_answer_status(a, 200);
    (void)web_answer_cache(a, "no-store");
    (void)web_answer_header(a, "X-Accel-Buffering", "no"); /* a front is to pass it on at once */
    TRY(web_answer_stream(a, "text/event-stream", &source, place, &stream));
    (void)pthread_mutex_lock(&e->lock);
    place->stream = stream;
    (void)pthread_mutex_unlock(&e->lock);
    return ERR_OK;
}

void events_mark(struct events *e, int64_t person, int64_t mark)
{
    (void)pthread_mutex_lock(&e->lock);
    for (size_t i = 0; i < LIMIT_LISTENERS; i++) {
        struct place *p = &e->places[i];
        if (p->taken && p->person.user == person && p->mark < mark) {
            p->mark = mark;
            p->counts = true;
            e->woken = true;
        }
    }
    (void)pthread_cond_signal(&e->changed);
    (void)pthread_mutex_unlock(&e->lock);
}

void events_check(struct events *e)
{
    (void)pthread_mutex_lock(&e->lock);
    e->checks = true;
    e->woken = true;
    (void)pthread_cond_signal(&e->changed);
    (void)pthread_mutex_unlock(&e->lock);
}

/* ---- the thread's look at one place, without the lock */

struct look {
    size_t at;
    bool changed; /* something was written since the last look */
    bool checks;
    struct place copy; /* as it was found, wiped by look_one */
};

static bool copy_place(struct events *e, struct look *l)
{
    (void)pthread_mutex_lock(&e->lock);
    bool there = e->places[l->at].taken && !e->places[l->at].ends;
    if (there) {
        l->copy = e->places[l->at];
        e->places[l->at].counts = false;
    }
    (void)pthread_mutex_unlock(&e->lock);
    return there;
}

/* What the place's session is by now: it ends, or it shows that it lives. */
static void look_session(struct events *e, struct look *l)
{
    struct custody_person person;
    struct place *p = &l->copy;
    bool due = time_mono_ms() - p->asked_ms >= e->config.beat_ms;
    if (!due && !l->checks) {
        return;
    }
    enum err err = custody_who(e->config.edged->custodian, &p->token, LIMIT_ASK_QUICK_MS, &person);
    p->ends = err == ERR_DENIED || (err == ERR_OK && person.user != p->person.user);
    p->beats = due;
    p->asked_ms = due ? time_mono_ms() : p->asked_ms;
}

/* How much is unread, with whom the person muted and blocked by now. */
static enum err look_unread(struct events *e, struct place *p)
{
    struct viewer viewer = {.e = e->config.edged, .token = &p->token, .person = p->person};
    return unread_of(&viewer, p->mark, (struct unread_known){NULL, NULL}, &p->unread);
}

static void look_store(struct events *e, struct look *l)
{
    struct place *p = &l->copy;
    int64_t newest = p->newest;
    enum err err = store_notice_newest(e->config.edged->store, p->person.user, &newest);
    if (err == ERR_OK && (newest != p->newest || p->counts)) {
        err = look_unread(e, p);
        p->says = err == ERR_OK;
    }
    if (err == ERR_DENIED || err == ERR_LIMIT || err == ERR_FORMAT) {
        p->ends = true; /* nothing more opens: whoever comes again is told why */
        return;
    }
    if (err != ERR_OK) {
        diag(DIAG_NOTICE, "who waits for notices is told later: %s", err_text(err));
        p->counts = true;
        return;
    }
    p->counts = false;
    p->newest = newest;
}

static void put_back(struct events *e, const struct look *l)
{
    struct place *p = &e->places[l->at];
    (void)pthread_mutex_lock(&e->lock);
    if (p->taken && p->number == l->copy.number) {
        p->newest = l->copy.newest;
        p->unread = l->copy.unread;
        p->asked_ms = l->copy.asked_ms;
        p->says = p->says || l->copy.says;
        p->beats = p->beats || l->copy.beats;
        p->ends = p->ends || l->copy.ends;
        p->counts = p->counts || l->copy.counts;
        if (p->says || p->beats || p->ends) {
            wake(p);
        }
    }
    (void)pthread_mutex_unlock(&e->lock);
}

static void look_one(struct events *e, struct look *l)
{
    if (!copy_place(e, l)) {
        return;
    }
    l->copy.says = false;
    l->copy.beats = false;
    look_session(e, l);
    if (l->changed || l->copy.counts) {
        look_store(e, l);
    }
    put_back(e, l);
    explicit_bzero(&l->copy, sizeof(l->copy));
}

/* ---- the thread */

/* False: to end. */
static bool wait_turn(struct events *e, bool *out_checks)
{
    int64_t until_ms = time_mono_ms() + LIMIT_EVENTS_LOOK_MS;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    (void)pthread_mutex_lock(&e->lock);
    while (!e->stopping && !e->woken &&
           pthread_cond_timedwait(&e->changed, &e->lock, &until) == 0) {
    }
    *out_checks = e->checks;
    e->woken = false;
    e->checks = false;
    bool go_on = !e->stopping;
    (void)pthread_mutex_unlock(&e->lock);
    return go_on;
}

static void *events_main(void *arg)
{
    struct events *e = arg;
    bool checks = false;
    while (wait_turn(e, &checks)) {
        uint64_t changes = store_changes(e->config.edged->store);
        struct look l = {.changed = changes != e->changes, .checks = checks};
        for (l.at = 0; l.at < LIMIT_LISTENERS; l.at++) {
            look_one(e, &l);
        }
        e->changes = changes;
    }
    return NULL;
}

enum err events_start(struct events *e)
{
    if (pthread_create(&e->thread, NULL, events_main, e) != 0) {
        return ERR_NOMEM;
    }
    e->running = true;
    return ERR_OK;
}

void events_free(struct events *e)
{
    if (e == NULL) {
        return;
    }
    if (e->running) {
        (void)pthread_mutex_lock(&e->lock);
        e->stopping = true;
        (void)pthread_cond_signal(&e->changed);
        (void)pthread_mutex_unlock(&e->lock);
        (void)pthread_join(e->thread, NULL);
    }
    (void)pthread_cond_destroy(&e->changed);
    (void)pthread_mutex_destroy(&e->lock);
    free(e);
}
