/*
 * job.h: the one job of this process, on descriptors.
 */
#ifndef MEDIAD_JOB_H
#define MEDIAD_JOB_H

#include "base_err.h"

struct job {
    int input_fd;
    int rendition_fd;
    int poster_fd;
    int report_fd;
};

/* job_check: each is an open regular file, the input readable, the outputs readable and writable,
 * no two the same. ERR_FORMAT; out_what then names the one that is not. */
MUST_USE enum err job_check(const struct job *job, const char **out_what);

/*
 * job_run: transcodes, syncs the rendition and the poster, writes and syncs the report last.
 * Whoever finds a report that says "published" finds whole files. Fails only if no report could be
 * written.
 */
MUST_USE enum err job_run(const struct job *job);

#endif
