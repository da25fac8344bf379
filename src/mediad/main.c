/*
 * vitrine-mediad: one hostile clip, one job, then gone. It gets its files open, and opens nothing.
 */
#include "base_diag.h"
#include "base_text.h"
#include "job.h"
#include "media.h"
#include "sandbox.h"

#include <getopt.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EXIT_USAGE = 2 };

/* Each heap reserves 64 MiB of the job's address space; few threads allocate at the same time. */
enum { HEAPS = 2 };

static const char usage[] =
    "usage: vitrine-mediad --stage first|rest|picture [--from MS] [--to MS] [--poster N]\n"
    "                      --files FD\n"
    "\n"
    "Makes renditions of one clip, or a person's picture of one still. FD "
    "and the seven that follow\n"
    "are open regular files: clip or still, then what is written: report, "
    "poster (or the picture),\n"
    "strip, and MP4 and HLS of up to two renditions.\n"
    "vitrine-gate starts it, one per job.\n"
    "\n"
    "  --stage first   the smallest rendition, with poster and strip\n"
    "  --stage rest    the larger ones\n"
    "  --stage picture a square picture\n"
    "  --from MS       what is kept of the clip begins there\n"
    "  --to MS         and ends there; 0: at its end\n"
    "  --poster N      its poster's time in it, in milliseconds and one more; 0: the best of the "
    "first\n"
    "  --files FD      the first of the eight descriptors\n"
    "  --help          this text\n"
    "\n"
    "Exit: 0 a report was written, 1 it was not, 2 wrong arguments.\n";

static const struct option options[] = {
    {"stage", required_argument, NULL, 's'},
    {"from", required_argument, NULL, 'b'},
    {"to", required_argument, NULL, 'e'},
    {"poster", required_argument, NULL, 'p'},
    {"files", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static void leave_usage(void)
{
    (void)fputs(usage, stderr);
    exit(EXIT_USAGE);
}

static enum ctl_stage parse_stage(const char *text)
{
    for (int64_t stage = 0; stage < STAGE_COUNT_; stage++) {
        if (strcmp(text, ctl_stage_name(stage)) == 0) {
            return (enum ctl_stage)stage;
        }
    }
    leave_usage();
    return STAGE_COUNT_;
}

static void parse_files(const char *text, int fds[CTL_JOB_FDS])
{
    uint64_t first = 0;
    if (text_u64(span_text(text), INT_MAX - CTL_JOB_FDS, &first) != ERR_OK) {
        leave_usage();
    }
    for (int i = 0; i < CTL_JOB_FDS; i++) {
        fds[i] = (int)first + i;
    }
}

static uint32_t parse_time(const char *text)
{
    uint64_t time_ms = 0;
    if (text_u64(span_text(text), CTL_CUT_MAX, &time_ms) != ERR_OK) {
        leave_usage();
    }
    return (uint32_t)time_ms;
}

static struct job parse(int argc, char **argv)
{
    struct job job = {.stage = STAGE_COUNT_};
    for (int i = 0; i < CTL_JOB_FDS; i++) {
        job.fds[i] = -1;
    }
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 's':
            job.stage = parse_stage(optarg);
            break;
        case 'b':
            job.cut.from_ms = parse_time(optarg);
            break;
        case 'e':
            job.cut.to_ms = parse_time(optarg);
            break;
        case 'p':
            job.cut.poster = parse_time(optarg);
            break;
        case 'f':
            parse_files(optarg, job.fds);
            break;
        case 'h':
            (void)fputs(usage, stdout);
            exit(EXIT_SUCCESS);
        default:
            leave_usage();
        }
    }
    if (optind != argc || job.stage == STAGE_COUNT_ || job.fds[0] < 0 ||
        (job.cut.to_ms != 0 && job.cut.from_ms >= job.cut.to_ms)) {
        leave_usage();
    }
    return job;
}

int main(int argc, char **argv)
{
    diag_start("mediad", 0);
    struct job job = parse(argc, argv);
    const char *what = NULL;
    if (job_check(&job, &what) != ERR_OK) {
        diag(DIAG_ERROR, "the %s is not a file of its own that is open as it has to be", what);
        return EXIT_USAGE;
    }
    tzset();
    (void)mallopt(M_ARENA_MAX, HEAPS);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error of pwrite */
    media_start();
    bool landlock = false;
    enum err err = sandbox_enter(&landlock);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "cannot be confined: %s", err_text(err));
        return EXIT_FAILURE;
    }
    err = job_run(&job);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "no report: %s", err_text(err));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
