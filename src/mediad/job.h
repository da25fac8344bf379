/*
 * job.h: the one job of this process, on descriptors.
 */
#ifndef MEDIAD_JOB_H
#define MEDIAD_JOB_H

#include "base_err.h"
#include "wire_ctl.h"

struct job {
    enum ctl_stage stage;
    struct ctl_cut cut;
    int fds[CTL_JOB_FDS]; /* by enum ctl_job_fd */
};

/* job_check: each is an open regular file, the input readable, all others readable and writable,
 * no two the same. ERR_FORMAT; out_what then names the one that is not. */
MUST_USE enum err job_check(const struct job *job, const char **out_what);

/*
 * job_run: transcodes, syncs what it made, writes and syncs the report last.
 * Whoever finds a report that says "published" finds whole files. Fails only if no report could be
 * written.
 */
MUST_USE enum err job_run(const struct job *job);

#endif
