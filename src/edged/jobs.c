#include "jobs.h"

#include "base_diag.h"
#include "base_limits.h"
#include "base_time.h"
#include "job.h"
#include "kept.h"
#include "wire_ctl.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PLACES = LIMIT_JOBS - LIMIT_JOBS_PICTURE };

/* A place for a job. Gate's answer moves RUNNING to ENDED; all else is the thread's. A clip takes
 * seconds to be opened: some of it in each round, so that the other jobs need not wait. */
enum place_state { PLACE_FREE, PLACE_OPENING, PLACE_RUNNING, PLACE_ENDED, PLACE_JUDGED };

struct place {
    enum place_state state;
    struct job job;
    int64_t started_ms;  /* this and the next three are monotonic */
    int64_t moved_ms;    /* when it last told a higher percentage */
    int64_t deadline_ms; /* given up then, should gate never answer */
    bool stopped;        /* gate was asked to end it */
    bool unwanted;       /* its video is gone */
    uint8_t percent;
    uint32_t duration_ms; /* of the clip, as first told; 0: not yet */
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
    int64_t kept_at_ms;   /* the next look for originals whose time is over; monotonic */
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool woken;
    bool stopping;
    struct place places[PLACES];
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
        for (size_t i = 0; i < STORE_JOB_MEDIA; i++) {
            drop_media(blobs, job.media[i]);
        }
        TRY(store_job_resume(store, &job, 0));
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
    if (j->config.still_ms == 0) {
        j->config.still_ms = LIMIT_JOB_STILL_MS;
    }
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
    for (size_t i = 0; i < PLACES; i++) {
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
    for (size_t i = 0; i < PLACES; i++) {
        struct place *place = &j->places[i];
        if (place->state == PLACE_RUNNING && now_ms > place->deadline_ms) {
            end_place(place, OUTCOME_OVERDUE, 0);
        }
    }
    (void)pthread_mutex_unlock(&j->lock);
}

static bool is_unwanted(struct jobs *j, const struct place *place)
{
    (void)pthread_mutex_lock(&j->lock);
    bool unwanted = place->unwanted;
    (void)pthread_mutex_unlock(&j->lock);
    return unwanted;
}

void jobs_end_of(struct jobs *j, int64_t person, int64_t video)
{
    (void)pthread_mutex_lock(&j->lock);
    for (size_t i = 0; i < PLACES; i++) {
        struct place *place = &j->places[i];
        const struct store_job *row = &place->job.row;
        if (place->state != PLACE_FREE && row->person == person &&
            (video == 0 || row->video == video)) {
            place->unwanted = true;
            j->woken = true;
        }
    }
    (void)pthread_cond_signal(&j->changed);
    (void)pthread_mutex_unlock(&j->lock);
}

/* What a job tells of itself is shown to the video's creator, and decides how long it may take.
 * A hostile one gains little: only a higher percentage counts, and only the first duration. */
static void look_at(struct jobs *j, struct place *place)
{
    struct report_progress seen;
    bool told = job_progress(&place->job, &seen) == ERR_OK;
    int64_t now_ms = time_mono_ms();
    if (told && place->duration_ms == 0) {
        place->duration_ms = seen.duration_ms;
    }
    if (told && seen.percent > place->percent) {
        (void)pthread_mutex_lock(&j->lock);
        place->percent = seen.percent;
        (void)pthread_mutex_unlock(&j->lock);
        place->moved_ms = now_ms;
    }
    if (is_unwanted(j, place) && !place->stopped) {
        place->stopped = true;
        place->deadline_ms = now_ms + LIMIT_JOB_ANSWER_MS;
        job_stop(&j->config, &place->job);
    }
    int64_t limit_ms = job_limit_ms(place->job.row.rest, place->duration_ms);
    bool late = now_ms - place->started_ms > limit_ms;
    if (place->stopped || (!late && now_ms - place->moved_ms <= j->config.still_ms)) {
        return;
    }
    diag(DIAG_ERROR, "video %lld: its job %s at %u percent and is ended",
         (long long)place->job.row.video, late ? "took too long" : "stands still", place->percent);
    place->stopped = true;
    place->deadline_ms = now_ms + LIMIT_JOB_ANSWER_MS;
    job_stop(&j->config, &place->job);
}

int jobs_progress(struct jobs *j, int64_t video)
{
    int percent = 0;
    (void)pthread_mutex_lock(&j->lock);
    for (size_t i = 0; i < PLACES; i++) {
        const struct place *place = &j->places[i];
        if (place->state != PLACE_FREE && place->job.row.video == video && !place->job.row.rest) {
            percent = place->percent;
        }
    }
    (void)pthread_mutex_unlock(&j->lock);
    return percent;
}

static void say(const struct place *place)
{
    static const char *const words[2][JOB_END_COUNT_] = {
        {"public", "refused", "to be tried again", "to be started later"},
        {"larger renditions added", "larger renditions given up",
         "larger renditions to be tried again", "larger renditions to be started later"},
    };
    diag(DIAG_NOTICE, "video %lld: %s (refusal %u)", (long long)place->job.row.video,
         words[place->job.row.rest ? 1 : 0][place->verdict.end], place->verdict.report.refusal);
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
        diag(DIAG_ERROR, "video %lld waits for what is to become of it: %s",
             (long long)place->job.row.video, err_text(err));
        return;
    }
    say(place);
    if (place->verdict.end == JOB_RESUME) {
        j->pause_until_ms = time_mono_ms() + LIMIT_JOB_RETRY_MS;
    }
    set_state(j, place, PLACE_FREE);
}

static bool has_room(struct jobs *j, const struct store_job *row)
{
    uint64_t bytes = (uint64_t)row->original_bytes * (row->original_sealed ? 2 : 1);
    bool full = blob_room(j->config.blobs, bytes) != ERR_OK;
    if (full && !j->full) {
        diag(DIAG_ERROR, "no space is left for media: videos wait");
    }
    j->full = full;
    return !full;
}

/* Before gate has it. */
static void fail_place(struct jobs *j, struct place *place, enum err err)
{
    job_fail(&j->config, &place->job, err, &place->verdict);
    job_done(&place->job);
    set_state(j, place, PLACE_JUDGED);
    finish_place(j, place);
}

/* Gate may answer as soon as it is asked: the place knows the job's id before. */
static void send_place(struct jobs *j, struct place *place)
{
    place->started_ms = time_mono_ms();
    place->moved_ms = place->started_ms;
    place->stopped = false;
    place->duration_ms = 0;
    (void)pthread_mutex_lock(&j->lock);
    place->deadline_ms =
        place->started_ms + job_limit_ms(place->job.row.rest, 0) + LIMIT_JOB_ANSWER_MS;
    place->state = PLACE_RUNNING;
    (void)pthread_mutex_unlock(&j->lock);
    enum err err = job_send(&j->config, &place->job);
    if (err != ERR_OK) {
        fail_place(j, place, err);
    }
}

static void open_place(struct jobs *j, struct place *place)
{
    bool done = false;
    enum err err = job_open_step(&j->config, &place->job, &done);
    if (err != ERR_OK) {
        fail_place(j, place, err);
    } else if (done) {
        send_place(j, place);
    }
}

/* Jobs of a stage that are under way. */
static size_t count_of(struct jobs *j, bool rest)
{
    size_t count = 0;
    for (size_t i = 0; i < PLACES; i++) {
        count += state_of(j, &j->places[i]) != PLACE_FREE && j->places[i].job.row.rest == rest;
    }
    return count;
}

/* Each stage has places of its own: neither waits for the other. */
static enum err next_row(struct jobs *j, struct store_job *out_row)
{
    int64_t now_ms = time_wall_ms();
    enum err err = ERR_NOT_FOUND;
    if (count_of(j, false) < PLACES - LIMIT_JOBS_REST) {
        err = store_job_next(j->config.store, false, now_ms, out_row);
    }
    if (err != ERR_NOT_FOUND || count_of(j, true) >= LIMIT_JOBS_REST) {
        return err;
    }
    return store_job_next(j->config.store, true, now_ms, out_row);
}

/* False: there is nothing to begin, or no way to. */
static bool fill_place(struct jobs *j, struct place *place)
{
    struct store_job row;
    struct job job;
    if (time_mono_ms() < j->pause_until_ms || next_row(j, &row) != ERR_OK || !has_room(j, &row)) {
        return false;
    }
    enum err err = job_begin(&j->config, &row, &job);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "video %lld could not be started: %s", (long long)row.video,
             err_text(err));
        return false;
    }
    (void)pthread_mutex_lock(&j->lock);
    place->job = job;
    place->unwanted = false;
    place->percent = 0;
    place->state = PLACE_OPENING;
    (void)pthread_mutex_unlock(&j->lock);
    err = job_open(&j->config, &place->job);
    if (err != ERR_OK) {
        fail_place(j, place, err);
    }
    return true;
}

static void round_of(struct jobs *j)
{
    check_deadlines(j);
    for (size_t i = 0; i < PLACES; i++) {
        if (state_of(j, &j->places[i]) == PLACE_RUNNING) {
            look_at(j, &j->places[i]);
        }
        finish_place(j, &j->places[i]);
    }
    for (size_t i = 0; i < PLACES; i++) {
        if (state_of(j, &j->places[i]) == PLACE_FREE && !fill_place(j, &j->places[i])) {
            break;
        }
    }
    for (size_t i = 0; i < PLACES; i++) {
        if (state_of(j, &j->places[i]) == PLACE_OPENING) {
            open_place(j, &j->places[i]);
        }
    }
}

/* Until something happens, or it is time to look again (how far jobs are, a retry that is due, a
 * database that failed). False: to end. */
static bool wait_turn(struct jobs *j)
{
    int64_t until_ms = time_mono_ms() + LIMIT_JOB_LOOK_MS;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    bool opening = false;
    (void)pthread_mutex_lock(&j->lock);
    for (size_t i = 0; i < PLACES; i++) {
        opening = opening || j->places[i].state == PLACE_OPENING;
    }
    while (!j->stopping && !j->woken && !opening &&
           pthread_cond_timedwait(&j->changed, &j->lock, &until) == 0) {
    }
    j->woken = false;
    bool go_on = !j->stopping;
    (void)pthread_mutex_unlock(&j->lock);
    return go_on;
}

/* Now and then. */
static void sweep(struct jobs *j)
{
    drafts_sweep(j->config.drafts);
    if (time_mono_ms() < j->kept_at_ms) {
        return;
    }
    j->kept_at_ms = time_mono_ms() + LIMIT_KEPT_SWEEP_MS;
    enum err err = kept_sweep(j->config.store, j->config.blobs);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "originals that are not kept any more wait for the next look: %s",
             err_text(err));
    }
}

static void *jobs_main(void *arg)
{
    struct jobs *j = arg;
    do {
        round_of(j);
        sweep(j);
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
    for (size_t i = 0; i < PLACES; i++) {
        if (j->places[i].state != PLACE_FREE) {
            job_done(&j->places[i].job);
        }
    }
    (void)pthread_cond_destroy(&j->changed);
    (void)pthread_mutex_destroy(&j->lock);
    free(j);
}
