/*
 * job_fds.h: whether the descriptors that came with a job are what mediad may be given.
 */
#ifndef JOB_FDS_H
#define JOB_FDS_H

#include "wire_ctl.h"

/* job_fds_problem: the first must be a regular file open for reading only, the others different
 * regular files open for reading and writing. NULL, or what is wrong, in words. */
const char *job_fds_problem(const int fds[CTL_JOB_FDS]);

#endif
