#include "job.h"

#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_time.h"
#include "ipc_socket.h"
#include "shut.h"

#include <string.h>
#include <unistd.h>

int64_t job_limit_ms(bool rest, uint32_t duration_ms)
{
    int64_t longest_s = LIMIT_VIDEO_S + 1;
    int64_t seconds = ((int64_t)duration_ms + 999) / 1000;
    if (seconds == 0 || seconds > longest_s) {
        seconds = longest_s;
    }
    int64_t limit = LIMIT_JOB_BASE_MS + seconds * (rest ? LIMIT_JOB_REST_MS : LIMIT_JOB_FIRST_MS);
    return limit < LIMIT_JOB_MS ? limit : LIMIT_JOB_MS;
}

enum ctl_job_fd job_media_fd(bool rest, size_t place)
{
    static const enum ctl_job_fd files[2][STORE_JOB_MEDIA] = {
        {JOB_POSTER, JOB_STRIP, JOB_MP4_A, JOB_HLS_A},
        {JOB_MP4_A, JOB_HLS_A, JOB_MP4_B, JOB_HLS_B},
    };
    return files[rest ? 1 : 0][place];
}

enum err job_begin(const struct jobs_config *config, const struct store_job *row,
                   struct job *out_job)
{
    struct job job = {.row = *row, .id = random_u64(), .sealed_fd = -1, .opened_fd = -1};
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        job.fds[i] = -1;
    }
    for (size_t i = 0; i < STORE_JOB_MEDIA; i++) {
        blob_id_new(&job.media[i]);
        memcpy(job.row.media[i], job.media[i].text, sizeof(job.row.media[i]));
    }
    TRY(store_job_start(config->store, &job.row, time_wall_ms()));
    *out_job = job;
    return ERR_OK;
}

/* What is not for everybody is in the clear in files without a name, which go with this process. */
enum err job_open(const struct jobs_config *config, struct job *job)
{
    uint64_t size = 0;
    bool sealed = job->row.original_sealed;
    int *fd = sealed ? &job->sealed_fd : &job->fds[JOB_INPUT];
    TRY(blob_id_of(span_text(job->row.original), &job->original));
    TRY(blob_get(config->blobs, BLOB_ORIGINAL, &job->original, fd, &size));
    if (sealed && size != shut_sealed((uint64_t)job->row.original_bytes)) {
        return ERR_FORMAT;
    }
    TRY(sealed ? blob_scratch_read(config->blobs, &job->opened_fd, &job->fds[JOB_INPUT]) : ERR_OK);
    for (size_t i = 0; i < STORE_JOB_MEDIA; i++) {
        enum ctl_job_fd file = job_media_fd(job->row.rest, i);
        if (job->row.wish.audience == AUDIENCE_ALL) {
            TRY(blob_create(config->blobs, &job->media[i], &job->fds[file]));
        }
    }
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        if (job->fds[i] < 0) {
            TRY(blob_scratch(config->blobs, &job->fds[i]));
        }
    }
    return ERR_OK;
}

enum err job_open_step(const struct jobs_config *config, struct job *job, bool *out_done)
{
    struct shut_of of = {.custodian = config->custodian, .person = job->row.person, .quick = true};
    struct shut_whole whole =
        shut_whole_of(SHUT_ORIGINAL, job->original.text, (uint64_t)job->row.original_bytes);
    struct shut_file from = {.fd = job->sealed_fd, .sealed = true, .whole = whole};
    struct shut_file to = {.fd = job->opened_fd, .whole = whole};
    int64_t until_ms = time_mono_ms() + LIMIT_JOB_OPEN_MS;
    bool done = job->sealed_fd < 0;
    while (!done && time_mono_ms() < until_ms) {
        TRY(shut_copy_run(&of, &from, &to, job->opened));
        job->opened += SHUT_AT_ONCE;
        done = (uint64_t)job->opened * SHUT_PIECE >= whole.bytes;
    }
    if (done) {
        fd_close(fd_move(&job->sealed_fd));
        fd_close(fd_move(&job->opened_fd));
    }
    *out_done = done;
    return ERR_OK;
}

static enum err tell_gate(const struct jobs_config *config, const struct job *job)
{
    struct ctl ctl = {.kind = CTL_JOB,
                      .id = job->id,
                      .code = job->row.rest ? STAGE_REST : STAGE_FIRST,
                      .value = job_limit_ms(job->row.rest, 0)};
    const struct store_wish *wish = &job->row.wish;
    struct ctl_cut cut = {.from_ms = (uint32_t)wish->trim_from_ms,
                          .to_ms = (uint32_t)wish->trim_to_ms,
                          .poster = wish->has_poster ? (uint32_t)wish->poster_ms + 1 : 0};
    uint8_t frame[CTL_SIZE];
    ctl_cut_put(&cut, &ctl);
    ctl_encode(&ctl, frame);
    return ipc_send(config->control, span_of(frame, sizeof(frame)), job->fds, CTL_JOB_FDS);
}

enum err job_send(const struct jobs_config *config, struct job *job)
{
    /* Whoever removed the video before there were files could remove none. */
    enum err err = store_job_needs(config->store, span_text(job->row.original));
    err = err == ERR_OK ? tell_gate(config, job) : err;
    fd_close(fd_move(&job->fds[JOB_INPUT]));
    return err;
}

enum err job_progress(const struct job *job, struct report_progress *out_progress)
{
    uint8_t bytes[REPORT_PROGRESS];
    ssize_t got = pread(job->fds[JOB_REPORT], bytes, sizeof(bytes), 0);
    return got < 0 ? ERR_IO : progress_decode(span_of(bytes, (size_t)got), out_progress);
}

void job_stop(const struct jobs_config *config, const struct job *job)
{
    struct ctl ctl = {.kind = CTL_JOB_END, .id = job->id, .code = OUTCOME_OVERDUE};
    uint8_t frame[CTL_SIZE];
    ctl_encode(&ctl, frame);
    /* Should gate not hear it, the job's end is given up by its deadline. */
    (void)!ipc_send(config->control, span_of(frame, sizeof(frame)), NULL, 0);
}

void job_done(struct job *job)
{
    fd_close(fd_move(&job->sealed_fd));
    fd_close(fd_move(&job->opened_fd));
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        fd_close(fd_move(&job->fds[i]));
    }
}
