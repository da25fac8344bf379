/*
 * jobs.h: the queue between uploads and mediad. One thread takes what waits (creators in turn, at
 * most LIMIT_JOBS at a time but LIMIT_JOBS_PICTURE, LIMIT_JOBS_REST of them for larger renditions,
 * and one first rendition of a creator), gives gate the open files, ends a job that overstays or
 * stands still, and judges what came of it. A report is hostile: it comes from a process that
 * decoded hostile video.
 *
 * Effects are visible once: a video's next state is one durable operation that names the state
 * before it, and media have their last names before that.
 */
#ifndef JOBS_H
#define JOBS_H

#include "base_auto.h"
#include "base_err.h"
#include "blob.h"
#include "drafts.h"
#include "ipc_pool.h"
#include "store.h"

#include <stdint.h>

struct jobs;

struct jobs_config {
    struct store *store;
    struct blobs *blobs;
    struct drafts *drafts;      /* looked through now and then */
    struct ipc_pool *custodian; /* seals what was made of videos that are not for everybody */
    int control;                /* the pair with gate: CTL_JOB and CTL_JOB_END are sent here */
    int64_t still_ms; /* a job without a percent for so long is ended; 0: LIMIT_JOB_STILL_MS */
};

/*
 * jobs_recover: before confinement, at start. Videos whose job ran when the process ended go back
 * to the queue, without what that job had made; files that nobody needs are removed. out_removed:
 * how many. Errors of store and blob.
 */
MUST_USE enum err jobs_recover(struct store *store, struct blobs *blobs, size_t *out_removed);

MUST_USE enum err jobs_new(const struct jobs_config *config, struct jobs **out_jobs);

/* jobs_start: the thread. ERR_NOMEM. */
MUST_USE enum err jobs_start(struct jobs *j);

/* jobs_wake: a video waits. */
void jobs_wake(struct jobs *j);

/* jobs_done: CTL_JOB_DONE from gate. An id that is not known is passed over. */
void jobs_done(struct jobs *j, uint64_t id, int64_t outcome, int64_t value);

/* jobs_progress: how far the first job of a video is, in percent; 0 if none is under way. */
int jobs_progress(struct jobs *j, int64_t video);

/* jobs_end_of: jobs of the person's video that run are ended; video 0: of all their videos. */
void jobs_end_of(struct jobs *j, int64_t person, int64_t video);

/* jobs_free: ends the thread. Jobs that run are left; their videos go back to the queue at the next
 * start. */
void jobs_free(struct jobs *j);
AUTO_CLOSER(jobs_free, struct jobs)

#endif
