#include "shelf.h"

#include "base_diag.h"
#include "base_limits.h"
#include "base_time.h"
#include "shelf_stock.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum {
    LOOK_NEWEST = 20, /* rows looked at each time, beside those whose turn it is */
    GONE_PART = 8,    /* one in so many is gone: the stock is made anew */
    GONE_LEAST = 64,
    FADE_MS = 60000, /* how often what was watched lately fades: by a part of FADE, */
    FADE = 1040      /* half of it in twelve hours */
};

struct shelf {
    struct store *store;
    pthread_t thread;
    bool running;
    pthread_mutex_t changing; /* who changes it, one at a time; taken before lock */
    pthread_rwlock_t lock;    /* of the stock, against those who read */
    struct stock *stock;
    struct store_row *rows;   /* LIMIT_SHELF_STEP, of who changes it */
    struct store_place place; /* how far this round is */
    uint32_t round;
    int64_t faded_ms;
    pthread_mutex_t waiting; /* of what follows */
    pthread_cond_t stop;
    bool stopping;
};

enum err shelf_new(struct store *store, struct shelf **out_shelf)
{
    AUTO(shelf_free) struct shelf *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&s->stop, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&s->waiting, NULL);
    (void)pthread_mutex_init(&s->changing, NULL);
    (void)pthread_rwlock_init(&s->lock, NULL);
    s->store = store;
    s->faded_ms = time_mono_ms();
    s->rows = calloc(LIMIT_SHELF_STEP, sizeof(s->rows[0]));
    if (s->rows == NULL) {
        return ERR_NOMEM;
    }
    TRY(stock_new(&s->stock));
    *out_shelf = MOVE(s);
    return ERR_OK;
}

/* ---- changing, with `changing` held */

/* What has no room any more is older than all that is there. */
static enum err put_rows(struct shelf *s, size_t count)
{
    enum err err = ERR_OK;
    int64_t now_ms = time_wall_ms();
    (void)pthread_rwlock_wrlock(&s->lock);
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        err = stock_put(s->stock, &s->rows[i], s->round, now_ms);
    }
    (void)pthread_rwlock_unlock(&s->lock);
    return err == ERR_LIMIT ? ERR_OK : err;
}

/* Those that this round has not found are gone. */
static void end_round(struct shelf *s)
{
    struct stock *stock = s->stock;
    (void)pthread_rwlock_wrlock(&s->lock);
    for (uint32_t i = 0; i < stock->count; i++) {
        if (stock->rounds[i] != s->round) {
            stock_drop(stock, i);
        }
    }
    (void)pthread_rwlock_unlock(&s->lock);
    s->round++;
    s->place = (struct store_place){0, 0};
}

/* The next rows of this round. out_more: it goes on. */
static enum err step(struct shelf *s, size_t max, bool *out_more)
{
    size_t count = 0;
    TRY(store_shelf_page(s->store, s->place, max, s->rows, &count));
    TRY(put_rows(s, count));
    *out_more = count == max;
    if (*out_more) {
        s->place = (struct store_place){s->rows[count - 1].published_ms, s->rows[count - 1].id};
    } else {
        end_round(s);
    }
    return ERR_OK;
}

/* A stock of its own, without what is gone, in place of the other. */
static enum err renew(struct shelf *s)
{
    AUTO(stock_free) struct stock *fresh = NULL;
    TRY(stock_copy(s->stock, &fresh));
    (void)pthread_rwlock_wrlock(&s->lock);
    struct stock *old = s->stock;
    s->stock = fresh;
    (void)pthread_rwlock_unlock(&s->lock);
    fresh = old;
    return ERR_OK;
}

static enum err sort(struct shelf *s)
{
    (void)pthread_rwlock_wrlock(&s->lock);
    enum err err = stock_sort(s->stock);
    (void)pthread_rwlock_unlock(&s->lock);
    return err;
}

static void fade(struct shelf *s)
{
    for (; time_mono_ms() - s->faded_ms >= FADE_MS; s->faded_ms += FADE_MS) {
        for (size_t i = 0; i < s->stock->count; i++) {
            s->stock->trends[i] -= s->stock->trends[i] / FADE;
        }
    }
}

enum err shelf_load(struct shelf *s)
{
    bool more = true;
    (void)pthread_mutex_lock(&s->changing);
    enum err err = ERR_OK;
    while (more && err == ERR_OK) {
        err = step(s, LIMIT_SHELF_STEP, &more);
    }
    err = err == ERR_OK ? sort(s) : err;
    (void)pthread_mutex_unlock(&s->changing);
    return err;
}

static enum err look_one(struct shelf *s, int64_t video)
{
    enum err err = store_shelf_get(s->store, video, &s->rows[0]);
    if (err == ERR_OK) {
        return put_rows(s, 1);
    }
    int64_t at = stock_find(s->stock, video);
    if (err == ERR_NOT_FOUND && at != STOCK_NONE) {
        (void)pthread_rwlock_wrlock(&s->lock);
        stock_drop(s->stock, (uint32_t)at);
        (void)pthread_rwlock_unlock(&s->lock);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void said(enum err err)
{
    if (err != ERR_OK) {
        diag(DIAG_NOTICE, "what pages are made of is not up to date: %s", err_text(err));
    }
}

void shelf_look(struct shelf *s, int64_t video)
{
    (void)pthread_mutex_lock(&s->changing);
    said(look_one(s, video));
    (void)pthread_mutex_unlock(&s->changing);
}

/* At most LIMIT_SHELF_STEP of them: what is counted now of those that stand here. */
static enum err take_counts(struct shelf *s, const struct store_count *counts, size_t count)
{
    struct stock *stock = s->stock;
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t at = stock_find(stock, counts[i].video);
        if (at != STOCK_NONE) {
            stock->trends[at] += counts[i].viewers * STOCK_WATCH;
            s->rows[known++].id = counts[i].video;
        }
    }
    TRY(store_shelf_counts(s->store, s->rows, &known));
    (void)pthread_rwlock_wrlock(&s->lock);
    for (size_t i = 0; i < known; i++) {
        stock_count(stock, &s->rows[i]);
    }
    (void)pthread_rwlock_unlock(&s->lock);
    return ERR_OK;
}

void shelf_counted(struct shelf *s, const struct store_count *counts, size_t count)
{
    enum err err = ERR_OK;
    (void)pthread_mutex_lock(&s->changing);
    for (size_t i = 0; i < count && err == ERR_OK; i += LIMIT_SHELF_STEP) {
        size_t some = count - i < LIMIT_SHELF_STEP ? count - i : LIMIT_SHELF_STEP;
        err = take_counts(s, counts + i, some);
    }
    err = err == ERR_OK ? sort(s) : err;
    said(err);
    (void)pthread_mutex_unlock(&s->changing);
}

/* ---- the thread */

/* What is new, and the next part of the round. */
static enum err look(struct shelf *s)
{
    size_t count = 0;
    bool more = false;
    size_t part = s->stock->count / LIMIT_SHELF_ROUND_S + LOOK_NEWEST;
    TRY(store_shelf_page(s->store, (struct store_place){0, 0}, LOOK_NEWEST, s->rows, &count));
    TRY(put_rows(s, count));
    do {
        size_t max = part < LIMIT_SHELF_STEP ? part : LIMIT_SHELF_STEP;
        TRY(step(s, max, &more));
        part -= max;
    } while (more && part > 0);
    fade(s);
    if (s->stock->gone > GONE_LEAST && s->stock->gone > s->stock->count / GONE_PART) {
        return renew(s);
    }
    return ERR_OK;
}

/* Until it is time; false: to end. */
static bool wait_turn(struct shelf *s)
{
    int64_t until_ms = time_mono_ms() + LIMIT_SHELF_LOOK_MS;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    (void)pthread_mutex_lock(&s->waiting);
    while (!s->stopping && pthread_cond_timedwait(&s->stop, &s->waiting, &until) == 0) {
    }
    bool go_on = !s->stopping;
    (void)pthread_mutex_unlock(&s->waiting);
    return go_on;
}

static void *shelf_main(void *arg)
{
    struct shelf *s = arg;
    while (wait_turn(s)) {
        (void)pthread_mutex_lock(&s->changing);
        said(look(s));
        (void)pthread_mutex_unlock(&s->changing);
    }
    return NULL;
}

enum err shelf_start(struct shelf *s)
{
    if (pthread_create(&s->thread, NULL, shelf_main, s) != 0) {
        return ERR_NOMEM;
    }
    s->running = true;
    return ERR_OK;
}

void shelf_free(struct shelf *s)
{
    if (s == NULL) {
        return;
    }
    if (s->running) {
        (void)pthread_mutex_lock(&s->waiting);
        s->stopping = true;
        (void)pthread_cond_signal(&s->stop);
        (void)pthread_mutex_unlock(&s->waiting);
        (void)pthread_join(s->thread, NULL);
    }
    stock_free(s->stock);
    free(s->rows);
    (void)pthread_rwlock_destroy(&s->lock);
    (void)pthread_mutex_destroy(&s->changing);
    (void)pthread_mutex_destroy(&s->waiting);
    (void)pthread_cond_destroy(&s->stop);
    free(s);
}

/* ---- reading */

const struct shelf *shelf_hold(struct shelf *s)
{
    (void)pthread_rwlock_rdlock(&s->lock);
    return s;
}

void shelf_let_go(struct shelf *s)
{
    (void)pthread_rwlock_unlock(&s->lock);
}

const struct feed_row *shelf_row(const struct shelf *s, uint32_t at)
{
    return &s->stock->rows[at];
}

uint16_t shelf_month(const struct shelf *s, uint32_t at)
{
    return s->stock->months[at];
}

void shelf_soon(const struct shelf *s, uint32_t at)
{
    enum { LINE = 64 };
    const char *row = (const char *)&s->stock->rows[at];
    for (size_t i = 0; i < sizeof(struct feed_row); i += LINE) {
        __builtin_prefetch(row + i);
    }
    __builtin_prefetch(&s->stock->months[at]);
}

const struct feed_row *shelf_find(const struct shelf *s, int64_t video)
{
    int64_t at = stock_find(s->stock, video);
    return at == STOCK_NONE ? NULL : &s->stock->rows[at];
}

static struct shelf_list list_of(const struct stock_list *list)
{
    return list == NULL ? (struct shelf_list){NULL, 0} : (struct shelf_list){list->at, list->count};
}

struct shelf_list shelf_newest(const struct shelf *s)
{
    return list_of(&s->stock->newest);
}

struct shelf_list shelf_trending(const struct shelf *s)
{
    return list_of(&s->stock->trending);
}

struct shelf_list shelf_of(const struct shelf *s, uint64_t key)
{
    return list_of(stock_list_of(s->stock, key));
}

size_t shelf_months(const struct shelf *s, size_t max, uint16_t *out_months)
{
    size_t count = 0;
    for (size_t i = FEED_MONTH_MAX + 1; i > 0 && count < max; i--) {
        if (s->stock->of_month[i - 1] > 0) {
            out_months[count++] = (uint16_t)(i - 1);
        }
    }
    return count;
}

const struct feed_prior *shelf_prior(const struct shelf *s)
{
    return &s->stock->prior;
}
