/*
 * job.h: one job of jobs.c: its files, the message to gate, what its end means.
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
    uint64_t id;         /* in messages to and from gate */
    int64_t deadline_ms; /* monotonic: given up then, should gate never answer */
    struct blob_id original;
    struct blob_id rendition;
    struct blob_id poster;
    int fds[CTL_JOB_FDS]; /* -1: not open */
};

/* What is to become of the video. */
struct verdict {
    enum video_event event; /* VIDEO_PUBLISH, VIDEO_REFUSE, VIDEO_AGAIN, VIDEO_RESUME */
    struct report report;   /* its codec points to the next member */
    char codec[REPORT_CODEC_MAX];
};

/* job_limit_ms: how long a job may take. */
int64_t job_limit_ms(int64_t original_bytes);

/* job_begin: the video is running, durably, from here on. An error: nothing began. */
MUST_USE enum err job_begin(const struct jobs_config *config, const struct store_job *row,
                            struct job *out_job);

/* job_send: its files, and the message to gate. A failure is the refusal that it gives back; else
 * REFUSAL_NONE. */
MUST_USE uint8_t job_send(const struct jobs_config *config, struct job *job);

/* job_judge: outcome and value as gate gave them. Media of a job that went well are in their last
 * place when it returns; of any other, gone. */
void job_judge(const struct jobs_config *config, struct job *job, int64_t outcome, int64_t value,
               struct verdict *out_verdict);

/* job_fail: the verdict for a failure of our own. */
void job_fail(const struct jobs_config *config, struct job *job, uint8_t refusal,
              struct verdict *out_verdict);

/* job_settle: the video's next state, durable; then what is not needed any more is removed. May be
 * repeated after a failure. */
MUST_USE enum err job_settle(const struct jobs_config *config, struct job *job,
                             const struct verdict *verdict);

/* job_done: closes what is open. */
void job_done(struct job *job);

#endif
