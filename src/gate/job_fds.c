#include "job_fds.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>

const char *job_fds_problem(const int fds[CTL_JOB_FDS])
{
    struct stat st[CTL_JOB_FDS];
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        int flags = fcntl(fds[i], F_GETFL);
        if (flags < 0 || (flags & O_PATH) != 0 || fstat(fds[i], &st[i]) != 0) {
            return "a descriptor is no open file";
        }
        if (!S_ISREG(st[i].st_mode)) {
            return "a descriptor is no regular file";
        }
        if ((flags & O_ACCMODE) != (i == 0 ? O_RDONLY : O_RDWR)) {
            return i == 0 ? "the input is not open for reading only"
                          : "an output is not open for reading and writing";
        }
        for (size_t j = 0; j < i; j++) {
            if (st[i].st_dev == st[j].st_dev && st[i].st_ino == st[j].st_ino) {
                return "two descriptors are the same file";
            }
        }
    }
    return NULL;
}
