#include "jobs.h"

#include "base_diag.h"
#include "base_limits.h"
#include "base_time.h"
#include "job.h"
#include "wire_ctl.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

/* A place for a job. Gate's answer moves RUNNING to ENDED; all else is the thread's. */
enum place_state { PLACE_FREE, PLACE_RUNNING, PLACE_ENDED, PLACE_JUDGED };

struct place {
    enum place_state state;
    struct job job;
    int64_t outcome;
    int64_t value;
    struct verdict verdict;
};

struct jobs {
    struct jobs_config config;
    pthread_t thread;
    bool running;
    bool full; /* the disk; said once */
    int64_t pause_until_ms;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool woken;
    bool stopping;
    struct place places[LIMIT_JOBS];
};

/* A draft may have been kept as an original just before the process ended. */
static enum err file_needed(void *app, enum blob_place place, const struct blob_id *id)
{
    enum err err = ERR_NOT_FOUND;
    if (place == BLOB_ORIGINAL) {
        err = store_job_needs(app, span_text(id->text));
    }
    return err == ERR_NOT_FOUND ? store_draft_needs(app, span_text(id->text)) : err;
}

/* The names of what a job made are in its row before it makes anything. */
static void drop_media(struct blobs *blobs, const char *text)
{
    struct blob_id id;
    if (blob_id_of(span_text(text), &id) == ERR_OK) {
        (void)blob_drop(blobs, BLOB_MEDIA, &id);
    }
}

enum err jobs_recover(struct store *store, struct blobs *blobs, size_t *out_removed)
{
    for (;;) {
        struct store_job job;
        enum err err = store_job_running(store, &job);
        if (err == ERR_NOT_FOUND) {
            break;
        }
        TRY(err);
        drop_media(blobs, job.rendition);
        drop_media(blobs, job.poster);
        TRY(store_job_resume(store, job.video, 0));
    }
    return blob_sweep(blobs, file_needed, store, out_removed);
}

enum err jobs_new(const struct jobs_config *config, struct jobs **out_jobs)
{
    struct jobs *j = calloc(1, sizeof(*j));
    if (j == NULL) {
        return ERR_NOMEM;
    }
    j->config = *config;
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&j->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&j->lock, NULL);
    *out_jobs = j;
    return ERR_OK;
}

void jobs_wake(struct jobs *j)
{
    (void)pthread_mutex_lock(&j->lock);
    j->woken = true;
    (void)pthread_cond_signal(&j->changed);
    (void)pthread_mutex_unlock(&j->lock);
}

/* With the lock held. */
static void end_place(struct place *place, int64_t outcome, int64_t value)
{
    place->outcome = outcome;
    place->value = value;
    place->state = PLACE_ENDED;
}

void jobs_done(struct jobs *j, uint64_t id, int64_t outcome, int64_t value)
{
    (void)pthread_mutex_lock(&j->lock);
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        if (j->places[i].state == PLACE_RUNNING && j->places[i].job.id == id) {
            end_place(&j->places[i], outcome, value);
            j->woken = true;
            (void)pthread_cond_signal(&j->changed);
        }
    }
    (void)pthread_mutex_unlock(&j->lock);
}

static enum place_state state_of(struct jobs *j, const struct place *place)
{
    (void)pthread_mutex_lock(&j->lock);
    enum place_state out = place->state;
    (void)pthread_mutex_unlock(&j->lock);
    return out;
}

static void set_state(struct jobs *j, struct place *place, enum place_state state)
{
    (void)pthread_mutex_lock(&j->lock);
    place->state = state;
    (void)pthread_mutex_unlock(&j->lock);
}

static void check_deadlines(struct jobs *j)
{
    int64_t now_ms = time_mono_ms();
    (void)pthread_mutex_lock(&j->lock);
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        struct place *place = &j->places[i];
        if (place->state == PLACE_RUNNING && now_ms > place->job.deadline_ms) {
            end_place(place, OUTCOME_OVERDUE, 0);
        }
    }
    (void)pthread_mutex_unlock(&j->lock);
}

static void say(const struct place *place)
{
    static const char *const words[VIDEO_EVENT_COUNT_] = {
        [VIDEO_PUBLISH] = "public",
        [VIDEO_REFUSE] = "refused",
        [VIDEO_AGAIN] = "to be tried again",
        [VIDEO_RESUME] = "to be started later",
    };
    diag(DIAG_NOTICE, "video %lld: %s (refusal %u)", (long long)place->job.row.video,
         words[place->verdict.event], place->verdict.report.refusal);
}

static void finish_place(struct jobs *j, struct place *place)
{
    if (state_of(j, place) == PLACE_ENDED) {
        job_judge(&j->config, &place->job, place->outcome, place->value, &place->verdict);
        job_done(&place->job);
        set_state(j, place, PLACE_JUDGED);
    }
    if (state_of(j, place) != PLACE_JUDGED) {
        return;
    }
    enum err err = job_settle(&j->config, &place->job, &place->verdict);
    if (err != ERR_OK) { /* the next round tries again */
        diag(DIAG_ERROR, "video %lld waits for the database: %s", (long long)place->job.row.video,
             err_text(err));
        return;
    }
    say(place);
    if (place->verdict.event == VIDEO_RESUME) {
        j->pause_until_ms = time_mono_ms() + LIMIT_JOB_RETRY_MS;
    }
    set_state(j, place, PLACE_FREE);
}

static bool has_room(struct jobs *j, const struct store_job *row)
{
    bool full = blob_room(j->config.blobs, (uint64_t)row->original_bytes) != ERR_OK;
    if (full && !j->full) {
        diag(DIAG_ERROR, "no space is left for media: videos wait");
    }
    j->full = full;
    return !full;
}

/* Gate may answer as soon as it is asked: the place knows the job's id before. */
static void send_place(struct jobs *j, struct place *place)
{
    (void)pthread_mutex_lock(&j->lock);
    place->job.deadline_ms =
        time_mono_ms() + job_limit_ms(place->job.row.original_bytes) + LIMIT_JOB_ANSWER_MS;
    place->state = PLACE_RUNNING;
    (void)pthread_mutex_unlock(&j->lock);
    uint8_t refusal = job_send(&j->config, &place->job);
    if (refusal != REFUSAL_NONE) {
        place->verdict = (struct verdict){0};
        job_fail(&j->config, &place->job, refusal, &place->verdict);
        job_done(&place->job);
        set_state(j, place, PLACE_JUDGED);
        finish_place(j, place);
    }
}

/* False: there is nothing to begin, or no way to. */
static bool fill_place(struct jobs *j, struct place *place)
{
    struct store_job row;
    if (time_mono_ms() < j->pause_until_ms ||
        store_job_next(j->config.store, time_wall_ms(), &row) != ERR_OK || !has_room(j, &row)) {
        return false;
    }
    enum err err = job_begin(&j->config, &row, &place->job);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "video %lld could not be started: %s", (long long)row.video,
             err_text(err));
        return false;
    }
    send_place(j, place);
    return true;
}

static void round_of(struct jobs *j)
{
    check_deadlines(j);
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        finish_place(j, &j->places[i]);
    }
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        if (state_of(j, &j->places[i]) == PLACE_FREE && !fill_place(j, &j->places[i])) {
            return;
        }
    }
}

/* Until something happens, or it is time to look again (a retry that is due, a database that
 * failed). False: to end. */
static bool wait_turn(struct jobs *j)
{
    int64_t until_ms = time_mono_ms() + LIMIT_JOB_RETRY_MS;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    (void)pthread_mutex_lock(&j->lock);
    while (!j->stopping && !j->woken &&
           pthread_cond_timedwait(&j->changed, &j->lock, &until) == 0) {
    }
    j->woken = false;
    bool go_on = !j->stopping;
    (void)pthread_mutex_unlock(&j->lock);
    return go_on;
}

static void *jobs_main(void *arg)
{
    struct jobs *j = arg;
    do {
        round_of(j);
        drafts_sweep(j->config.drafts);
    } while (wait_turn(j));
    return NULL;
}

enum err jobs_start(struct jobs *j)
{
    if (pthread_create(&j->thread, NULL, jobs_main, j) != 0) {
        return ERR_NOMEM;
    }
    j->running = true;
    return ERR_OK;
}

void jobs_free(struct jobs *j)
{
    if (j == NULL) {
        return;
    }
    if (j->running) {
        (void)pthread_mutex_lock(&j->lock);
        j->stopping = true;
        (void)pthread_cond_signal(&j->changed);
        (void)pthread_mutex_unlock(&j->lock);
        (void)pthread_join(j->thread, NULL);
    }
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        if (j->places[i].state != PLACE_FREE) {
            job_done(&j->places[i].job);
        }
    }
    (void)pthread_cond_destroy(&j->changed);
    (void)pthread_mutex_destroy(&j->lock);
    free(j);
}
