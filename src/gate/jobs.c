#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "gate.h"
#include "job_fds.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

enum { NUMBER_MAX = 16 };

static void answer(struct gate *g, uint64_t id, enum ctl_outcome outcome, int64_t value)
{
    const struct ctl message = {
        .kind = CTL_JOB_DONE, .id = id, .code = (int64_t)outcome, .value = value};
    process_tell(&g->edged, &message, -1);
}

/* A free place, or NULL: all are taken, or the id is under way already. */
static struct job *place_for(struct gate *g, uint64_t id)
{
    struct job *free_place = NULL;
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        if (g->jobs[i].used && g->jobs[i].id == id) {
            return NULL;
        }
        if (!g->jobs[i].used && free_place == NULL) {
            free_place = &g->jobs[i];
        }
    }
    return free_place;
}

/* Once per digest and run: the ledger names executables, not jobs. */
static void say_started(struct gate *g)
{
    if (g->mediad_said && memcmp(g->mediad_digest, g->mediad.digest, CTL_DIGEST) == 0) {
        return;
    }
    g->mediad_said = true;
    memcpy(g->mediad_digest, g->mediad.digest, CTL_DIGEST);
    struct ctl event = {.code = EVENT_START, .role = ROLE_MEDIAD, .generation = g->jobs_started};
    memcpy(event.digest, g->mediad.digest, CTL_DIGEST);
    control_event(g, &event);
}

/* Nobody's picture takes as long as a clip may, whatever edged asks for. */
static int64_t limit_ms(const struct gate *g, const struct ctl *message)
{
    int64_t asked_ms = message->value;
    int64_t most_ms = g->config.job_ms;
    if (message->code == STAGE_PICTURE && most_ms > LIMIT_PICTURE_MS) {
        most_ms = LIMIT_PICTURE_MS;
    }
    if (asked_ms <= 0 || asked_ms > most_ms) {
        return most_ms;
    }
    return asked_ms < LIMIT_JOB_LEAST_MS ? LIMIT_JOB_LEAST_MS : asked_ms;
}

static enum err measure(struct gate *g)
{
    char problem[IMAGE_PROBLEM] = "";
    enum err err = image_refresh(&g->mediad, problem);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "measuring %s: %s", g->mediad.name, problem);
    }
    return err;
}

void jobs_ready(struct gate *g)
{
    (void)measure(g);
}

static enum err start(struct gate *g, struct job *job, const struct ctl *message,
                      const int fds[CTL_JOB_FDS])
{
    TRY(measure(g));
    struct ctl_cut cut;
    char from[NUMBER_MAX];
    char to[NUMBER_MAX];
    char poster[NUMBER_MAX];
    TRY(ctl_cut_get(message, &cut));
    (void)snprintf(from, sizeof(from), "%u", cut.from_ms);
    (void)snprintf(to, sizeof(to), "%u", cut.to_ms);
    (void)snprintf(poster, sizeof(poster), "%u", cut.poster);
    const char *const arguments[] = {"vitrine-mediad",
                                     "--stage",
                                     ctl_stage_name(message->code),
                                     "--from",
                                     from,
                                     "--to",
                                     to,
                                     "--poster",
                                     poster,
                                     "--files",
                                     "3",
                                     NULL};
    struct spawn spawn = {.role = ROLE_MEDIAD, .image = &g->mediad, .arguments = arguments};
    memcpy(spawn.fds, fds, sizeof(spawn.fds));
    spawn.fd_count = CTL_JOB_FDS;
    struct spawned spawned;
    TRY(spawn_start(&g->world, &spawn, &spawned));
    *job = (struct job){.used = true,
                        .id = message->id,
                        .number = ++g->jobs_started,
                        .pid = spawned.pid,
                        .pidfd = spawned.pidfd,
                        .started_ms = time_mono_ms(),
                        .ends_as = OUTCOME_OVERDUE};
    job->due_ms = job->started_ms + limit_ms(g, message);
    memcpy(job->digest, g->mediad.digest, CTL_DIGEST);
    log_init(&job->log, spawned.log, ctl_role_name(ROLE_MEDIAD), job->number);
    say_started(g);
    return ERR_OK;
}

/* At most once a second: edged may be hostile. */
static void say_refused(struct gate *g, const char *why)
{
    int64_t now_ms = time_mono_ms();
    g->jobs_refused++;
    if (now_ms - g->refusal_said_ms >= 1000) {
        g->refusal_said_ms = now_ms;
        diag(DIAG_NOTICE, "a job was refused: %s (%llu since the start)", why,
             (unsigned long long)g->jobs_refused);
    }
}

void jobs_request(struct gate *g, const struct ctl *message, const int fds[CTL_JOB_FDS])
{
    const char *why = job_fds_problem(fds);
    if (why == NULL && (message->code < 0 || message->code >= STAGE_COUNT_)) {
        why = "there is no such stage";
    }
    struct ctl_cut cut;
    if (why == NULL && ctl_cut_get(message, &cut) != ERR_OK) {
        why = "there is no such part of a clip";
    }
    struct job *job = place_for(g, message->id);
    if (why == NULL && job == NULL) {
        why = "as many as may run are running";
    }
    if (why == NULL && g->phase != PHASE_RUN) {
        why = "the region is stopping";
    }
    if (why == NULL && g->guard.mind.state != ROOM_ENOUGH) {
        why = "the disk is nearly full";
    }
    if (why == NULL) {
        enum err err = start(g, job, message, fds);
        why = err == ERR_OK ? NULL : err_text(err);
    }
    if (why != NULL) {
        say_refused(g, why);
        answer(g, message->id, OUTCOME_REFUSED, 0);
    }
}

/* Only shortens, and not below what keeps the ledger from being filled with overdue jobs. */
void jobs_end(struct gate *g, const struct ctl *message)
{
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        struct job *job = &g->jobs[i];
        if (!job->used || job->id != message->id || job->ending) {
            continue;
        }
        int64_t soonest_ms = job->started_ms + LIMIT_JOB_LEAST_MS;
        int64_t now_ms = time_mono_ms();
        int64_t due_ms = now_ms > soonest_ms ? now_ms : soonest_ms;
        if (due_ms < job->due_ms) {
            job->due_ms = due_ms;
            job->ends_as = (enum ctl_outcome)message->code;
        }
    }
}

static void report_end(struct gate *g, const struct job *job, const siginfo_t *info)
{
    struct ctl event = {.role = ROLE_MEDIAD, .generation = job->number, .value = info->si_status};
    memcpy(event.digest, job->digest, CTL_DIGEST);
    bool killed = info->si_code != CLD_EXITED; /* it may have ended by itself just before */
    if (job->ending && killed && job->ends_as == OUTCOME_REFUSED) {
        diag(DIAG_NOTICE, "job %u was ended as edged asked", job->number);
        event.code = EVENT_KILLED;
        control_event(g, &event);
        answer(g, job->id, OUTCOME_REFUSED, info->si_status);
    } else if (job->ending && killed) {
        diag(DIAG_ERROR, "job %u was ended at its limit", job->number);
        event.code = EVENT_OVERDUE;
        control_event(g, &event);
        answer(g, job->id, OUTCOME_OVERDUE, info->si_status);
    } else if (info->si_code == CLD_EXITED) {
        answer(g, job->id, OUTCOME_EXIT, info->si_status);
    } else {
        diag(DIAG_ERROR, "job %u was killed by signal %d (%s)%s", job->number, info->si_status,
             strsignal(info->si_status),
             info->si_status == SIGSYS ? ": it made a forbidden system call" : "");
        event.code = EVENT_KILLED;
        control_event(g, &event);
        answer(g, job->id, OUTCOME_KILLED, info->si_status);
    }
}

static void job_done(struct job *job)
{
    log_done(&job->log);
    fd_close(job->pidfd);
    job->pidfd = -1;
    job->used = false;
}

void jobs_reap(struct gate *g, struct job *job)
{
    siginfo_t info = {0};
    if (!job->used || waitid(P_PIDFD, (id_t)job->pidfd, &info, WEXITED | WNOHANG) != 0 ||
        info.si_pid == 0) {
        return;
    }
    job_done(job);
    report_end(g, job, &info);
}

void jobs_timers(struct gate *g)
{
    int64_t now_ms = time_mono_ms();
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        struct job *job = &g->jobs[i];
        if (job->used && !job->ending && now_ms >= job->due_ms) {
            job->ending = true;
            (void)pidfd_send_signal(job->pidfd, SIGKILL, NULL, 0);
        }
    }
}

/* Nobody waits for their answers any more: an edged that is started again asks again. */
void jobs_kill(struct gate *g)
{
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        struct job *job = &g->jobs[i];
        siginfo_t info = {0};
        if (job->used) {
            (void)pidfd_send_signal(job->pidfd, SIGKILL, NULL, 0);
            (void)waitid(P_PIDFD, (id_t)job->pidfd, &info, WEXITED);
            job_done(job);
        }
    }
}

size_t jobs_count(const struct gate *g)
{
    size_t count = 0;
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        count += g->jobs[i].used;
    }
    return count;
}

void jobs_done(struct gate *g)
{
    jobs_kill(g);
    image_done(&g->mediad);
}
