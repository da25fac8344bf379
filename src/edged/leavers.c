#include "leavers.h"

#include "base_diag.h"
#include "base_limits.h"
#include "base_time.h"
#include "custody.h"
#include "shut_captions.h"
#include "spoken.h"
#include "store_caption.h"
#include "store_leave.h"
#include "store_notice.h"
#include "store_search.h"
#include "viewer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NAMES = 64 };

struct leavers {
    struct leavers_config config;
    pthread_t thread;
    bool running;
    bool dirty;           /* of the thread: the write-ahead log has what was removed */
    bool sealed;          /* of the thread: nothing that an older version left is in the clear */
    int64_t rests_ms;     /* of the thread: until then no words are merged but a leaver's */
    atomic_bool stopping; /* set with the lock */
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool woken;
};

enum err leavers_new(const struct leavers_config *config, struct leavers **out_leavers)
{
    struct leavers *l = calloc(1, sizeof(*l));
    if (l == NULL) {
        return ERR_NOMEM;
    }
    l->config = *config;
    l->dirty = true; /* of the process before */
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&l->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&l->lock, NULL);
    *out_leavers = l;
    return ERR_OK;
}

void leavers_wake(struct leavers *l)
{
    (void)pthread_mutex_lock(&l->lock);
    l->woken = true;
    (void)pthread_cond_signal(&l->changed);
    (void)pthread_mutex_unlock(&l->lock);
}

/* In this order: a job that ends meanwhile moves a draft to its last place, or finds it gone. */
static enum err drop_file(struct blobs *blobs, const struct store_removal *name)
{
    struct blob_id id;
    if (blob_id_of(span_text(name->text), &id) != ERR_OK) {
        return ERR_OK;
    }
    TRY(blob_drop(blobs, BLOB_DRAFT, &id));
    TRY(blob_drop(blobs, BLOB_ORIGINAL, &id));
    return blob_drop(blobs, BLOB_MEDIA, &id);
}

static enum err drop_files(struct leavers *l)
{
    for (;;) {
        struct store_removal names[NAMES];
        size_t count = 0;
        TRY(store_removal_next(l->config.store, NAMES, names, &count));
        if (count == 0) {
            return ERR_OK;
        }
        for (size_t i = 0; i < count; i++) {
            TRY(drop_file(l->config.blobs, &names[i]));
        }
        TRY(store_removal_done(l->config.store, names, count));
        l->dirty = true;
    }
}

/* What was said about videos that are gone, and what people were told of too long ago. */
static enum err sweep(struct leavers *l)
{
    for (bool more = true; more;) {
        TRY(store_sweep_step(l->config.store, &more));
        l->dirty = l->dirty || more;
    }
    for (bool more = true; more;) {
        TRY(store_notice_sweep(l->config.store, time_wall_ms(), &more));
    }
    return ERR_OK;
}

/* What was said about videos that are for fewer people than when it was said. */
static enum err settle(struct leavers *l)
{
    bool any = false;
    enum err err = spoken_settle(l->config.store, l->config.custodian, &any);
    l->dirty = l->dirty || any;
    return err;
}

/* One that becomes public just now, or is changed by its author, needs it no more; nor does one
 * whose author's key is gone, as it goes, too. */
static enum err seal_left(struct leavers *l, struct store_left *left)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD};
    struct shut_of of = {.custodian = l->config.custodian, .person = left->person};
    struct store_shut_words row = {.video = left->video, .person = left->person};
    struct shut_words words;
    memcpy(words.title, left->title, sizeof(words.title));
    memcpy(words.sound, left->sound, sizeof(words.sound));
    enum err err = shut_put_words(&of, &words, &sealed);
    explicit_bzero(&words, sizeof(words));
    row.words = buf_span(&sealed);
    err = err == ERR_OK ? store_shut_words(l->config.store, &row) : err;
    l->dirty = true;
    return err == ERR_CONFLICT || err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err seal_titles(struct leavers *l)
{
    struct store_left left = {.video = 0};
    enum err err = ERR_OK;
    while (err == ERR_OK) {
        err = store_shut_left(l->config.store, left.video, &left);
        err = err == ERR_OK ? seal_left(l, &left) : err;
    }
    explicit_bzero(&left, sizeof(left));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The same of a video's captions. */
static enum err seal_captions(struct leavers *l, int64_t video, int64_t person)
{
    AUTO(shut_captions_free) struct shut_captions *captions = NULL;
    struct store *store = l->config.store;
    struct shut_of of = {.custodian = l->config.custodian, .person = person};
    enum err err = shut_captions_move(store, video, &of, &of, &captions);
    if (err == ERR_OK) {
        err = store_caption_shut(store, video, captions->moved, captions->count);
    }
    l->dirty = true;
    return err == ERR_CONFLICT || err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err seal_all_captions(struct leavers *l)
{
    int64_t video = 0;
    int64_t person = 0;
    enum err err = ERR_OK;
    while (err == ERR_OK) {
        err = store_caption_left(l->config.store, video, &video, &person);
        err = err == ERR_OK ? seal_captions(l, video, person) : err;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Once in each process: what an older version left in the clear until it is public. */
static enum err seal_all_left(struct leavers *l)
{
    if (!l->sealed) {
        TRY(seal_titles(l));
        TRY(seal_all_captions(l));
        l->sealed = true;
    }
    return ERR_OK;
}

static enum err tidy(struct leavers *l)
{
    if (l->dirty) {
        TRY(store_tidy(l->config.store));
        l->dirty = false;
    }
    return ERR_OK;
}

/* Words that nothing is found by any more leave the files, too. ERR_GONE: it is to end. */
static enum err merge_words(struct leavers *l)
{
    int64_t began_ms = time_mono_ms();
    bool any = false;
    enum err err = store_search_merge(l->config.store, &l->stopping, &any);
    int64_t now_ms = time_mono_ms();
    l->rests_ms = now_ms + LIMIT_SEARCH_REST * (now_ms - began_ms);
    l->dirty = l->dirty || any;
    return err;
}

static enum err merge_rested(struct leavers *l)
{
    return time_mono_ms() < l->rests_ms ? ERR_OK : merge_words(l);
}

static enum err remove_all(struct leavers *l, const struct store_leaver *leaver)
{
    const struct leavers_config *c = &l->config;
    store_gone(c->store, leaver);
    l->dirty = true;
    TRY(drafts_forget(c->drafts, leaver->person));
    for (bool more = true; more;) {
        TRY(store_leave_step(c->store, leaver, &more));
    }
    TRY(viewer_forget(c->store, leaver->locker.ptr));
    jobs_end_of(c->jobs, leaver->person, 0);
    TRY(drop_files(l));
    TRY(merge_words(l));
    return tidy(l);
}

/* Reports nobody, or one of whom nothing is left; and learns who is next. */
static enum err next_of(struct leavers *l, int64_t done, struct buf *frame,
                        struct ask_answer *out_answer)
{
    struct ask_sign asked = {.number = done};
    TRY(custody_own(l->config.custodian, ASK_ERASED, LIMIT_ASK_WAIT_MS, &asked, frame, out_answer));
    for (size_t i = 0; i < out_answer->count; i++) {
        const struct ask_entry *entry = &out_answer->entries[i];
        if (entry->id <= 0 || entry->label.len != ASK_LOCKER) {
            return ERR_IO;
        }
    }
    return ERR_OK;
}

static enum err remove_leavers(struct leavers *l)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer = {0};
    TRY(next_of(l, 0, &frame, &answer));
    while (answer.count > 0) {
        struct store_leaver leaver = {answer.entries[0].id, answer.entries[0].label};
        TRY(remove_all(l, &leaver));
        TRY(next_of(l, leaver.person, &frame, &answer));
    }
    return ERR_OK;
}

/* Until it is time, or there is something to do; false: to end. */
static bool wait_turn(struct leavers *l, int64_t wait_ms)
{
    int64_t until_ms = time_mono_ms() + wait_ms;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    (void)pthread_mutex_lock(&l->lock);
    while (!atomic_load(&l->stopping) && !l->woken &&
           pthread_cond_timedwait(&l->changed, &l->lock, &until) == 0) {
    }
    l->woken = false;
    bool go_on = !atomic_load(&l->stopping);
    (void)pthread_mutex_unlock(&l->lock);
    return go_on;
}

static void *leavers_main(void *arg)
{
    static enum err (*const steps[])(struct leavers *) = {
        drop_files, sweep, settle, seal_all_left, remove_leavers, merge_rested, tidy};
    struct leavers *l = arg;
    enum err err = ERR_OK;
    do {
        err = ERR_OK;
        for (size_t i = 0; err == ERR_OK && i < sizeof(steps) / sizeof(steps[0]); i++) {
            err = steps[i](l);
        }
        if (err != ERR_OK && err != ERR_BUSY && err != ERR_GONE) {
            diag(DIAG_ERROR, "what is to be removed waits: %s", err_text(err));
        }
    } while (wait_turn(l, err == ERR_OK ? LIMIT_LEAVE_LOOK_MS : LIMIT_LEAVE_RETRY_MS));
    return NULL;
}

enum err leavers_start(struct leavers *l)
{
    if (pthread_create(&l->thread, NULL, leavers_main, l) != 0) {
        return ERR_NOMEM;
    }
    l->running = true;
    return ERR_OK;
}

void leavers_free(struct leavers *l)
{
    if (l == NULL) {
        return;
    }
    if (l->running) {
        (void)pthread_mutex_lock(&l->lock);
        atomic_store(&l->stopping, true);
        (void)pthread_cond_signal(&l->changed);
        (void)pthread_mutex_unlock(&l->lock);
        (void)pthread_join(l->thread, NULL);
    }
    (void)pthread_cond_destroy(&l->changed);
    (void)pthread_mutex_destroy(&l->lock);
    free(l);
}
