#include "job.h"

#include "base_diag.h"
#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_time.h"
#include "ipc_socket.h"
#include "wire_ctl.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>

int64_t job_limit_ms(int64_t original_bytes)
{
    int64_t mib = original_bytes / (int64_t)MIB;
    int64_t limit = LIMIT_JOB_BASE_MS + mib * LIMIT_JOB_PER_MIB_MS;
    return limit < LIMIT_JOB_MS ? limit : LIMIT_JOB_MS;
}

static void name(char out[STORE_BLOB_ID + 1], const struct blob_id *id)
{
    memcpy(out, id->text, STORE_BLOB_ID + 1);
}

enum err job_begin(const struct jobs_config *config, const struct store_job *row,
                   struct job *out_job)
{
    struct job job = {.row = *row, .id = random_u64(), .deadline_ms = INT64_MAX};
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        job.fds[i] = -1;
    }
    blob_id_new(&job.rendition);
    blob_id_new(&job.poster);
    name(job.row.rendition, &job.rendition);
    name(job.row.poster, &job.poster);
    TRY(store_job_start(config->store, &job.row, time_wall_ms()));
    *out_job = job;
    return ERR_OK;
}

static enum err open_files(const struct jobs_config *config, struct job *job)
{
    uint64_t size = 0;
    TRY(blob_id_of(span_text(job->row.original), &job->original));
    TRY(blob_get(config->blobs, BLOB_ORIGINAL, &job->original, &job->fds[JOB_INPUT], &size));
    TRY(blob_create(config->blobs, &job->rendition, &job->fds[JOB_MP4_A]));
    TRY(blob_create(config->blobs, &job->poster, &job->fds[JOB_POSTER]));
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        if (job->fds[i] < 0) {
            TRY(blob_scratch(config->blobs, &job->fds[i]));
        }
    }
    return ERR_OK;
}

static enum err tell_gate(const struct jobs_config *config, const struct job *job)
{
    struct ctl ctl = {.kind = CTL_JOB,
                      .id = job->id,
                      .code = STAGE_FIRST,
                      .value = job_limit_ms(job->row.original_bytes)};
    uint8_t frame[CTL_SIZE];
    ctl_encode(&ctl, frame);
    return ipc_send(config->control, span_of(frame, sizeof(frame)), job->fds, CTL_JOB_FDS);
}

uint8_t job_send(const struct jobs_config *config, struct job *job)
{
    enum err err = open_files(config, job);
    if (err == ERR_OK) {
        err = tell_gate(config, job);
    }
    fd_close(fd_move(&job->fds[JOB_INPUT]));
    return err == ERR_OK ? REFUSAL_NONE : err == ERR_FULL ? REFUSAL_STORAGE : REFUSAL_INTERNAL;
}

void job_done(struct job *job)
{
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        fd_close(fd_move(&job->fds[i]));
    }
}

static enum err read_report(struct job *job, struct verdict *out)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_REPORT};
    if (lseek(job->fds[JOB_REPORT], 0, SEEK_SET) != 0) {
        return ERR_IO;
    }
    TRY(file_read_fd(job->fds[JOB_REPORT], &bytes));
    TRY(report_decode(buf_span(&bytes), &out->report));
    struct span codec = out->report.codec;
    if (codec.len > 0) {
        memcpy(out->codec, codec.ptr, codec.len);
    }
    out->report.codec = span_of(out->codec, codec.len);
    out->report.blurhash = span_of(NULL, 0); /* borrowed from bytes */
    return ERR_OK;
}

/* What a job that went well cannot have said. */
static bool is_sound(const struct report *report)
{
    const struct report_rendition *rendition = &report->renditions[0];
    return report->duration_ms <= (LIMIT_VIDEO_S + 1) * 1000 &&
           rendition->width <= LIMIT_VIDEO_SIDE && rendition->height <= LIMIT_VIDEO_SIDE;
}

static bool is_filled(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && st.st_size > 0 && (uint64_t)st.st_size <= LIMIT_JOB_OUT_MIB * MIB;
}

/* Both files under their last names, durable. */
static uint8_t take_over(const struct jobs_config *config, struct job *job)
{
    if (!is_filled(job->fds[JOB_MP4_A]) || !is_filled(job->fds[JOB_POSTER])) {
        return REFUSAL_INTERNAL;
    }
    enum err err = blob_keep(config->blobs, &job->rendition, job->fds[JOB_MP4_A], BLOB_MEDIA);
    if (err == ERR_OK) {
        err = blob_keep(config->blobs, &job->poster, job->fds[JOB_POSTER], BLOB_MEDIA);
    }
    return err == ERR_OK ? REFUSAL_NONE : err == ERR_FULL ? REFUSAL_STORAGE : REFUSAL_INTERNAL;
}

/* Nothing of what the job made stays. */
static void drop_outputs(const struct jobs_config *config, const struct job *job)
{
    static const enum blob_place places[] = {BLOB_DRAFT, BLOB_MEDIA};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        (void)blob_drop(config->blobs, places[i], &job->rendition);
        (void)blob_drop(config->blobs, places[i], &job->poster);
    }
}

void job_fail(const struct jobs_config *config, struct job *job, uint8_t refusal,
              struct verdict *out_verdict)
{
    bool again = refusal_may_pass(refusal) && job->row.tries + 1 < LIMIT_JOB_TRIES;
    out_verdict->event = again ? VIDEO_AGAIN : VIDEO_REFUSE;
    out_verdict->report.refusal = refusal;
    drop_outputs(config, job);
}

static uint8_t read_end(const struct jobs_config *config, struct job *job, int64_t outcome,
                        int64_t value, struct verdict *verdict)
{
    if (outcome == OUTCOME_OVERDUE) {
        return REFUSAL_OVERDUE;
    }
    if (outcome != OUTCOME_EXIT || value != 0 || read_report(job, verdict) != ERR_OK) {
        return REFUSAL_INTERNAL;
    }
    if (verdict->report.refusal != REFUSAL_NONE) {
        return verdict->report.refusal;
    }
    return is_sound(&verdict->report) ? take_over(config, job) : REFUSAL_INTERNAL;
}

void job_judge(const struct jobs_config *config, struct job *job, int64_t outcome, int64_t value,
               struct verdict *out_verdict)
{
    *out_verdict = (struct verdict){.event = VIDEO_PUBLISH};
    bool ended_from_outside = outcome == OUTCOME_KILLED && value == SIGKILL;
    if (outcome == OUTCOME_REFUSED || ended_from_outside) { /* not the clip's fault */
        out_verdict->event = VIDEO_RESUME;
        drop_outputs(config, job);
        return;
    }
    uint8_t refusal = read_end(config, job, outcome, value, out_verdict);
    if (refusal != REFUSAL_NONE) {
        job_fail(config, job, refusal, out_verdict);
    }
}

static enum err put_verdict(const struct jobs_config *config, const struct job *job,
                            const struct verdict *verdict)
{
    int64_t now_ms = time_wall_ms();
    const struct report *report = &verdict->report;
    struct store_result result = {.video = job->row.video,
                                  .duration_ms = report->duration_ms,
                                  .width = report->renditions[0].width,
                                  .height = report->renditions[0].height,
                                  .audio = report->audio,
                                  .now_ms = now_ms};
    struct store_refusal refusal = {job->row.video, report->refusal, report->number, report->codec};
    switch (verdict->event) {
    case VIDEO_PUBLISH:
        return store_job_publish(config->store, &result);
    case VIDEO_REFUSE:
        return store_job_refuse(config->store, &refusal);
    case VIDEO_AGAIN:
        return store_job_again(config->store, job->row.video,
                               now_ms + LIMIT_JOB_RETRY_MS * (job->row.tries + 1));
    case VIDEO_RESUME:
        return store_job_resume(config->store, job->row.video, now_ms + LIMIT_JOB_RETRY_MS);
    case VIDEO_START:
    case VIDEO_EVENT_COUNT_:
        break;
    }
    return ERR_CONFLICT;
}

enum err job_settle(const struct jobs_config *config, struct job *job,
                    const struct verdict *verdict)
{
    enum err err = put_verdict(config, job, verdict);
    if (err == ERR_CONFLICT) {
        drop_outputs(config, job);
        diag(DIAG_ERROR, "video %lld is not running any more", (long long)job->row.video);
        return ERR_OK;
    }
    TRY(err);
    if (verdict->event == VIDEO_PUBLISH || verdict->event == VIDEO_REFUSE) {
        (void)blob_drop(config->blobs, BLOB_ORIGINAL, &job->original);
    }
    return ERR_OK;
}
