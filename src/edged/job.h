/*
 * job.h: one job of jobs.c: its files and the message to gate (job.c), what its end means
 * (judge.c).
 */
#ifndef JOB_H
#define JOB_H

#include "blob.h"
#include "jobs.h"
#include "store_job.h"
#include "wire_ctl.h"
#include "wire_report.h"

#include <stdint.h>

struct job {
    struct store_job row;
    uint64_t id; /* in messages to and from gate */
    struct blob_id original;
    struct blob_id media[STORE_JOB_MEDIA]; /* of the files that job_media_fd says */
    int fds[CTL_JOB_FDS];                  /* -1: not open */
    int sealed_fd;                         /* the original, while its bytes are opened; else -1 */
    int opened_fd;                         /* where they go: another descriptor of the input */
    uint32_t opened;                       /* pieces of it */
};

/* What is to become of the video, or of its larger renditions. */
enum job_end {
    JOB_PUBLISH, /* what was made is added */
    JOB_REFUSE,  /* it is never tried again */
    JOB_AGAIN,   /* later, one try counted */
    JOB_RESUME,  /* later, as if it had not begun */
    JOB_END_COUNT_
};

struct verdict {
    enum job_end end;
    int64_t wait_ms;      /* JOB_AGAIN, JOB_RESUME */
    struct report report; /* its codec and blurhash point to the next two */
    char codec[REPORT_CODEC_MAX];
    char blurhash[REPORT_BLURHASH_MAX];
    int64_t mp4_bytes[REPORT_RENDITIONS];
};

/* job_limit_ms: how long a job of that stage may take; the clip's duration is 0 if it is not known:
 * then as for the longest. */
int64_t job_limit_ms(bool rest, uint32_t duration_ms);

/* job_media_fd: which file has the name media[place]. */
enum ctl_job_fd job_media_fd(bool rest, size_t place);

/* job_begin: the video, or its rest, is running, durably, from here on. An error: nothing began. */
MUST_USE enum err job_begin(const struct jobs_config *config, const struct store_job *row,
                            struct job *out_job);

/* job_open: its files. job_open_step: some more of a sealed original, into a file without a name;
 * out_done: that was all. ERR_BUSY: custodiand is away. ERR_FORMAT, ERR_DENIED: the original is
 * not what was sealed. Errors of blob and custody_open_waiting. */
MUST_USE enum err job_open(const struct jobs_config *config, struct job *job);
MUST_USE enum err job_open_step(const struct jobs_config *config, struct job *job, bool *out_done);

/* job_send: the message to gate, with all files open. An error, as of a video that was removed
 * since: nothing was sent. */
MUST_USE enum err job_send(const struct jobs_config *config, struct job *job);

/* job_progress: what it last said of itself. ERR_FORMAT: nothing, or nonsense. */
MUST_USE enum err job_progress(const struct job *job, struct report_progress *out_progress);

/* job_stop: asks gate to end it; gate's answer is OUTCOME_OVERDUE. */
void job_stop(const struct jobs_config *config, const struct job *job);

/* job_done: closes what is open. */
void job_done(struct job *job);

/* job_judge: outcome and value as gate gave them. Media of a job that went well are in their last
 * place when it returns; of any other, gone. */
void job_judge(const struct jobs_config *config, struct job *job, int64_t outcome, int64_t value,
               struct verdict *out_verdict);

/* job_fail: the verdict for a failure of our own, before anything was sent. */
void job_fail(const struct jobs_config *config, struct job *job, enum err why,
              struct verdict *out_verdict);

/* job_settle: the next state, durable; then what is not needed any more is removed. What waited to
 * be public is opened for it, and if it is not what was sealed so, the verdict becomes a failure.
 * May be repeated after an error: ERR_BUSY: custodiand is away, or the words have just changed. */
MUST_USE enum err job_settle(const struct jobs_config *config, struct job *job,
                             struct verdict *verdict);

#endif
