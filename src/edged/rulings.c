#include "rulings.h"

#include "base_diag.h"
#include "base_limits.h"
#include "base_time.h"
#include "custody.h"
#include "store_decision.h"
#include "wire_codec.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct rulings {
    struct store *store;
    struct ipc_pool *custodian;
    pthread_t thread;
    bool running;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool woken;
    bool stopping;
};

enum err rulings_new(struct store *store, struct ipc_pool *custodian, struct rulings **out_rulings)
{
    struct rulings *r = calloc(1, sizeof(*r));
    if (r == NULL) {
        return ERR_NOMEM;
    }
    r->store = store;
    r->custodian = custodian;
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&r->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&r->lock, NULL);
    *out_rulings = r;
    return ERR_OK;
}

/* Borrows from the answer. */
static enum err read_ruling(const struct ask_answer *answer, struct store_ruling *out)
{
    int64_t number = 0;
    if (answer->count != DECIDED_COUNT_) {
        return ERR_FORMAT;
    }
    struct wire_reader r = wire_read(answer->items[DECIDED_NUMBERS].bytes);
    struct store_ruling ruling = {.number = wire_i64(&r)};
    ruling.entry = wire_i64(&r);
    ruling.object = wire_i64(&r);
    TRY(wire_end(&r));
    ruling.subject = answer->items[DECIDED_SUBJECT].bytes;
    TRY(policy_object_read(ruling.subject, &ruling.kind, &number));
    TRY(policy_state_read(answer->items[DECIDED_STATE].bytes, &ruling.state));
    ruling.label = answer->items[DECIDED_LABEL].bytes;
    ruling.envelope = answer->items[DECIDED_ENVELOPE].bytes;
    *out = ruling;
    return ERR_OK;
}

/* The next one; ERR_NOT_FOUND: there is none. */
static enum err apply_next(struct rulings *r)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer = {0};
    struct ask_sign asked = {.number = 0};
    struct store_ruling ruling;
    int64_t person = 0;
    TRY(store_decision_last(r->store, &asked.number));
    TRY(custody_own(r->custodian, ASK_DECIDED, LIMIT_ASK_WAIT_MS, &asked, &frame, &answer));
    if (answer.count == 0) {
        return ERR_NOT_FOUND;
    }
    TRY(read_ruling(&answer, &ruling));
    TRY(store_decision_apply(r->store, &ruling, &person));
    diag(DIAG_NOTICE, "a decision of the office holds");
    return ERR_OK;
}

/* Until it is time, or there is something to do; false: to end. */
static bool wait_turn(struct rulings *r, int64_t wait_ms)
{
    int64_t until_ms = time_mono_ms() + wait_ms;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    (void)pthread_mutex_lock(&r->lock);
    while (!r->stopping && !r->woken &&
           pthread_cond_timedwait(&r->changed, &r->lock, &until) == 0) {
    }
    r->woken = false;
    bool go_on = !r->stopping;
    (void)pthread_mutex_unlock(&r->lock);
    return go_on;
}

static void *rulings_main(void *arg)
{
    struct rulings *r = arg;
    int64_t wait_ms = 0;
    do {
        enum err err = apply_next(r);
        if (err != ERR_OK && err != ERR_NOT_FOUND && err != ERR_BUSY) {
            diag(DIAG_ERROR, "what was decided waits: %s", err_text(err));
        }
        wait_ms = err == ERR_OK          ? 0
                  : err == ERR_NOT_FOUND ? LIMIT_DECIDED_LOOK_MS
                                         : LIMIT_DECIDED_RETRY_MS;
    } while (wait_turn(r, wait_ms));
    return NULL;
}

enum err rulings_start(struct rulings *r)
{
    if (pthread_create(&r->thread, NULL, rulings_main, r) != 0) {
        return ERR_NOMEM;
    }
    r->running = true;
    return ERR_OK;
}

void rulings_apply(struct rulings *r)
{
    enum { MANY = 64 };
    enum err err = ERR_OK;
    for (int i = 0; i < MANY && err == ERR_OK; i++) {
        err = apply_next(r); /* the thread may do the same: each is applied once */
    }
    rulings_wake(r);
}

void rulings_wake(struct rulings *r)
{
    (void)pthread_mutex_lock(&r->lock);
    r->woken = true;
    (void)pthread_cond_signal(&r->changed);
    (void)pthread_mutex_unlock(&r->lock);
}

void rulings_free(struct rulings *r)
{
    if (r == NULL) {
        return;
    }
    if (r->running) {
        (void)pthread_mutex_lock(&r->lock);
        r->stopping = true;
        (void)pthread_cond_signal(&r->changed);
        (void)pthread_mutex_unlock(&r->lock);
        (void)pthread_join(r->thread, NULL);
    }
    (void)pthread_cond_destroy(&r->changed);
    (void)pthread_mutex_destroy(&r->lock);
    free(r);
}
