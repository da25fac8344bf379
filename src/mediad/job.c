#include "job.h"

#include "base_limits.h"
#include "media.h"

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
    const struct {
        const char *name;
        int fd;
        int access_mode;
    } files[] = {
        {"input", job->input_fd, O_RDONLY},
        {"rendition", job->rendition_fd, O_RDWR},
        {"poster", job->poster_fd, O_RDWR},
        {"report", job->report_fd, O_RDWR},
    };
    enum { FILES = sizeof(files) / sizeof(*files) };
    for (size_t i = 0; i < FILES; i++) {
        bool fits = is_file(files[i].fd, files[i].access_mode);
        for (size_t k = 0; k < i; k++) {
            fits = fits && files[k].fd != files[i].fd;
        }
        if (!fits) {
            *out_what = files[i].name;
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

static enum err write_report(const struct report *report, int fd)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_REPORT};
    TRY(report_encode(report, &bytes));
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
    if (fsync(job->rendition_fd) != 0 || fsync(job->poster_fd) != 0) {
        return err_from_errno(errno);
    }
    return ERR_OK;
}

enum err job_run(const struct job *job)
{
    if (ftruncate(job->rendition_fd, 0) != 0 || ftruncate(job->poster_fd, 0) != 0 ||
        ftruncate(job->report_fd, 0) != 0) {
        return err_from_errno(errno);
    }
    const struct media_job work = {.input_fd = job->input_fd,
                                   .rendition_fd = job->rendition_fd,
                                   .poster_fd = job->poster_fd,
                                   .threads = usable_processors()};
    struct media_result result;
    media_transcode(&work, &result);
    if (result.report.refusal == REFUSAL_NONE) {
        enum err err = sync_outputs(job);
        if (err != ERR_OK) {
            result.report =
                (struct report){.refusal = err == ERR_FULL ? REFUSAL_STORAGE : REFUSAL_INTERNAL};
        }
    }
    if (result.report.refusal != REFUSAL_NONE) {
        /* Half a rendition is of no use to anyone; if it can't be cut off, it is not taken over. */
        (void)!ftruncate(job->rendition_fd, 0);
        (void)!ftruncate(job->poster_fd, 0);
    }
    return write_report(&result.report, job->report_fd);
}
