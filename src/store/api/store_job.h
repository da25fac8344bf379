/*
 * store_job.h: the queue of videos that a job must prepare. Every step names the state that it
 * leaves, in SQL: a step that comes late, or twice, gets ERR_CONFLICT and changes nothing.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "store_video.h"

struct store_job {
    int64_t video;
    int64_t person;
    int64_t tries; /* that have failed before */
    char original[STORE_BLOB_ID + 1];
    int64_t original_bytes;
    char rendition[STORE_BLOB_ID + 1]; /* empty unless running */
    char poster[STORE_BLOB_ID + 1];
};

/* store_job_next: the next that is due: the oldest of the person whose last job began the longest
 * ago. ERR_NOT_FOUND: none. */
MUST_USE enum err store_job_next(struct store *s, int64_t now_ms, struct store_job *out_job);

/* store_job_start: queued -> running. The names that its media will have are durable from here on,
 * so that a crash leaves no object that nobody knows. */
MUST_USE enum err store_job_start(struct store *s, const struct store_job *job, int64_t now_ms);

struct store_result {
    int64_t video;
    int64_t duration_ms;
    int64_t width;
    int64_t height;
    bool audio;
    int64_t now_ms;
};

/* store_job_publish: running -> public. */
MUST_USE enum err store_job_publish(struct store *s, const struct store_result *result);

struct store_refusal {
    int64_t video;
    uint8_t refusal;
    uint32_t number;
    struct span codec;
};

/* store_job_refuse: running -> refused. */
MUST_USE enum err store_job_refuse(struct store *s, const struct store_refusal *refusal);

/* store_job_again: running -> queued, one more try counted, not before due_ms. */
MUST_USE enum err store_job_again(struct store *s, int64_t video, int64_t due_ms);

/* store_job_running: one that is running; ERR_NOT_FOUND: none. At start, these are left over. */
MUST_USE enum err store_job_running(struct store *s, struct store_job *out_job);

/* store_job_resume: running -> queued, no try counted, not before due_ms. */
MUST_USE enum err store_job_resume(struct store *s, int64_t video, int64_t due_ms);

/* store_job_needs: whether a file of this name is the original of a video that waits:
 * ERR_NOT_FOUND. */
MUST_USE enum err store_job_needs(struct store *s, struct span original);

#endif
