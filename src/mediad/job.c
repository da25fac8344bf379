#include "job.h"

#include "base_limits.h"
#include "media.h"
#include "media_portrait.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_file(int fd, int access_mode)
{
    struct stat status;
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
           ((flags & O_ACCMODE) == access_mode || (flags & O_ACCMODE) == O_RDWR);
}

enum err job_check(const struct job *job, const char **out_what)
{
    static const char *const names[CTL_JOB_FDS] = {
        [JOB_INPUT] = "input",      [JOB_REPORT] = "report",    [JOB_POSTER] = "poster",
        [JOB_STRIP] = "strip",      [JOB_MP4_A] = "first MP4",  [JOB_HLS_A] = "first HLS",
        [JOB_MP4_B] = "second MP4", [JOB_HLS_B] = "second HLS",
    };
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        bool fits = is_file(job->fds[i], i == JOB_INPUT ? O_RDONLY : O_RDWR);
        for (size_t k = 0; k < i; k++) {
            fits = fits && job->fds[k] != job->fds[i];
        }
        if (!fits) {
            *out_what = names[i];
            return ERR_FORMAT;
        }
    }
    return ERR_OK;
}

static int usable_processors(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
}

static enum err write_report(struct span bytes, int fd)
{
    size_t done = 0;
    while (done < bytes.len) {
        ssize_t put = pwrite(fd, bytes.ptr + done, bytes.len - done, (off_t)done);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return put < 0 ? err_from_errno(errno) : ERR_IO;
        }
        done += (size_t)put;
    }
    if (ftruncate(fd, (off_t)bytes.len) != 0 || fsync(fd) != 0) {
        return err_from_errno(errno);
    }
    return ERR_OK;
}

static enum err sync_outputs(const struct job *job)
{
    for (size_t i = JOB_POSTER; i < CTL_JOB_FDS; i++) {
        if (fsync(job->fds[i]) != 0) {
            return err_from_errno(errno);
        }
    }
    return ERR_OK;
}

static enum err empty_outputs(const struct job *job)
{
    enum err err = ERR_OK;
    for (size_t i = JOB_REPORT; i < CTL_JOB_FDS; i++) {
        if (ftruncate(job->fds[i], 0) != 0) {
            err = err_from_errno(errno);
        }
    }
    return err;
}

static void say_progress(void *app, const struct report_progress *progress)
{
    const struct job *job = app;
    AUTO(buf) struct buf bytes = {.max = REPORT_PROGRESS};
    if (progress_encode(progress, &bytes) == ERR_OK) {
        (void)!pwrite(job->fds[JOB_REPORT], bytes.ptr, bytes.len, 0);
    }
}

/* Why what was made must not be taken over; half of anything is of no use to anyone. */
static uint8_t settle(const struct job *job, uint8_t refusal)
{
    if (refusal == REFUSAL_NONE) {
        enum err err = sync_outputs(job);
        refusal = err == ERR_OK     ? REFUSAL_NONE
                  : err == ERR_FULL ? REFUSAL_STORAGE
                                    : REFUSAL_INTERNAL;
    }
    if (refusal != REFUSAL_NONE) {
        (void)empty_outputs(job); /* what can't be cut off is not taken over either */
    }
    return refusal;
}

static enum err run_picture(const struct job *job, struct buf *report)
{
    struct report_picture picture;
    media_portrait(job->fds[JOB_INPUT], job->fds[JOB_POSTER], &picture);
    uint8_t refusal = settle(job, picture.refusal);
    if (refusal != picture.refusal) {
        picture = (struct report_picture){.refusal = refusal};
    }
    return picture_encode(&picture, report);
}

static enum err run_clip(const struct job *job, struct buf *report)
{
    const int *fds = job->fds;
    const struct media_job work = {
        .stage = job->stage,
        .cut = job->cut,
        .input_fd = fds[JOB_INPUT],
        .poster_fd = fds[JOB_POSTER],
        .strip_fd = fds[JOB_STRIP],
        .outputs = {{fds[JOB_MP4_A], fds[JOB_HLS_A]}, {fds[JOB_MP4_B], fds[JOB_HLS_B]}},
        .threads = usable_processors(),
        .progress = say_progress,
        .progress_app = (void *)(uintptr_t)job,
    };
    struct media_result result;
    media_transcode(&work, &result);
    uint8_t refusal = settle(job, result.report.refusal);
    if (refusal != result.report.refusal) {
        result.report = (struct report){.refusal = refusal};
    }
    return report_encode(&result.report, report);
}

enum err job_run(const struct job *job)
{
    AUTO(buf) struct buf report = {.max = LIMIT_REPORT};
    TRY(empty_outputs(job));
    TRY(job->stage == STAGE_PICTURE ? run_picture(job, &report) : run_clip(job, &report));
    return write_report(buf_span(&report), job->fds[JOB_REPORT]);
}
